package org.convzoo.style;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The nets that paint, and the one that says what a style is. */
public final class StyleProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(VggFeatures.VGG19_FEATURES, StyleNet.STYLE_NET);
    }

    @Override
    public List<WeightsEntry> weights() {
        return Stream.of(FeatureWeights.entries(), StyleNetWeights.entries())
                .flatMap(List::stream)
                .toList();
    }
}
