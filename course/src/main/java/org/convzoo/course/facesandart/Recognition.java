package org.convzoo.course.facesandart;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.Plot;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.PairMetrics;

/**
 * Verification asks whether a picture shows the person that it is said to show, one comparison; recognition asks which of K people it shows, if any,
 * K comparisons. A stranger who is taken for somebody in one of a hundred comparisons is taken for somebody in a gallery of a hundred people mostly.
 *
 * <p>Shapes: a person is a point on the unit sphere of 8 dimensions by lot; a picture of the person is that point with noise, of length 1 again.
 *
 * <p>Source: P. Grother, R. Micheals, P. J. Phillips, "Face Recognition Vendor Test 2002 Performance Metrics", AVBPA 2003, LNCS 2688, section 4.
 */
public final class Recognition {
    private static final int DIMENSIONS = 8, PEOPLE = 1000;
    private static final double NOISE = 0.12, FALSE_ACCEPTS = 0.01;
    private static final int[] GALLERIES = {1, 10, 100, 1000};

    /**
     * Errors in galleries of one size.
     *
     * @param people in the gallery, K
     * @param strangersAccepted share of strangers who are taken for one of them
     * @param named share of people in the gallery whose other picture is rightly named
     */
    record Errors(int people, double strangersAccepted, double named) {}

    private Recognition() {}

    /** The probability that at least one of some independent comparisons errs, 1 - (1 - p)^K. */
    public static double atLeastOne(double p, int comparisons) {
        return 1 - Math.pow(1 - p, comparisons);
    }

    /** The error of one comparison at which so many err with a probability in all. */
    public static double perComparison(double inAll, int comparisons) {
        return 1 - Math.pow(1 - inAll, 1.0 / comparisons);
    }

    /** At the threshold that accepts one of a hundred pairs of two people. */
    static List<Errors> measure() {
        Random random = new Random(1);
        List<float[]> people = points(random), strangers = points(random);
        List<float[]> enrolled = pictures(people, random), again = pictures(people, random);
        List<float[]> visitors = pictures(strangers, random);
        double threshold = threshold(enrolled, again);
        return Arrays.stream(GALLERIES)
                .mapToObj(k -> {
                    int accepted = 0, named = 0;
                    for (int i = 0; i < PEOPLE; i++) {
                        accepted += distance(visitors.get(i), enrolled, i, k) <= threshold ? 1 : 0;
                        double own = FaceEmbedder.distance(again.get(i), enrolled.get(i));
                        named += own <= threshold && own <= distance(again.get(i), enrolled, i, k) ? 1 : 0;
                    }
                    return new Errors(k, (double) accepted / PEOPLE, (double) named / PEOPLE);
                })
                .toList();
    }

    private static List<float[]> points(Random random) {
        return IntStream.range(0, PEOPLE)
                .mapToObj(i -> onSphere(new float[DIMENSIONS], 1, random))
                .toList();
    }

    private static List<float[]> pictures(List<float[]> people, Random random) {
        return people.stream().map(point -> onSphere(point, NOISE, random)).toList();
    }

    /** A point with noise, of length 1. */
    private static float[] onSphere(float[] point, double noise, Random random) {
        double[] moved = new double[DIMENSIONS];
        double squares = 0;
        for (int d = 0; d < DIMENSIONS; d++) {
            moved[d] = point[d] + noise * random.nextGaussian();
            squares += moved[d] * moved[d];
        }
        float[] result = new float[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            result[d] = (float) (moved[d] / Math.sqrt(squares));
        }
        return result;
    }

    /** Calibrated on each person's two pictures, and on pairs of each with a dozen others. */
    private static double threshold(List<float[]> enrolled, List<float[]> again) {
        int others = 12;
        double[] distances = new double[PEOPLE * (1 + others)];
        boolean[] same = new boolean[distances.length];
        for (int i = 0, pair = 0; i < PEOPLE; i++) {
            for (int j = 0; j <= others; j++, pair++) {
                distances[pair] = FaceEmbedder.distance(again.get(i), enrolled.get((i + j) % PEOPLE));
                same[pair] = j == 0;
            }
        }
        return PairMetrics.calibrate(distances, same, FALSE_ACCEPTS);
    }

    /** To the nearest of K people of a gallery, counted in a circle. */
    private static double distance(float[] visitor, List<float[]> gallery, int first, int k) {
        return IntStream.range(first, first + k)
                .mapToDouble(i -> FaceEmbedder.distance(visitor, gallery.get(i % PEOPLE)))
                .min()
                .orElseThrow();
    }

    /** How errors grow with the gallery, measured and by the formula. */
    public static Exhibit demonstrate() {
        List<Errors> measured = measure();
        NumberTable table = NumberTable.of(
                0,
                "PEOPLE K",
                "STRANGERS TAKEN FOR ONE OF THEM",
                "1 - (1 - 1 %)^K",
                "RIGHTLY NAMED",
                "P FOR 1 % IN ALL");
        for (Errors errors : measured) {
            int k = errors.people();
            table.row(
                    k,
                    percent(errors.strangersAccepted(), 1),
                    percent(atLeastOne(FALSE_ACCEPTS, k), 1),
                    percent(errors.named(), 1),
                    percent(perComparison(FALSE_ACCEPTS, k), 4));
        }
        return new Exhibit(table.text(), 2, List.of(strangers(measured), named(measured)));
    }

    private static String percent(double share, int decimals) {
        return NumberTable.decimals(100 * share, decimals) + " %";
    }

    private static Panel strangers(List<Errors> measured) {
        double[] x = IntStream.rangeClosed(0, 60).mapToDouble(i -> i / 20.0).toArray();
        double[] formula = Arrays.stream(x)
                .map(log -> 1 - Math.pow(1 - FALSE_ACCEPTS, Math.pow(10, log)))
                .toArray();
        return new Panel(
                plot("strangers taken for somebody")
                        .line("1 - (1 - p)^K", x, formula)
                        .dots(
                                "measured",
                                logs(measured),
                                measured.stream()
                                        .mapToDouble(Errors::strangersAccepted)
                                        .toArray())
                        .picture(),
                List.of("p = 1 % in a single comparison"));
    }

    private static Panel named(List<Errors> measured) {
        return new Panel(
                plot("people rightly named")
                        .line(
                                "measured",
                                logs(measured),
                                measured.stream().mapToDouble(Errors::named).toArray())
                        .picture(),
                List.of("with one picture of each in the gallery"));
    }

    private static Plot plot(String up) {
        return new Plot("people in the gallery, K", 0, 3, up, 0, 1).powersOfTenAcross();
    }

    private static double[] logs(List<Errors> measured) {
        return measured.stream()
                .mapToDouble(errors -> Math.log10(errors.people()))
                .toArray();
    }
}
