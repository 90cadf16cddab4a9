package org.convzoo.core;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How well a classifier does on a part of a data set. Its JSON is what {@code zoo evaluate --json} prints.
 *
 * <p>The predicted class is the one with the highest probability, the first of them on a tie.
 *
 * @param model id of the weights
 * @param data name of the data set
 * @param split part of it
 * @param images number of pictures
 * @param accuracy share of pictures whose predicted class is the true one
 * @param top5 share of pictures whose true class is among the min(5, K) most probable ones
 * @param crossEntropy mean of -ln p(true class), in nats, p clipped from below at {@value #SMALLEST}
 * @param perClass one entry per class, in the order of the labels
 * @param confusion [K][K], number of pictures by true (row) and predicted (column) class
 * @param calibrationError expected calibration error, see {@link Calibration}
 * @param reliability the bins behind it
 * @param auc area under the ROC curve, class 1 being positive; null unless there are two classes and pictures of both
 * @param roc the curve behind it, null likewise
 * @param mistakes the wrong predictions, most confident first; not part of the JSON
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(value = "accuracyInterval", allowGetters = true) // computed
@JsonPropertyOrder({"model", "data", "split", "images", "accuracy", "top5", "accuracyInterval"})
@SuppressWarnings("ArrayRecordComponent") // a matrix of K*K boxed numbers would be a waste for a thousand classes
public record EvaluationResult(
        String model,
        String data,
        String split,
        int images,
        double accuracy,
        double top5,
        double crossEntropy,
        List<ClassMetrics> perClass,
        int[][] confusion,
        double calibrationError,
        List<Calibration.Bin> reliability,
        Double auc,
        List<Roc.Point> roc,
        @JsonIgnore List<Mistake> mistakes)
        implements Evaluation {
    private static final double SMALLEST = 1e-10; // as DL4J's cross-entropy clips, so that losses compare
    private static final double ROUNDING = 1e-3; // probabilities may leave 0 to 1 by so much, as bfloat16 does
    private static final int SHOWN_CLASSES = 20, TOP = 5;

    /**
     * One class against the rest. A ratio without a denominator is 0.
     *
     * @param label name of the class
     * @param images pictures that are of it, also called support
     * @param precision share of the pictures predicted as it that are of it
     * @param recall share of the pictures of it that are predicted as it
     * @param f1 harmonic mean of both
     */
    public record ClassMetrics(String label, int images, double precision, double recall, double f1) {}

    /**
     * A wrong prediction.
     *
     * @param index of the picture in the part
     * @param id its name, or its index where it has none
     * @param label true class
     * @param predicted predicted class
     * @param probability of the predicted class
     */
    public record Mistake(int index, String id, int label, int predicted, double probability) {}

    public EvaluationResult {
        perClass = List.copyOf(perClass);
        reliability = List.copyOf(reliability);
        roc = roc == null ? null : List.copyOf(roc);
        mistakes = mistakes == null ? List.of() : List.copyOf(mistakes);
    }

    /** Without names of the pictures. */
    public static EvaluationResult of(
            String model, String data, String split, List<String> classes, float[][] probabilities, int[] labels) {
        return of(model, data, split, classes, probabilities, labels, null);
    }

    /**
     * Compares probabilities with labels.
     *
     * @param classes K labels
     * @param probabilities [N][K]
     * @param labels [N], 0 to K-1
     * @param ids [N], names of the pictures, or null
     * @throws ZooException if there are no pictures, or a probability is NaN or far from 0 to 1
     * @throws IllegalArgumentException if the sizes contradict each other
     */
    public static EvaluationResult of(
            String model,
            String data,
            String split,
            List<String> classes,
            float[][] probabilities,
            int[] labels,
            List<String> ids) {
        check(data, split, classes, probabilities, labels, ids);
        int n = labels.length;
        int numClasses = classes.size();
        int[][] confusion = new int[numClasses][numClasses];
        double[] confidence = new double[n];
        boolean[] right = new boolean[n];
        List<Mistake> mistakes = new ArrayList<>();
        int top1 = 0;
        int top5 = 0;
        double loss = 0;
        for (int i = 0; i < n; i++) {
            float[] row = probabilities[i];
            int predicted = argmax(row);
            confusion[labels[i]][predicted]++;
            confidence[i] = row[predicted];
            right[i] = predicted == labels[i];
            top1 += right[i] ? 1 : 0;
            top5 += rank(row, labels[i]) < Math.min(TOP, numClasses) ? 1 : 0;
            loss -= Math.log(Math.min(1, Math.max(SMALLEST, row[labels[i]])));
            if (!right[i]) {
                String id = ids == null ? Integer.toString(i) : ids.get(i);
                mistakes.add(new Mistake(i, id, labels[i], predicted, row[predicted]));
            }
        }
        mistakes.sort(Comparator.comparingDouble(Mistake::probability).reversed());
        Calibration calibration = Calibration.of(confidence, right);
        Roc roc = numClasses == 2 ? roc(probabilities, labels) : null;
        return new EvaluationResult(
                model,
                data,
                split,
                n,
                (double) top1 / n,
                (double) top5 / n,
                loss / n,
                perClass(classes, confusion),
                confusion,
                calibration.error(),
                calibration.bins(),
                roc == null ? null : roc.auc(),
                roc == null ? null : roc.points(),
                mistakes);
    }

    /** Positions in the part of the worst mistakes, at most so many: wrong predictions with the highest probability first. */
    public int[] worst(int count) {
        return mistakes.stream().limit(count).mapToInt(Mistake::index).toArray();
    }

    /** Where the accuracy on all pictures of this kind lies, by those that were looked at. */
    @JsonProperty
    public BinomialInterval accuracyInterval() {
        return BinomialInterval.of(accuracy, images);
    }

    @Override
    public double score() {
        return accuracy;
    }

    @Override
    public double loss() {
        return crossEntropy;
    }

    /** Accuracy, and top-5 or the AUC where they tell something. */
    @Override
    public List<ModelCard.Metric> metrics() {
        List<ModelCard.Metric> all = new ArrayList<>();
        all.add(new ModelCard.Metric(data, split, "accuracy", accuracy, images));
        if (perClass.size() > TOP) {
            all.add(new ModelCard.Metric(data, split, "top5", top5, images));
        }
        if (auc != null) {
            all.add(new ModelCard.Metric(data, split, "auc", auc, images));
        }
        return all;
    }

    /** For people: the figures, then the classes; of many classes the ones with the lowest F1. */
    public String toTable() {
        StringBuilder out = new StringBuilder();
        line(out, "%-18s %s", "model", model);
        line(out, "%-18s %s, %s, %,d pictures", "data", data, split, images);
        BinomialInterval interval = accuracyInterval();
        line(
                out,
                "%-18s %.2f %%, 95 %% interval %.2f to %.2f",
                "accuracy",
                100 * accuracy,
                100 * interval.low(),
                100 * interval.high());
        if (perClass.size() > TOP) {
            line(out, "%-18s %.2f %%", "top-5", 100 * top5);
        }
        line(out, "%-18s %.4f", "cross-entropy", crossEntropy);
        line(out, "%-18s %.2f %%", "calibration error", 100 * calibrationError);
        if (auc != null) {
            line(out, "%-18s %.4f", "AUC", auc);
        }
        List<ClassMetrics> shown = perClass;
        if (perClass.size() > SHOWN_CLASSES) {
            shown = perClass.stream()
                    .sorted(Comparator.comparingDouble(ClassMetrics::f1))
                    .limit(SHOWN_CLASSES)
                    .toList();
            line(out, "%n%d of %d classes, those with the lowest F1:", SHOWN_CLASSES, perClass.size());
        } else {
            line(out, "");
        }
        int width = Math.max(
                5, shown.stream().mapToInt(c -> c.label().length()).max().orElse(0));
        line(out, "%-" + width + "s %9s %9s %9s %9s", "class", "pictures", "precision", "recall", "F1");
        for (ClassMetrics c : shown) {
            line(
                    out,
                    "%-" + width + "s %,9d %9.4f %9.4f %9.4f",
                    c.label(),
                    c.images(),
                    c.precision(),
                    c.recall(),
                    c.f1());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format + "%n", values));
    }

    private static List<ClassMetrics> perClass(List<String> classes, int[][] confusion) {
        List<ClassMetrics> all = new ArrayList<>();
        for (int k = 0; k < confusion.length; k++) {
            int images = 0;
            int predicted = 0;
            for (int j = 0; j < confusion.length; j++) {
                images += confusion[k][j];
                predicted += confusion[j][k];
            }
            int hits = confusion[k][k];
            all.add(new ClassMetrics(
                    classes.get(k),
                    images,
                    ratio(hits, predicted),
                    ratio(hits, images),
                    ratio(2.0 * hits, predicted + images)));
        }
        return all;
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }

    /** The curve of two classes, null where one of them has no pictures. */
    private static Roc roc(float[][] probabilities, int[] labels) {
        double[] scores = new double[labels.length];
        boolean[] positive = new boolean[labels.length];
        int positives = 0;
        for (int i = 0; i < labels.length; i++) {
            scores[i] = probabilities[i][1];
            positive[i] = labels[i] == 1;
            positives += labels[i];
        }
        return positives == 0 || positives == labels.length ? null : Roc.of(scores, positive);
    }

    private static int argmax(float[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            if (row[k] > row[best]) {
                best = k;
            }
        }
        return best;
    }

    /** Number of classes that come before this one, in the order by which {@link #argmax} is the first. */
    private static int rank(float[] row, int label) {
        int before = 0;
        for (int k = 0; k < row.length; k++) {
            if (row[k] > row[label] || (row[k] == row[label] && k < label)) {
                before++;
            }
        }
        return before;
    }

    private static void check(
            String data, String split, List<String> classes, float[][] probabilities, int[] labels, List<String> ids) {
        if (labels.length == 0) {
            throw new ZooException("nothing to evaluate: the part " + split + " of " + data + " has no pictures");
        }
        if (probabilities.length != labels.length || (ids != null && ids.size() != labels.length)) {
            throw new IllegalArgumentException(labels.length + " labels, but " + probabilities.length
                    + " rows of probabilities" + (ids == null ? "" : " and " + ids.size() + " ids"));
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes.size()) {
                throw new IllegalArgumentException(
                        "label " + labels[i] + " of picture " + i + ", but there are " + classes.size() + " classes");
            }
            if (probabilities[i].length != classes.size()) {
                throw new IllegalArgumentException("picture " + i + " has " + probabilities[i].length
                        + " probabilities, but there are " + classes.size() + " classes");
            }
            for (float p : probabilities[i]) {
                if (!(p >= -ROUNDING && p <= 1 + ROUNDING)) {
                    throw new ZooException("the net gives picture " + (ids == null ? i : ids.get(i)) + " of " + data
                            + " the probability " + p
                            + (Float.isNaN(p)
                                    ? ": its weights are damaged, or its training diverged"
                                    : ": it must end in a softmax or sigmoid"));
                }
            }
        }
    }
}
