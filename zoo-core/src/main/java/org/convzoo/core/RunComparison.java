package org.convzoo.core;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;

/** Several trainings side by side. */
public record RunComparison(List<Row> rows) {
    private static final double TAIL = 0.975;

    /**
     * One training.
     *
     * @param name of its folder, or its path where two folders have the same name
     * @param run what it is
     * @param history at least one epoch
     * @param parameters trainable ones
     * @param test accuracy on the test part; null where it was not measured yet
     */
    public record Row(String name, TrainingRun run, List<EpochMetrics> history, long parameters, Metric test) {
        public Row {
            history = List.copyOf(history);
        }

        /** The epoch whose weights were kept. */
        public EpochMetrics best() {
            return EpochMetrics.best(history).orElseThrow();
        }

        /** Where the test accuracy lies with 95 % confidence; null where there is none. */
        public BinomialInterval interval() {
            return test == null ? null : BinomialInterval.of(test.value(), test.images());
        }
    }

    /**
     * A mean over trainings, with Student's 95 % interval, which takes the trainings for independent of each other.
     *
     * @param accuracy mean on the test parts
     * @param low end of the interval
     * @param high end of it
     * @param standardDeviation of the single accuracies
     * @param runs how many, at least two
     */
    public record Mean(double accuracy, double low, double high, double standardDeviation, int runs) {}

    public RunComparison {
        rows = List.copyOf(rows);
    }

    /**
     * Reads run folders; one that is named twice is read once.
     *
     * @throws ZooException if one of them is none, is damaged, or has no finished epoch
     */
    public static RunComparison of(List<Path> folders) {
        List<Path> paths = folders.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .distinct()
                .toList();
        boolean named = paths.stream().map(Path::getFileName).distinct().count() == paths.size();
        return new RunComparison(paths.stream()
                .map(path -> row(String.valueOf(named ? path.getFileName() : path), new RunFolder(path)))
                .toList());
    }

    /**
     * The mean test accuracy.
     *
     * @throws ZooException if there are fewer than two rows, one has no test accuracy, or they are of several architectures or data sets
     */
    public Mean mean() {
        rows.stream().filter(row -> row.test() == null).findFirst().ifPresent(row -> {
            throw new ZooException("no mean: the test part was not measured for " + row.name());
        });
        if (rows.size() < 2) {
            throw new ZooException("a mean needs two runs at least");
        }
        if (rows.stream()
                        .map(row -> row.run().architecture()
                                + " on "
                                + Datasets.withoutFold(row.run().data()))
                        .distinct()
                        .count()
                > 1) {
            throw new ZooException("a mean over several architectures or data sets says nothing: name runs of one");
        }
        SummaryStatistics accuracies = new SummaryStatistics();
        rows.forEach(row -> accuracies.addValue(row.test().value()));
        double deviation = accuracies.getStandardDeviation();
        double half = new TDistribution(null, rows.size() - 1.0).inverseCumulativeProbability(TAIL)
                * deviation
                / Math.sqrt(rows.size());
        return new Mean(
                accuracies.getMean(),
                Math.max(0, accuracies.getMean() - half),
                Math.min(1, accuracies.getMean() + half),
                deviation,
                rows.size());
    }

    private static Row row(String name, RunFolder folder) {
        TrainingRun run = folder.run();
        if (ModelZoo.architecture(run.architecture()).kind() != Architecture.Kind.CLASSIFIER) {
            throw new ZooException(folder.path() + " is no classifier's run: only those are compared");
        }
        List<EpochMetrics> history = folder.history();
        if (history.isEmpty() || !Files.isRegularFile(folder.best())) {
            throw new ZooException("no finished epoch in " + folder.path());
        }
        Model best = ModelFile.read(folder.best());
        Metric test = best.card().metrics().stream()
                .filter(metric ->
                        metric.split().equals(Dataset.TEST) && metric.name().equals("accuracy"))
                .max(Comparator.comparing(Metric::data)) // one data set: a run measures its own
                .orElse(null);
        long parameters = ModelSummary.trainableParameters(best.graph().getConfiguration());
        best.graph().close();
        return new Row(name, run, history, parameters, test);
    }
}
