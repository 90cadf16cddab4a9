package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;
import org.convzoo.core.Roc;
import org.convzoo.core.harness.RealData;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;
import org.convzoo.data.Split;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExpressionsTest {
    private static final int BATCH = 50;
    private static final int PICTURES = 1000;

    /** On grey faces of 64 pixels, which it was not trained with; chance is an AUC of 0.5. */
    @Test
    @Tag("real-data")
    void happyFacesSmile() {
        FaceData.require();
        RealData.require("smiles");
        Split faces = Datasets.open("smiles").part(Dataset.TEST);
        int happy = ExpressionNet.EXPRESSIONS.indexOf("happy");
        double[] scores = new double[PICTURES];
        boolean[] smiling = new boolean[PICTURES];
        int right = 0;
        try (Predictor predictor = ModelZoo.load("face-expression.face-api").predictor()) {
            for (int from = 0; from < PICTURES; from += BATCH) {
                int[] which = IntStream.range(from, from + BATCH)
                        .map(i -> i * (faces.size() / PICTURES)) // from all of the part
                        .toArray();
                List<Image> batch = IntStream.of(which).mapToObj(faces::image).toList();
                float[][] probabilities = predictor.probabilities(batch);
                for (int i = 0; i < BATCH; i++) {
                    scores[from + i] = probabilities[i][happy];
                    smiling[from + i] = faces.label(which[i]) == 1;
                    right += (scores[from + i] > 0.5) == smiling[from + i] ? 1 : 0;
                }
            }
        }
        Roc roc = Roc.of(scores, smiling);
        System.out.printf(
                Locale.ROOT,
                "face-expression.face-api on smiles: AUC of 'happy' %.4f, accuracy at 0.5 %.3f%n",
                roc.auc(),
                (double) right / PICTURES);
        assertThat(roc.auc()).isGreaterThan(0.8);
    }
}
