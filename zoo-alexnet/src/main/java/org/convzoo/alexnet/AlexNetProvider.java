package org.convzoo.alexnet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.Published;
import org.convzoo.core.WeightsEntry;

/** The family's architectures; torchvision publishes weights for one. */
public final class AlexNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(AlexNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(Published.torchvision(AlexNet.ALEXNET_OWT, "alexnet-owt-7be5be79.pth", 0.56522, 0.79066));
    }
}
