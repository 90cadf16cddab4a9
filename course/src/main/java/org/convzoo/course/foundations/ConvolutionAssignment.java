package org.convzoo.course.foundations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link ConvolutionSteps} at work: held against DL4J's layer and against central differences, in double precision. */
public final class ConvolutionAssignment {
    private static final double[][] PICTURE = {
        {1, 2, 0, 1, 3}, {0, 1, 2, 3, 1}, {2, 1, 0, 2, 2}, {1, 3, 1, 0, 1}, {0, 2, 1, 1, 0}
    };
    private static final double[] BOUNDS = {1e-12, 1e-6, 1e-3};
    private static final double H = 1e-5;

    private ConvolutionAssignment() {}

    /** Two pictures of 3 x 5 x 6, four filters of 3 x 3, stride 2, padding 1. */
    public static Exhibit demonstrate() {
        double[][][][] x = Volumes.random(2, 3, 5, 6, 1), w = Volumes.random(4, 3, 3, 3, 2);
        double[] b = Volumes.random(1, 1, 1, 4, 3)[0][0][0];
        double[][][][] z = ConvolutionSteps.forward(x, w, b, 2, 1);
        double[][][][] dz = Volumes.random(2, 4, z[0][0].length, z[0][0][0].length, 4);
        ConvolutionSteps.Gradients gradients = ConvolutionSteps.backward(dz, x, w, 2, 1);

        Dl4jLayer layer = Dl4jLayer.convolution(x, w, b, 2, 1);
        INDArray forward = layer.forward(x);
        Pair<Gradient, INDArray> slopes = layer.backward(dz);
        INDArray dw = slopes.getFirst().getGradientFor(ConvolutionParamInitializer.WEIGHT_KEY);
        INDArray db = slopes.getFirst().getGradientFor(ConvolutionParamInitializer.BIAS_KEY);
        Supplier<Double> cost = () -> Volumes.dot(ConvolutionSteps.forward(x, w, b, 2, 1), dz);
        double[][][][] bias = {{{b}}}, biasSlopes = {{{gradients.b()}}};

        NumberTable table = NumberTable.of(2, "NUMBERS", "SHAPE", "DIFFERENCE TO DL4J", "TO CENTRAL DIFFERENCES");
        table.row("input x", shape(x), "", "");
        table.row("weights w", shape(w), "", "");
        table.row("output z", shape(z), below(Dl4jLayer.difference(forward, Nd4j.createFromArray(z))), "");
        table.row(
                "slopes dx",
                shape(gradients.x()),
                below(Dl4jLayer.difference(slopes.getSecond(), Nd4j.createFromArray(gradients.x()))),
                below(Volumes.largestError(x, gradients.x(), cost, H)));
        table.row(
                "slopes dw",
                shape(gradients.w()),
                below(Dl4jLayer.difference(dw, Nd4j.createFromArray(gradients.w()))),
                below(Volumes.largestError(w, gradients.w(), cost, H)));
        table.row(
                "slopes db",
                "4",
                below(Dl4jLayer.difference(db, Nd4j.createFromArray(gradients.b()))),
                below(Volumes.largestError(bias, biasSlopes, cost, H)));
        return new Exhibit(table.text(), 3, panels());
    }

    static String shape(double[][][][] volume) {
        return volume.length + " x " + volume[0].length + " x " + volume[0][0].length + " x " + volume[0][0][0].length;
    }

    /** A bound that every machine meets, instead of the last digits of this one. */
    static String below(double difference) {
        double bound = Arrays.stream(BOUNDS)
                .filter(one -> difference < one)
                .findFirst()
                .orElse(Double.POSITIVE_INFINITY);
        return String.format(Locale.ROOT, "below %.0e", bound);
    }

    /** One step: slice, filter, number. */
    private static List<Panel> panels() {
        double[][][][] padded = ConvolutionSteps.zeroPad(new double[][][][] {{PICTURE}}, 1);
        double[][] filter = EdgeDetection.Filter.SOBEL.weights();
        double[][] out = ConvolutionSteps.forward(
                new double[][][][] {{PICTURE}}, new double[][][][] {{filter}}, new double[] {0}, 2, 1)[0][0];
        int side = padded[0][0].length;
        int[][] groups = NumberGrid.window(side, side, 2, 2, filter.length);
        for (int i = 0; i < side; i++) {
            groups[i][0] = groups[i][side - 1] = groups[0][i] = groups[side - 1][i] = NumberGrid.PADDING;
        }
        return List.of(
                new Panel(NumberGrid.of(padded[0][0], groups), List.of("input with zeros around, a slice")),
                new Panel(NumberGrid.of(filter), List.of("filter")),
                new Panel(
                        NumberGrid.of(out, NumberGrid.window(out.length, out.length, 1, 1, 1)),
                        List.of("output at stride 2, the slice's number")));
    }
}
