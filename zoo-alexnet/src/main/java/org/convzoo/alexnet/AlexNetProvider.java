package org.convzoo.alexnet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The family's architectures; it ships no weights yet. */
public final class AlexNetProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(AlexNet.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of();
    }
}
