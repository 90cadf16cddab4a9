package org.convzoo.course.foundations;

import java.util.List;
import java.util.Random;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Nine numbers that nobody chose: a net of one convolution sees a picture and what a filter makes of it, and learns the filter by gradient descent on
 * the mean squared difference.
 *
 * <p>Shapes: picture 1 x 96 x 96, one filter of 3 x 3 without bias, output 1 x 94 x 94. The picture has a little noise and mean 0, else most of it
 * is even and tells little of the filter.
 *
 * <p>Source of the idea: LeCun et al., "Backpropagation Applied to Handwritten Zip Code Recognition", Neural Computation 1(4), 1989.
 */
public final class LearnedFilter {
    private static final int STEPS = 100;
    private static final double NOISE = 0.2, RATE = 2e-4, MOMENTUM = 0.9;
    private static final int SIDE = 192;

    private LearnedFilter() {}

    /**
     * The filter that a net learns.
     *
     * @param picture [H][W]
     * @param wanted what the filter is to make of it, [H - 2][W - 2]
     * @param steps of gradient descent
     * @return [3][3]
     */
    public static double[][] learn(double[][] picture, double[][] wanted, int steps) {
        ComputationGraph net = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new Nesterovs(RATE, MOMENTUM))
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("picture")
                .setInputTypes(InputType.convolutional(picture.length, picture[0].length, 1))
                .addLayer(
                        "filter",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(1)
                                .hasBias(false)
                                .build(),
                        "picture")
                .addLayer("difference", new CnnLossLayer.Builder(LossFunction.MSE).build(), "filter")
                .setOutputs("difference")
                .build());
        net.init();
        INDArray[] x = {array(picture)}, y = {array(wanted)};
        for (int step = 0; step < steps; step++) {
            net.fit(x, y);
        }
        double[] nine = net.getParam("filter_W").dup('c').data().asDouble();
        return new double[][] {{nine[0], nine[1], nine[2]}, {nine[3], nine[4], nine[5]}, {nine[6], nine[7], nine[8]}};
    }

    /** [1, 1, H, W]. */
    private static INDArray array(double[][] plane) {
        return Nd4j.createFromArray(new double[][][][] {{plane}});
    }

    /** The drawn picture with noise and mean 0, [96][96]. */
    static double[][] picture() {
        double[][] picture = DrawnScene.grey()[0][0];
        Random random = new Random(1);
        double mean = 0;
        for (double[] row : picture) {
            for (int x = 0; x < row.length; x++) {
                row[x] += NOISE * random.nextGaussian();
                mean += row[x] / (picture.length * row.length);
            }
        }
        for (double[] row : picture) {
            for (int x = 0; x < row.length; x++) {
                row[x] -= mean;
            }
        }
        return picture;
    }

    /** How close the nine numbers come to Sobel's. */
    public static Exhibit demonstrate() {
        double[][] sobel = EdgeDetection.Filter.SOBEL.weights();
        double[][] picture = picture();
        double[][] wanted = EdgeDetection.apply(picture, sobel);
        NumberTable table = NumberTable.of(2, "STEPS", "NINE NUMBERS, ROW BY ROW", "LARGEST DIFFERENCE TO SOBEL'S");
        double[][] learned = sobel;
        for (int steps : new int[] {0, 5, 20, STEPS}) {
            learned = learn(picture, wanted, steps);
            table.row(
                    String.valueOf(steps),
                    numbers(learned),
                    NumberTable.decimals(largestDifference(learned, sobel), 4));
        }
        return new Exhibit(
                table.text(),
                3,
                List.of(
                        new Panel(SignedMap.of(picture, SIDE), List.of("picture, with noise")),
                        new Panel(SignedMap.of(wanted, SIDE), List.of("what Sobel's filter gives")),
                        new Panel(
                                SignedMap.of(EdgeDetection.apply(picture, learned), SIDE),
                                List.of("what the learned filter gives")),
                        new Panel(NumberGrid.of(rounded(learned)), List.of("learned, to two decimals"))));
    }

    static double largestDifference(double[][] a, double[][] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                largest = Math.max(largest, Math.abs(a[i][j] - b[i][j]));
            }
        }
        return largest;
    }

    private static String numbers(double[][] filter) {
        StringBuilder text = new StringBuilder();
        for (double[] row : filter) {
            text.append(text.isEmpty() ? "" : " |");
            for (double number : row) {
                text.append(String.format(" %5s", NumberTable.decimals(number, 2)));
            }
        }
        return text.toString();
    }

    private static double[][] rounded(double[][] filter) {
        double[][] rounded = new double[filter.length][filter[0].length];
        for (int i = 0; i < filter.length; i++) {
            for (int j = 0; j < filter[0].length; j++) {
                rounded[i][j] = Math.round(100 * filter[i][j]) / 100.0;
            }
        }
        return rounded;
    }
}
