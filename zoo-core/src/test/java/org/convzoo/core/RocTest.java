package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.convzoo.core.Roc.Point;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RocTest {
    @Test
    void agreesWithHandComputedNumbers() {
        // Pairs (positive, negative): 0.9 beats both, 0.4 loses to 0.6 and ties with 0.4: 2.5 of 4.
        Roc roc = Roc.of(new double[] {0.9, 0.6, 0.4, 0.4}, new boolean[] {true, false, true, false});

        assertThat(roc.auc()).isEqualTo(0.625);
        assertThat(roc.points())
                .containsExactly(
                        new Point(Math.nextUp(0.9), 0, 0),
                        new Point(0.9, 0, 0.5),
                        new Point(0.6, 0.5, 0.5),
                        new Point(0.4, 1, 1));
    }

    @Test
    void isOneForPerfectAndHalfForConstantScores() {
        boolean[] positive = {false, true, false, true};

        assertThat(Roc.of(new double[] {0.1, 0.8, 0.2, 0.9}, positive).auc()).isEqualTo(1);
        assertThat(Roc.of(new double[] {0.5, 0.5, 0.5, 0.5}, positive).auc()).isEqualTo(0.5);
    }

    @Property
    void isTheShareOfPairsWon(@ForAll @Size(min = 2, max = 30) List<@IntRange(max = 20) Integer> drawn) {
        double[] scores = drawn.stream().mapToDouble(d -> d / 2).toArray();
        boolean[] positive = positives(drawn);
        Assume.that(both(positive));

        double won = 0;
        int pairs = 0;
        for (int i = 0; i < scores.length; i++) {
            for (int j = 0; j < scores.length; j++) {
                if (positive[i] && !positive[j]) {
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        assertThat(Roc.of(scores, positive).auc()).isCloseTo(won / pairs, within(1e-12));
    }

    @Property
    void reversedScoresGiveTheComplement(@ForAll @Size(min = 2, max = 50) List<@IntRange(max = 40) Integer> drawn) {
        double[] scores = drawn.stream().mapToDouble(d -> d / 2).toArray();
        boolean[] positive = positives(drawn);
        Assume.that(both(positive));
        double[] reversed = Arrays.stream(scores).map(score -> -score).toArray();

        assertThat(Roc.of(reversed, positive).auc())
                .isCloseTo(1 - Roc.of(scores, positive).auc(), within(1e-12));
    }

    @Property
    void areaUnderTheCornersIsTheAuc(@ForAll @Size(min = 2, max = 50) List<@IntRange(max = 40) Integer> drawn) {
        double[] scores = drawn.stream().mapToDouble(d -> d / 2).toArray();
        boolean[] positive = positives(drawn);
        Assume.that(both(positive));
        Roc roc = Roc.of(scores, positive);

        double area = 0;
        for (int i = 1; i < roc.points().size(); i++) {
            Point a = roc.points().get(i - 1);
            Point b = roc.points().get(i);
            area += (b.falsePositiveRate() - a.falsePositiveRate()) * (a.truePositiveRate() + b.truePositiveRate()) / 2;
        }
        assertThat(area).isCloseTo(roc.auc(), within(1e-12));
    }

    @Test
    void agreesWithDl4j() {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores = random.doubles(200).toArray();
        boolean[] positive = new boolean[200];
        INDArray labels = Nd4j.zeros(200, 1);
        for (int i = 0; i < 200; i++) {
            positive[i] = random.nextDouble() < scores[i];
            labels.putScalar(i, 0, positive[i] ? 1 : 0);
        }
        ROC oracle = new ROC(0); // exact
        oracle.eval(labels, Nd4j.create(scores, 200, 1));

        assertThat(Roc.of(scores, positive).auc()).isCloseTo(oracle.calculateAUC(), within(1e-6));
    }

    @Test
    void needsBothClasses() {
        assertThatThrownBy(() -> Roc.of(new double[] {1}, new boolean[] {true}))
                .hasMessageContaining("positives and negatives, got 1 and 0");
        assertThatThrownBy(() -> Roc.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
                .hasMessageContaining("not a number");
    }

    /** One drawn number is a score (its half) and a class (its last bit), so that ties come often. */
    private static boolean[] positives(List<Integer> drawn) {
        boolean[] positive = new boolean[drawn.size()];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = drawn.get(i) % 2 == 1;
        }
        return positive;
    }

    private static boolean both(boolean[] positive) {
        boolean first = positive[0];
        for (boolean p : positive) {
            if (p != first) {
                return true;
            }
        }
        return false;
    }
}
