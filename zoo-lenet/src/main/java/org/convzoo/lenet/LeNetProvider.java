package org.convzoo.lenet;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The family's architectures and the weights that ship with it. */
public final class LeNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(LeNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return Stream.of("lenet5.digits", "lenet5.mnist", "lenet5.fashion-mnist")
                .map(id -> WeightsEntry.shipped(id, LeNetProvider.class))
                .toList();
    }
}
