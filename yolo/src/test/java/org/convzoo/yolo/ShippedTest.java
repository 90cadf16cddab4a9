package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.DataHome;
import org.convzoo.data.Dataset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedTest {
    /** On pictures that were in no training and no selection. */
    @ParameterizedTest
    @ValueSource(strings = {"yolo-fastest-xl.highway", "yolo-small.highway"})
    @Tag("real-data")
    void reachesItsCard(String weights) {
        assumeTrue(System.getenv("ZOO_MIRROR") != null, "highway is not at hand: set ZOO_MIRROR");
        BoxDataset data = BoxDatasets.open(BoxDatasets.HIGHWAY, DataHome.fromEnvironment(), true);
        Model model = Engine.ONEDNN.prepare(ModelZoo.load(weights));
        DetectionResult result = DetectorEvaluation.evaluate(model, data, Dataset.TEST, images -> {});
        double promised = model.card().metrics().stream()
                .filter(metric ->
                        metric.split().equals(Dataset.TEST) && metric.name().equals("map50"))
                .findFirst()
                .orElseThrow()
                .value();
        assertThat(result.map50()).isCloseTo(promised, within(0.002));
        assertThat(model.card().provenance().datasetDigest()).isEqualTo(data.digest());
    }
}
