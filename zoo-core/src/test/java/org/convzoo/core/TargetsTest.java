package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.data.Batch;
import org.convzoo.data.Randoms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetsTest {
    @Test
    void withoutSmoothingRowsAreOneHot() {
        assertThat(Targets.of(new int[] {2, 0}, 3, 0)).containsExactly(0, 0, 1, 1, 0, 0);
    }

    @Test
    void smoothingSpreadsItsShareOverAllClasses() {
        float[] rows = Targets.of(new int[] {1}, 4, 0.1);
        assertThat(rows).containsExactly(new float[] {0.025f, 0.925f, 0.025f, 0.025f}, within(1e-7f));
    }

    @Property(tries = 200)
    void rowsSumToOneAndTheLabelIsTheHighest(
            @ForAll @IntRange(min = 2, max = 1000) int numClasses,
            @ForAll @DoubleRange(max = 0.99) double smoothing,
            @ForAll @IntRange(max = 999) int anyLabel) {
        int label = anyLabel % numClasses;
        float[] rows = Targets.of(new int[] {0, label}, numClasses, smoothing);
        double sum = 0;
        for (int k = 0; k < numClasses; k++) {
            float value = rows[numClasses + k];
            sum += value;
            double expected = smoothing / numClasses + (k == label ? 1 - smoothing : 0);
            assertThat((double) value).isCloseTo(expected, within(1e-6));
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
    }

    /** Every picture is a constant that its target repeats, so both must be blended with the same partner and weight. */
    @Property(tries = 200)
    void mixupBlendsPicturesAndTargetsAlike(
            @ForAll @IntRange(min = 1, max = 20) int n,
            @ForAll @DoubleRange(min = 0.01, max = 4) double alpha,
            @ForAll long seed) {
        Batch batch = batch(n);
        float[] targets = new float[2 * n];
        for (int i = 0; i < n; i++) {
            targets[2 * i] = i;
            targets[2 * i + 1] = 1 - i;
        }
        Targets.mixup(batch, targets, alpha, seed, 5);
        double lambda = Targets.beta(Randoms.keyed(seed, 5), alpha);
        assertThat(lambda).isBetween(0.0, 1.0);
        int[] partners = new int[n];
        for (int i = 0; i < n; i++) {
            float blended = batch.features()[6 * i];
            for (int k = 0; k < 6; k++) {
                assertThat(batch.features()[6 * i + k]).isEqualTo(blended);
            }
            assertThat(targets[2 * i]).isEqualTo(blended);
            assertThat(targets[2 * i + 1]).isCloseTo(1 - blended, within(1e-5f));
            if (lambda < 0.99) {
                partners[i] = (int) Math.round((blended - lambda * i) / (1 - lambda));
                assertThat((double) blended).isCloseTo(lambda * i + (1 - lambda) * partners[i], within(1e-4));
            }
        }
        if (lambda < 0.99) {
            Arrays.sort(partners);
            assertThat(partners).containsExactly(batch(n).indices()); // each is somebody's partner once
        }
        assertThat(batch.labels()).containsOnly(0);
    }

    @Test
    void mixupIsTheSameForTheSameKeys() {
        float[] once = mixed(1, 7, 2);
        assertThat(mixed(1, 7, 2)).containsExactly(once);
        assertThat(mixed(1, 8, 2)).isNotEqualTo(once);
        assertThat(mixed(2, 7, 2)).isNotEqualTo(once);
    }

    private static float[] mixed(long... keys) {
        Batch batch = batch(8);
        Targets.mixup(batch, new float[16], 0.4, keys);
        return batch.features();
    }

    /** Mean 1/2 and variance 1/(4(2a+1)) of Beta(a, a). */
    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.2, 1, 2, 4})
    void lambdaHasTheMomentsOfBeta(double a) {
        int n = 20_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double lambda = Targets.beta(Randoms.keyed(17, i), a);
            assertThat(lambda).isBetween(0.0, 1.0);
            sum += lambda;
            squares += (lambda - 0.5) * (lambda - 0.5);
        }
        double variance = 1 / (4 * (2 * a + 1));
        assertThat(sum / n).isCloseTo(0.5, within(5 * Math.sqrt(variance / n)));
        assertThat(squares / n).isCloseTo(variance, within(0.05 * variance));
    }

    /** Picture i of 1x2x3 has the value i everywhere. */
    private static Batch batch(int n) {
        float[] features = new float[6 * n];
        int[] indices = new int[n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(features, 6 * i, 6 * i + 6, i);
            indices[i] = i;
        }
        return new Batch(n, 1, 2, 3, features, new int[n], indices);
    }
}
