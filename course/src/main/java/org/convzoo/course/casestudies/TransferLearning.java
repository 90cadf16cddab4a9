package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.convzoo.core.Engine;
import org.convzoo.core.Explainer;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Shown;
import org.convzoo.course.Charts;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;

/**
 * What layers learned on other pictures, kept as it is, and a new classifier on it: with a few pictures of each class it knows more than a
 * classifier of the pixels. The source may be another kind of picture: handwriting here, and even clothes.
 *
 * <p>Shapes: digits of 1 x 28 x 28 become 84 numbers of LeNet-5's layer f6, or 196 means of 2 x 2 pixels; then ten probabilities.
 *
 * <p>Source: Yosinski, Clune, Bengio, Lipson, "How transferable are features in deep neural networks?", NIPS 2014, arXiv:1411.1792.
 */
public final class TransferLearning {
    private static final List<String> SOURCES = List.of("lenet5.fashion-mnist", "lenet5.mnist");
    private static final int[] PER_CLASS = {1, 2, 5, 10};
    private static final int TEST = 200, EPOCHS = 40, CHART = 760, FILTER = 60;
    private static final double RATE = 0.05;

    private static final String PAGE = "transfer.md";
    /** What the page's runs train, in its order. */
    private static final List<String> TRAINED = List.of(
            "all, from random weights",
            "last stage and classifier",
            "classifier",
            "all, from random weights, augmented");

    private TransferLearning() {}

    /** A form of the digits that a classifier reads: those to learn from, and those to be judged by, [digits][numbers]. */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    record Form(double[][] train, double[][] test) {
        static Form of(Function<Image, double[]> form) {
            int most = PER_CLASS[PER_CLASS.length - 1] * DrawnDigits.CLASSES;
            return new Form(
                    DrawnDigits.first(DrawnDigits.train(), most, form),
                    DrawnDigits.first(DrawnDigits.test(), TEST, form));
        }

        /** The same after a further layer. */
        Form then(UnaryOperator<double[]> layer) {
            return new Form(
                    Arrays.stream(train).map(layer).toArray(double[][]::new),
                    Arrays.stream(test).map(layer).toArray(double[][]::new));
        }

        /** Test digits that a new classifier reads, by the number of training digits of each class. */
        int[] right() {
            return Arrays.stream(PER_CLASS).map(this::right).toArray();
        }

        private int right(int perClass) {
            SmallNet classifier = classifier();
            int[] labels = DrawnDigits.labels(DrawnDigits.train(), perClass * DrawnDigits.CLASSES);
            classifier.train((epoch, i) -> train[i], labels, EPOCHS, RATE);
            int right = 0;
            for (int i = 0; i < TEST; i++) { // classes in turn
                right += SmallNet.likeliest(classifier.probabilities(test[i])) == i % DrawnDigits.CLASSES ? 1 : 0;
            }
            return right;
        }

        /** Untrained. */
        SmallNet classifier() {
            return new SmallNet(1, train[0].length, DrawnDigits.CLASSES);
        }
    }

    /** By name: the pixels, then what the last pooling and the last dense layer before the classifier make of them. */
    static Map<String, Form> forms() {
        Map<String, Form> forms = new LinkedHashMap<>();
        forms.put("pixels", Form.of(DrawnDigits::pixels));
        for (String source : SOURCES) {
            LeNetLoops net = new LeNetLoops(source);
            Form s4 = Form.of(net::s4);
            forms.put("s4 of " + source, s4);
            forms.put("f6 of " + source, s4.then(net::f6));
        }
        return forms;
    }

    /** A classifier on pixels and on frozen layers, and what the zoo's own nets gain. */
    public static Exhibit demonstrate() {
        NumberTable table =
                NumberTable.of(1, "THE CLASSIFIER READS", "PARAMETERS", "1 DIGIT PER CLASS", "2", "5", "10");
        Map<String, double[]> curves = new LinkedHashMap<>();
        forms().forEach((name, form) -> {
            int[] right = form.right();
            table.row(name, form.classifier().parameters(), right[0], right[1], right[2], right[3]);
            curves.put(
                    name.replace("lenet5.", ""),
                    Arrays.stream(right).asDoubleStream().toArray());
        });
        NumberTable runs =
                NumberTable.of(1, "RESNET-20 ON SIGN DIGITS, 20 OF EACH CLASS: TRAINED", "MEAN TEST ACCURACY");
        List<String> means = Measured.means(PAGE);
        for (int i = 0; i < TRAINED.size(); i++) {
            runs.row(TRAINED.get(i), means.get(i));
        }
        double[] perClass = Arrays.stream(PER_CLASS).asDoubleStream().toArray();
        return new Exhibit(
                table.text() + "\n" + runs.text(),
                1,
                List.of(
                        new Panel(
                                Charts.curves(
                                        CHART,
                                        "Drawn digits read, of " + TEST,
                                        "digits of each class to learn from",
                                        perClass,
                                        false,
                                        curves),
                                List.of()),
                        new Panel(filters(), List.of("first filters, learned on clothes (above) and on handwriting"))));
    }

    private static BufferedImage filters() {
        List<BufferedImage> pictures = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (String source : SOURCES) {
            try (Explainer explainer = new Explainer(ModelZoo.load(source), Engine.STOCK)) {
                for (Image filter : explainer.filters(null)) {
                    pictures.add(Shown.fitted(filter, FILTER).toBufferedImage());
                    captions.add("");
                }
            }
        }
        return Strip.of(pictures.size() / SOURCES.size(), FILTER, pictures, captions);
    }
}
