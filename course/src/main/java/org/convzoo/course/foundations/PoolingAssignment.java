package org.convzoo.course.foundations;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.course.foundations.PoolingSteps.Kind;
import org.nd4j.linalg.factory.Nd4j;

/** {@link PoolingSteps} at work: held against DL4J's layer and against central differences, in double precision. */
public final class PoolingAssignment {
    private static final double[][] PICTURE = {{1, 3, 2, 1}, {2, 9, 1, 1}, {1, 3, 2, 3}, {5, 6, 1, 2}};
    private static final double[][] SLOPES = {{4, 8}, {2, 6}};
    private static final double H = 1e-5;

    private PoolingAssignment() {}

    /** Two pictures of 3 x 7 x 6, windows of 3 x 3 at stride 2. */
    public static Exhibit demonstrate() {
        NumberTable table =
                NumberTable.of(3, "POOLING", "NUMBERS", "SHAPE", "DIFFERENCE TO DL4J", "TO CENTRAL DIFFERENCES");
        for (Kind kind : Kind.values()) {
            double[][][][] x = Volumes.random(2, 3, 7, 6, 1);
            double[][][][] a = PoolingSteps.forward(x, 3, 2, kind);
            double[][][][] da = Volumes.random(2, 3, a[0][0].length, a[0][0][0].length, 2);
            double[][][][] dx = PoolingSteps.backward(da, x, 3, 2, kind);
            Dl4jLayer layer = Dl4jLayer.pooling(x, 3, 2, kind);
            Supplier<Double> cost = () -> Volumes.dot(PoolingSteps.forward(x, 3, 2, kind), da);
            String name = kind.name().toLowerCase(Locale.ROOT);
            table.row(
                    name,
                    "output a",
                    ConvolutionAssignment.shape(a),
                    ConvolutionAssignment.below(Dl4jLayer.difference(layer.forward(x), Nd4j.createFromArray(a))),
                    "");
            table.row(
                    name,
                    "slopes dx",
                    ConvolutionAssignment.shape(dx),
                    ConvolutionAssignment.below(
                            Dl4jLayer.difference(layer.backward(da).getSecond(), Nd4j.createFromArray(dx))),
                    ConvolutionAssignment.below(Volumes.largestError(x, dx, cost, H)));
        }
        return new Exhibit(
                table.text(),
                4,
                List.of(
                        new Panel(NumberGrid.of(PICTURE, NumberGrid.quarters(2)), List.of("input")),
                        new Panel(NumberGrid.of(SLOPES, NumberGrid.quarters(1)), List.of("slopes of outputs")),
                        new Panel(NumberGrid.of(slopes(Kind.MAX), NumberGrid.quarters(2)), List.of("by maximum")),
                        new Panel(NumberGrid.of(slopes(Kind.AVERAGE), NumberGrid.quarters(2)), List.of("by average"))));
    }

    private static double[][] slopes(Kind kind) {
        return PoolingSteps.backward(new double[][][][] {{SLOPES}}, new double[][][][] {{PICTURE}}, 2, 2, kind)[0][0];
    }
}
