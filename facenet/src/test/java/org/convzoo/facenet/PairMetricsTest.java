package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.convzoo.core.Json;
import org.junit.jupiter.api.Test;

class PairMetricsTest {
    // Worked by hand: same pairs at 1 2 3 6, different ones at 4 5 7 8.
    private static final double[] DISTANCES = {1, 2, 3, 6, 4, 5, 7, 8};
    private static final boolean[] SAME = {true, true, true, true, false, false, false, false};

    @Test
    void handWorkedPairs() {
        PairMetrics metrics = PairMetrics.of(DISTANCES, SAME);
        assertThat(metrics.pairs()).isEqualTo(8);
        assertThat(metrics.auc()).isEqualTo(14 / 16.0);
        assertThat(metrics.threshold()).as("half-way from 3 to 4").isEqualTo(3.5);
        assertThat(metrics.falseAcceptRate()).isZero();
        assertThat(metrics.falseRejectRate()).isEqualTo(0.25);
        assertThat(metrics.accuracy()).isEqualTo(7 / 8.0);
        assertThat(metrics.balancedAccuracy()).isEqualTo(7 / 8.0);
        assertThat(metrics.bestAccuracy()).isEqualTo(7 / 8.0);
        // (0, 0.75) to (0.5, 0.75) meets false accepts = false rejects = 0.25.
        assertThat(metrics.eer()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void equalErrorRateIsInterpolatedOnASlope() {
        // All tied: the curve is the diagonal, which crosses at one half.
        assertThat(PairMetrics.of(new double[] {1, 1, 1}, new boolean[] {true, false, false})
                        .eer())
                .isEqualTo(0.5);
    }

    @Test
    void separatedPairsHaveNoError() {
        PairMetrics metrics = PairMetrics.of(new double[] {0.25, 0.5, 1.5}, new boolean[] {true, true, false});
        assertThat(List.of(metrics.accuracy(), metrics.auc(), metrics.bestAccuracy()))
                .containsOnly(1.0);
        assertThat(metrics.eer()).isZero();
        assertThat(metrics.threshold()).isEqualTo(1.0);
    }

    @Test
    void pairsAtTheThresholdAreTheSame() {
        PairMetrics metrics = PairMetrics.of(DISTANCES, SAME, 4);
        assertThat(metrics.falseAcceptRate()).isEqualTo(0.25);
        assertThat(metrics.falseRejectRate()).isEqualTo(0.25);
        assertThat(metrics.accuracy()).isEqualTo(0.75);
        assertThat(metrics.bestAccuracy()).isEqualTo(7 / 8.0);
    }

    @Test
    void thresholdForAFalseAcceptRate() {
        assertThat(PairMetrics.calibrate(DISTANCES, SAME, 0)).isEqualTo(3.5);
        assertThat(PairMetrics.calibrate(DISTANCES, SAME, 0.25)).isEqualTo(4.5);
        assertThat(PairMetrics.calibrate(DISTANCES, SAME, 0.5)).as("takes in 6").isEqualTo(6.5);
        assertThat(PairMetrics.of(DISTANCES, SAME, 6.5).falseRejectRate()).isZero();
    }

    @Test
    void fewPairsOfOnePersonDoNotMoveTheBalancedThreshold() {
        // One same pair at 3, between ninety-nine different ones at 2.5 and 4: plain accuracy would refuse everything.
        double[] distances = new double[101];
        boolean[] same = new boolean[101];
        Arrays.fill(distances, 4);
        distances[0] = distances[1] = 3;
        same[0] = same[1] = true;
        Arrays.fill(distances, 2, 5, 2.5);
        PairMetrics metrics = PairMetrics.of(distances, same);
        assertThat(metrics.threshold()).isEqualTo(3.5);
        assertThat(metrics.accuracy()).isCloseTo(98 / 101.0, within(1e-12));
        assertThat(metrics.bestAccuracy()).isCloseTo(99 / 101.0, within(1e-12));
    }

    @Test
    void refusesOneSidedPairs() {
        assertThatThrownBy(() -> PairMetrics.of(new double[] {1}, new boolean[] {true}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs positives and negatives");
        assertThatThrownBy(() -> PairMetrics.calibrate(DISTANCES, SAME, 1))
                .hasMessage("a false-accept rate must be 0 to below 1, got 1.0");
    }

    @Test
    void jsonHasTheNamesOfTheContract() {
        assertThat(Json.write(PairMetrics.of(DISTANCES, SAME)))
                .contains("\"pairs\" : 8", "\"accuracy\" : 0.875", "\"auc\" : 0.875", "\"eer\" : 0.25")
                .contains("\"threshold\" : 3.5");
    }

    /** Against the definition, threshold by threshold. */
    @Property(tries = 200)
    void agreesWithTheDefinition(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 9) Integer> same,
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 9) Integer> different,
            @ForAll @DoubleRange(max = 0.99) double rate) {
        double[] distances = IntStream.concat(
                        same.stream().mapToInt(d -> d), different.stream().mapToInt(d -> d))
                .asDoubleStream()
                .toArray();
        boolean[] labels = new boolean[distances.length];
        Arrays.fill(labels, 0, same.size(), true);

        double best = 0;
        for (double threshold = -0.5; threshold < 10; threshold++) {
            best = Math.max(best, (share(same, threshold) + 1 - share(different, threshold)) / 2);
        }
        PairMetrics metrics = PairMetrics.of(distances, labels);
        assertThat(metrics.balancedAccuracy()).isCloseTo(best, within(1e-12));
        assertThat(metrics.eer()).isBetween(0.0, 1.0);

        double threshold = PairMetrics.calibrate(distances, labels, rate);
        assertThat(share(different, threshold)).isLessThanOrEqualTo(rate + 1e-9);
        double wider = different.stream()
                .filter(d -> d > threshold)
                .mapToInt(d -> d)
                .min()
                .orElseThrow();
        assertThat(share(different, wider)).as("the next one would be too many").isGreaterThan(rate);
    }

    private static double share(List<Integer> distances, double threshold) {
        return distances.stream().filter(d -> d <= threshold).count() / (double) distances.size();
    }
}
