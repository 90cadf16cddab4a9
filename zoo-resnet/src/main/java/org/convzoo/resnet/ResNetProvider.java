package org.convzoo.resnet;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The family's architectures and the weights that ship with it. */
public final class ResNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(ResNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return Stream.of("resnet20.cifar10", "resnet20.sign-digits", "resnet20.smiles")
                .map(id -> WeightsEntry.shipped(id, ResNetProvider.class))
                .toList();
    }
}
