package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Layers;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Shown;
import org.convzoo.core.detection.FullyConvolutional;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * All windows in one pass: a dense layer that reads maps of h x w becomes a convolution of h x w with the same weights, and what windows have in common is
 * computed once. The numbers are those of the windows one by one.
 *
 * <p>Shapes: a net of 3 x 14 x 14 gives 4 x 1 x 1, on 3 x 16 x 16 it gives 4 x 2 x 2, on 3 x 28 x 28 it gives 4 x 8 x 8.
 *
 * <p>Source: Sermanet et al., "OverFeat", 2014, arXiv:1312.6229, section 3.5.
 */
public final class WindowsAsConvolution {
    private static final int WINDOW = 14;
    private static final int[] SIDES = {WINDOW, 16, 28};

    private WindowsAsConvolution() {}

    /** A classifier of 3 x 14 x 14 with two dense layers of 400. */
    static ComputationGraph classifier() {
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x 14 x 14
                .setInputTypes(InputType.convolutional(WINDOW, WINDOW, 3))
                .addLayer("conv", Layers.convolution(16, 5, 1, 0).build(), "input") // 16 x 10 x 10
                .addLayer("pool", Layers.maxPool(2, 2, 0), "conv") // 16 x 5 x 5
                .addLayer("dense1", Layers.dense(400), "pool") // 400
                .addLayer("dense2", Layers.dense(400), "dense1") // 400
                .addLayer("output", Layers.softmax(4), "dense2") // 4
                .setOutputs("output")
                .build());
        net.init();
        return net;
    }

    /** Its layers as convolutions on pictures of side x side. */
    static ModelSummary summary(ComputationGraph classifier, int side) {
        return ModelSummary.of(
                FullyConvolutional.of(classifier, 3, WINDOW, WINDOW, side, side)
                        .graph()
                        .getConfiguration(),
                InputType.convolutional(side, side, 3));
    }

    /** The classifier of cars on a whole road. */
    static FullyConvolutional slid(ComputationGraph cars) {
        return FullyConvolutional.of(
                cars,
                3,
                CarClassifier.HEIGHT,
                CarClassifier.WIDTH,
                CarClassifier.ROAD_HEIGHT,
                CarClassifier.ROAD_WIDTH);
    }

    /** Multiply-adds for a whole road at once. */
    static long multiplyAdds(FullyConvolutional slid) {
        return ModelSummary.of(
                        slid.graph().getConfiguration(),
                        InputType.convolutional(CarClassifier.ROAD_HEIGHT, CarClassifier.ROAD_WIDTH, 3))
                .multiplyAdds();
    }

    /** The largest difference of two maps. */
    static double difference(double[][] a, double[][] b) {
        double most = 0;
        for (int row = 0; row < a.length; row++) {
            for (int column = 0; column < a[0].length; column++) {
                most = Math.max(most, Math.abs(a[row][column] - b[row][column]));
            }
        }
        return most;
    }

    /** The shapes of a net on three sizes, and the classifier of cars both ways. */
    public static Exhibit demonstrate() {
        ComputationGraph cars = CarClassifier.trained();
        FullyConvolutional slid = slid(cars);
        DrawnRoad road = WindowByWindow.road();
        int stride = slid.windows().stride();
        double[][] apart = WindowByWindow.scores(cars, road, stride);
        double[][] once = WindowByWindow.cars(slid.graph().output(CarClassifier.input(road.picture()))[0]);
        int count = apart.length * apart[0].length;
        long one = count * WindowByWindow.multiplyAdds(cars), all = multiplyAdds(slid);
        NumberTable windows = NumberTable.of(1, "CARS ON 60 x 100", "STRIDE", "WINDOWS", "PASSES", "MULTIPLY-ADDS");
        windows.row("window by window", stride, count, count, one);
        windows.row("as a convolution", stride, count, 1, all);
        String same = "times fewer: " + NumberTable.decimals((double) one / all, 1) + "; largest difference of scores: "
                + (difference(apart, once) < 1e-12 ? "below 1e-12" : "1e-12 or more");
        return new Exhibit(shapes() + "\n" + windows.text() + same, 2, panels(road, apart, once));
    }

    private static String shapes() {
        ComputationGraph classifier = classifier();
        NumberTable table = NumberTable.of(2, "LAYER", "KERNEL", "ON 14 x 14", "ON 16 x 16", "ON 28 x 28");
        List<ModelSummary> summaries = new ArrayList<>();
        for (int side : SIDES) {
            summaries.add(summary(classifier, side));
        }
        for (int i = 0; i < summaries.get(0).layers().size(); i++) {
            List<Object> cells = new ArrayList<>();
            Row first = summaries.get(0).layers().get(i);
            if (first.kernel() == null) {
                continue; // softmax, which changes no shape
            }
            cells.add(first.name());
            cells.add(times(first.kernel()));
            for (ModelSummary summary : summaries) {
                cells.add(times(summary.layers().get(i).output()));
            }
            table.row(cells.toArray());
        }
        table.row(
                "multiply-adds",
                "",
                summaries.get(0).multiplyAdds(),
                summaries.get(1).multiplyAdds(),
                summaries.get(2).multiplyAdds());
        long window = summaries.get(0).multiplyAdds();
        table.row("window by window", "", window, 2 * 2 * window, 8 * 8 * window);
        return table.text();
    }

    private static String times(List<?> sides) {
        return sides.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    private static List<Panel> panels(DrawnRoad road, double[][] apart, double[][] once) {
        Box first = WindowByWindow.windows(2).at(24, 28),
                second = WindowByWindow.windows(2).at(24, 31);
        Box common = second.clipped(first);
        return List.of(
                Sketch.on(Shown.fitted(road.picture(), WindowByWindow.SIDE))
                        .shaded(WindowByWindow.enlarged(common), Sketch.RED)
                        .box(WindowByWindow.enlarged(first), Sketch.RED)
                        .dashed(WindowByWindow.enlarged(second), Sketch.BLUE)
                        .panel("two windows: what they share is computed twice, or once"),
                WindowByWindow.map(apart, "window by window: " + apart.length + " x " + apart[0].length),
                WindowByWindow.map(once, "as a convolution: " + once.length + " x " + once[0].length),
                WindowByWindow.found(
                        road,
                        WindowByWindow.suppressed(WindowByWindow.detections(once, WindowByWindow.windows(2))),
                        "what the map says, after suppression; true boxes (blue)"));
    }
}
