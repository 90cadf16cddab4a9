package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Tta;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ShippedTest {
    /** On people who were in no training and no selection. */
    @Test
    @Tag("real-data")
    void reachesItsCard() {
        FaceData.require();
        Dataset data = Datasets.open("att-faces");
        Model model = Engine.ONEDNN.prepare(ModelZoo.load("facenet-nn4.att-faces"));
        assertThat(model.card().provenance().datasetDigest()).isEqualTo(data.digest());
        assertThat(model.card().provenance().origin())
                .contains("with the embeddings of facenet-resnet.face-api as targets");
        EmbeddingResult plain = EmbeddingTask.evaluate(model, data, Dataset.TEST, Tta.NONE, images -> {});
        assertThat(plain.pairs().auc()).isCloseTo(promised(model, EmbeddingTask.MEASURE), within(0.002));
        assertThat(plain.pairs().eer()).isCloseTo(promised(model, "eer"), within(0.005));
        EmbeddingResult mirrored = EmbeddingTask.evaluate(model, data, Dataset.TEST, Tta.MIRROR, images -> {});
        assertThat(mirrored.pairs().auc()).isGreaterThan(plain.pairs().auc() - 0.005);
    }

    private static double promised(Model model, String name) {
        return model.card().metrics().stream()
                .filter(metric ->
                        metric.split().equals(Dataset.TEST) && metric.name().equals(name))
                .mapToDouble(Metric::value)
                .findFirst()
                .orElseThrow();
    }
}
