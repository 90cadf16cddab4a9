package org.convzoo.inception;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.Published;
import org.convzoo.core.WeightsEntry;

/** The family's architectures and the weights that ship with it. */
public final class InceptionProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return Stream.<Architecture>concat(Stream.of(GoogLeNet.values()), Stream.of(InceptionV3.values()))
                .toList();
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(
                WeightsEntry.shipped("googlenet-bn.cifar10", InceptionProvider.class),
                Published.torchvision(GoogLeNet.GOOGLENET_BN, "googlenet-1378be20.pth", 0.69778, 0.89530),
                Published.torchvision(InceptionV3.INCEPTION3, "inception_v3_google-0cc3c7bd.pth", 0.77294, 0.93450),
                Published.keras(
                        InceptionV3.INCEPTION3,
                        "inception_v3",
                        "inception_v3",
                        "9a0d58056eeedaa3f26cb7ebd46da564",
                        "Apache-2.0",
                        0.779,
                        0.937));
    }
}
