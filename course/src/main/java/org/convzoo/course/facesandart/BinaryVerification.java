package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Subgraph;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.Plot;
import org.convzoo.facenet.FaceEmbedder;

/**
 * Verification as a question of yes or no: a net gives features of both pictures, and a logistic unit weighs how they differ. The features here are the
 * means of the shipped net's last maps, which are not negative since they come out of ReLU; the unit learns from pairs of twenty people and is judged by
 * pairs of twenty others.
 *
 * <p>Shapes: picture 3 x 96 x 96, features 736, differences 736, probability 1.
 *
 * <p>Source: as {@link PairDifference}.
 */
public final class BinaryVerification {
    static final int JUDGED = 60;

    private static final int STEPS = 60;
    private static final double RATE = 3;
    private static final String LAYER = "mean"; // 736 of facenet-nn4

    /** Pairs of some people's pictures. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Pairs(List<float[]> a, List<float[]> b, boolean[] same) {
        static Pairs of(List<float[]> features) {
            List<float[]> a = new ArrayList<>(), b = new ArrayList<>();
            List<Boolean> same = new ArrayList<>();
            for (int i = 0; i < features.size(); i++) {
                for (int j = 0; j < i; j++) {
                    a.add(features.get(i));
                    b.add(features.get(j));
                    same.add(i / DrawnPeople.EACH == j / DrawnPeople.EACH);
                }
            }
            boolean[] one = new boolean[a.size()];
            IntStream.range(0, one.length).forEach(i -> one[i] = same.get(i));
            return new Pairs(a, b, one);
        }

        List<double[]> differences(PairDifference form) {
            return IntStream.range(0, same.length)
                    .mapToObj(i -> form.of(a.get(i), b.get(i)))
                    .toList();
        }
    }

    /** Share of the pairs of one person, and of those of two, that are told rightly. */
    record Judged(double same, double different) {
        static Judged of(double[] probabilities, boolean[] same) {
            int[] right = new int[2], all = new int[2];
            for (int i = 0; i < same.length; i++) {
                int kind = same[i] ? 1 : 0;
                all[kind]++;
                right[kind] += probabilities[i] > 0.5 == same[i] ? 1 : 0;
            }
            return new Judged((double) right[1] / all[1], (double) right[0] / all[0]);
        }
    }

    private BinaryVerification() {}

    /** Features of people's pictures, one person after the other, [pictures][736]. */
    static List<float[]> features(Engine engine, int firstPerson) {
        Model net = ModelZoo.load(DrawnPeople.WEIGHTS);
        Model upToMean = new Model(engine.prepare(Subgraph.upTo(net.graph(), LAYER)), net.card());
        return new FaceEmbedder(upToMean)
                .embed(DrawnPeople.pictures(firstPerson, DrawnPeople.PEOPLE, DrawnPeople.EACH));
    }

    /** What a unit that has learned from some pairs says of others. */
    static double[] probabilities(PairDifference form, Pairs train, Pairs test) {
        LogisticUnit unit = new LogisticUnit(train.a().get(0).length);
        unit.train(train.differences(form), train.same(), STEPS, RATE);
        return test.differences(form).stream().mapToDouble(unit::probability).toArray();
    }

    /** The pole in numbers, and what both forms are worth. */
    public static Exhibit demonstrate() {
        return demonstrate(Engine.ONEDNN);
    }

    static Exhibit demonstrate(Engine engine) {
        NumberTable poles = NumberTable.of(0, "A", "B", "|A - B|", "(A - B)^2 / (A + B)");
        for (double b : new double[] {0.4, 0.2, 0, -0.2, -0.28, -0.299, -0.301, -0.4}) {
            poles.row(
                    NumberTable.decimals(0.3, 3),
                    NumberTable.decimals(b, 3),
                    NumberTable.decimals(PairDifference.ABSOLUTE.of(0.3, b), 3),
                    PairDifference.CHI_SQUARE.of(0.3, b));
        }
        Pairs train = Pairs.of(features(engine, DrawnPeople.CALIBRATING)), test = Pairs.of(features(engine, JUDGED));
        NumberTable units = NumberTable.of(1, "A UNIT ON", "WEIGHTS", "RIGHT, ONE PERSON", "RIGHT, TWO PEOPLE");
        for (PairDifference form : PairDifference.values()) {
            Judged judged = Judged.of(probabilities(form, train, test), test.same());
            units.row(
                    form.name().toLowerCase(Locale.ROOT).replace('_', '-') + " differences",
                    train.a().get(0).length + 1,
                    percent(judged.same()),
                    percent(judged.different()));
        }
        return new Exhibit(poles.text() + "\n" + units.text(), 2, panels());
    }

    private static String percent(double share) {
        return NumberTable.decimals(100 * share, 1) + " %";
    }

    private static List<Panel> panels() {
        return List.of(
                new Panel(curves(0, 1, 0, 1).picture(), List.of("a = 0.3, no feature negative")),
                new Panel(
                        curves(-1, 1, -4, 4).mark("b = -a", -0.3).picture(),
                        List.of("a = 0.3, features of both signs: a pole")));
    }

    private static Plot curves(double from, double to, double low, double high) {
        Plot plot = new Plot("b", from, to, "difference", low, high);
        double[] b = IntStream.rangeClosed(0, 400)
                .mapToDouble(i -> from + (to - from) * i / 400)
                .toArray();
        for (PairDifference form : PairDifference.values()) {
            double[] values = IntStream.range(0, b.length)
                    .mapToDouble(i -> Math.max(-1e3, Math.min(1e3, form.of(0.3, b[i]))))
                    .toArray();
            plot.line(form == PairDifference.ABSOLUTE ? "|a - b|" : "(a - b)^2 / (a + b)", b, values);
        }
        return plot;
    }
}
