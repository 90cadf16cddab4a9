package org.convzoo.inception;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
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
        return List.of(WeightsEntry.shipped("googlenet-bn.cifar10", InceptionProvider.class));
    }
}
