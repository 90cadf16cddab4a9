package org.convzoo.alexnet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.Published;
import org.convzoo.core.WeightsEntry;

/** The family's architectures, weights trained here for small pictures, and what torchvision publishes. */
public final class AlexNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(AlexNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(
                WeightsEntry.shipped("alexnet.cifar10", AlexNetProvider.class),
                Published.torchvision(AlexNet.ALEXNET_OWT, "alexnet-owt-7be5be79.pth", 0.56522, 0.79066));
    }
}
