package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HeatMapLossTest {
    private static final int CELLS = 4, CHANNELS = 2, PICTURES = 2;
    private static final HeatMapLoss LOSS = new HeatMapLoss(CELLS);

    /** Of two pictures with two maps of four cells each; one map has no label. */
    private static double[] labels() {
        return new double[] {0.25, 0, 0.75, 0, 0, 1, 0, 0, 0, 0, 0.5, 0, 0.5, 0, 0, 0};
    }

    @Test
    void hasTheNumericalGradient() {
        double[] z = new Random(3).doubles(PICTURES * CELLS * CHANNELS, -2, 2).toArray();
        double[] gradient = LOSS.computeGradient(rows(labels()), rows(z), new ActivationIdentity(), null)
                .data()
                .asDouble();
        for (int i = 0; i < z.length; i++) {
            double before = z[i];
            z[i] = before + 1e-6;
            double above = score(z);
            z[i] = before - 1e-6;
            double below = score(z);
            z[i] = before;
            assertThat(gradient[i]).as("number " + i).isCloseTo((above - below) / 2e-6, within(1e-7));
        }
        for (int row = CELLS; row < 2 * CELLS; row++) {
            assertThat(gradient[row * CHANNELS + 1]).isZero();
        }
    }

    /** Of even maps: ln 4 for each of the three that have labels. */
    @Test
    void byHand() {
        double[] z = new double[PICTURES * CELLS * CHANNELS];
        assertThat(score(z)).isCloseTo(3 * Math.log(4), within(1e-12));
        INDArray each = LOSS.computeScoreArray(rows(labels()), rows(z), new ActivationIdentity(), null);
        assertThat(each.shape()).containsExactly(8, 1);
        assertThat(each.getDouble(1)).isCloseTo(0.75 * Math.log(4), within(1e-12));
        assertThat(each.getDouble(7)).isZero();
    }

    @Test
    void largeNumbersDoNotOverflow() {
        double[] z = new double[PICTURES * CELLS * CHANNELS];
        for (int i = 0; i < z.length; i++) {
            z[i] = i % 3 == 0 ? 1e4 : -1e4;
        }
        assertThat(score(z)).isFinite();
        assertThat(LOSS.computeGradient(rows(labels()), rows(z), new ActivationIdentity(), null)
                        .isNaN()
                        .any())
                .isFalse();
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() ->
                        LOSS.computeScore(Nd4j.zeros(6, 2), Nd4j.zeros(6, 2), new ActivationIdentity(), null, false))
                .hasMessage("a loss of maps needs a row per cell, 4 a picture, got labels [6, 2] and outputs [6, 2]");
        assertThatThrownBy(
                        () -> LOSS.computeScore(rows(labels()), rows(labels()), new ActivationSigmoid(), null, false))
                .hasMessage("a loss of maps takes no activation and no mask");
        assertThatThrownBy(() -> new HeatMapLoss(0)).hasMessage("cells must be >= 1, got 0");
    }

    private static double score(double[] z) {
        return LOSS.computeScore(rows(labels()), rows(z), new ActivationIdentity(), null, false);
    }

    private static INDArray rows(double[] values) {
        return Nd4j.createFromArray(values).reshape(PICTURES * CELLS, CHANNELS);
    }
}
