package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.RunComparison.Mean;
import org.convzoo.core.RunComparison.Row;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
    /** The t quantile of four degrees of freedom is 2.776445. */
    @Test
    void meanHasStudentsInterval() {
        Mean mean = of(0.96, 0.97, 0.98, 0.99, 0.95).mean();
        assertThat(mean.accuracy()).isCloseTo(0.97, within(1e-12));
        assertThat(mean.standardDeviation()).isCloseTo(0.0158114, within(1e-7));
        assertThat(mean.high() - mean.accuracy()).isCloseTo(2.776445 * 0.0158114 / Math.sqrt(5), within(1e-7));
        assertThat(mean.accuracy() - mean.low()).isCloseTo(mean.high() - mean.accuracy(), within(1e-12));
        assertThat(mean.runs()).isEqualTo(5);
        assertThat(of(1, 1).mean().high()).isEqualTo(1);
    }

    @Test
    void meanNeedsMeasurements() {
        assertThatThrownBy(() -> of(0.5).mean())
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("two runs");
        RunComparison unfinished = new RunComparison(List.of(of(0.5).rows().get(0), row("bars", null)));
        assertThatThrownBy(unfinished::mean)
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("not measured for run");
        Row folds = row("sign-digits:fold=1", new Metric("d", "test", "accuracy", 0.5, 100));
        Row others = row("other", folds.test());
        assertThat(new RunComparison(List.of(folds, row("sign-digits:fold=2", folds.test())))
                        .mean()
                        .accuracy())
                .isEqualTo(0.5);
        assertThatThrownBy(() -> new RunComparison(List.of(folds, others)).mean())
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("several");
    }

    private static RunComparison of(double... accuracies) {
        return new RunComparison(DoubleStream.of(accuracies)
                .mapToObj(accuracy -> row("bars", new Metric("d", "test", "accuracy", accuracy, 100)))
                .toList());
    }

    private static Row row(String data, Metric test) {
        TrainingRun run =
                TrainingRun.of(TestNets.TINY, TestNets.TINY.defaultSpec(), data, TrainingOptions.adam(1, 1, 1));
        return new Row("run", run, List.of(), 1, test);
    }
}
