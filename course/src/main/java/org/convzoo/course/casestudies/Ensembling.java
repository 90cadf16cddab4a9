package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Charts;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Dataset;
import org.convzoo.data.Split;

/**
 * Several nets that were trained apart, and the mean of their probabilities. Where their mistakes differ, the mean is right more often than the best of
 * them; it costs as many forward passes as there are nets.
 *
 * <p>Shapes: digits of 1 x 28 x 28, as 196 numbers; each net has 16 hidden units and gives ten probabilities.
 *
 * <p>Source: Hansen, Salamon, "Neural Network Ensembles", IEEE Transactions on Pattern Analysis and Machine Intelligence 12(10), 1990.
 */
public final class Ensembling {
    private static final int MEMBERS = 8, PER_CLASS = 50, TEST = 1000, EPOCHS = 15, HIDDEN = 16, CHART = 620;
    private static final double RATE = 0.03;

    private static final List<String> CIFAR = List.of("resnet20.cifar10", "vgg16-bn.cifar10", "googlenet-bn.cifar10");

    private Ensembling() {}

    /** Probabilities by net, test digit and class; the nets differ in the seed of their first weights alone. */
    static double[][][] members() {
        Split train = DrawnDigits.train(), test = DrawnDigits.test();
        int count = PER_CLASS * DrawnDigits.CLASSES;
        double[][] learned = DrawnDigits.first(train, count, DrawnDigits::pixels);
        double[][] asked = DrawnDigits.first(test, TEST, DrawnDigits::pixels);
        double[][][] probabilities = new double[MEMBERS][TEST][];
        for (int m = 0; m < MEMBERS; m++) {
            SmallNet net = new SmallNet(m + 1, DrawnDigits.PIXELS, HIDDEN, DrawnDigits.CLASSES);
            net.train((epoch, i) -> learned[i], DrawnDigits.labels(train, count), EPOCHS, RATE);
            for (int i = 0; i < TEST; i++) {
                probabilities[m][i] = net.probabilities(asked[i]);
            }
        }
        return probabilities;
    }

    /** The mean over the first so many nets, by test digit and class. */
    static double[][] mean(double[][][] members, int count) {
        double[][] mean = new double[members[0].length][members[0][0].length];
        for (int i = 0; i < mean.length; i++) {
            for (int k = 0; k < mean[i].length; k++) {
                for (int m = 0; m < count; m++) {
                    mean[i][k] += members[m][i][k] / count;
                }
            }
        }
        return mean;
    }

    /** Digits right, by their probabilities; the classes of the digits come in turn. */
    static int right(double[][] probabilities) {
        return (int) IntStream.range(0, probabilities.length)
                .filter(i -> SmallNet.likeliest(probabilities[i]) == i % DrawnDigits.CLASSES)
                .count();
    }

    /** One net after the other joins, and what three nets of the zoo reach together. */
    public static Exhibit demonstrate() {
        double[][][] members = members();
        NumberTable table = NumberTable.of(0, "NETS", "THE LAST ALONE READS, OF " + TEST, "ALL TOGETHER");
        List<Double> alone = new ArrayList<>(), together = new ArrayList<>();
        for (int m = 1; m <= MEMBERS; m++) {
            int one = right(members[m - 1]), all = right(mean(members, m));
            table.row(m, one, all);
            alone.add((double) one);
            together.add((double) all);
        }
        NumberTable zoo = NumberTable.of(1, "WEIGHTS", "CIFAR-10 TEST ACCURACY");
        for (String weights : CIFAR) {
            zoo.row(
                    weights,
                    NumberTable.decimals(
                            Nets.metric(weights, Dataset.TEST, "accuracy").value(), 4));
        }
        zoo.row(
                "the three together",
                Measured.result("zoo evaluate " + String.join(" ", CIFAR)).get(0));
        Map<String, double[]> curves = new LinkedHashMap<>();
        curves.put("each alone", numbers(alone));
        curves.put("mean of all so far", numbers(together));
        double[] x = IntStream.rangeClosed(1, MEMBERS).asDoubleStream().toArray();
        return new Exhibit(
                table.text() + "\n" + zoo.text(),
                1,
                List.of(new Panel(
                        Charts.curves(CHART, "Test digits read, of " + TEST, "nets", x, false, curves), List.of())));
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().flatMapToDouble(DoubleStream::of).toArray();
    }
}
