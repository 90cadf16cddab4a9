package org.convzoo.vgg;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The family's architectures; it ships no weights yet. */
public final class VggProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(Vgg.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of();
    }
}
