package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Patch;
import org.convzoo.course.facesandart.DeepLayers.Unit;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Split;
import org.junit.jupiter.api.Test;

class DeepLayersTest {
    @Test
    void deeperUnitsSeeMoreAndCareForDigits() {
        Split digits = Datasets.open("digits").part(Dataset.TEST);
        List<Integer> sides = new ArrayList<>();
        List<Long> kinds = new ArrayList<>();
        try (Explainer explainer = new Explainer(ModelZoo.load(DeepLayers.WEIGHTS), Engine.ONEDNN)) {
            for (Unit unit : DeepLayers.UNITS) {
                List<Patch> patches = DeepLayers.strongest(explainer, digits, unit, DeepLayers.PATCHES + 1);
                if (!unit.layer().equals("output")) { // of many that are as sure as can be any nine will do
                    double last = patches.get(DeepLayers.PATCHES - 1).activation();
                    double next = patches.get(DeepLayers.PATCHES).activation();
                    assertThat(last - next)
                            .as("%s: which nine does not hang on the last digits", unit)
                            .isGreaterThan(1e-5);
                }
                sides.add(patches.stream()
                        .mapToInt(patch -> patch.field().width)
                        .max()
                        .orElseThrow());
                kinds.add(patches.subList(0, DeepLayers.PATCHES).stream()
                        .map(patch -> digits.label(patch.index()))
                        .distinct()
                        .count());
            }
        }
        assertThat(sides).containsExactly(5, 5, 14, 14, 28, 28, 28, 28);
        assertThat(kinds.subList(6, 8)).as("outputs").containsOnly(1L);
        assertThat(kinds.get(0) + kinds.get(1)).isGreaterThan(kinds.get(4) + kinds.get(5));
    }
}
