package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class OtherDimensionsTest {
    private static final double CLOSE = 1e-10;

    @Test
    void agreesWithDl4jAlongOneAndThreeAxes() {
        double[] numbers = new Random(1).doubles(4000, -1, 1).toArray();
        INDArray signal = array(numbers, 2, 9), filters = array(numbers, 3, 2, 4);
        ComputationGraph one = graph(
                new Convolution1DLayer.Builder(4)
                        .nOut(3)
                        .activation(Activation.IDENTITY)
                        .build(),
                InputType.recurrent(2, 9));
        // Whatever the shape of the array says, DL4J reads its memory as [f, C, F].
        INDArray kept = filters.permute(2, 1, 0).dup('c').reshape('c', 3, 2, 4, 1);
        one.getLayer("convolution").getParam("W").assign(kept);
        INDArray answer = one.output(signal.reshape(1, 2, 9))[0];
        assertThat(answer.shape()).containsExactly(1, 3, 6);
        double[][] ours = OtherDimensions.convolve(signal.toDoubleMatrix(), cube(filters));
        assertThat(difference(answer, Nd4j.createFromArray(ours))).isLessThan(CLOSE);

        INDArray volume = array(numbers, 2, 5, 6, 7), cubes = array(numbers, 3, 2, 3, 3, 3);
        ComputationGraph three = graph(
                new Convolution3D.Builder(3, 3, 3)
                        .nOut(3)
                        .dataFormat(Convolution3D.DataFormat.NCDHW)
                        .activation(Activation.IDENTITY)
                        .build(),
                InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 5, 6, 7, 2));
        three.getLayer("convolution").getParam("W").assign(cubes);
        INDArray answers = three.output(volume.reshape(1, 2, 5, 6, 7))[0];
        assertThat(answers.shape()).containsExactly(1, 3, 3, 4, 5);
        double[][][][] own = OtherDimensions.convolve(four(volume), five(cubes));
        assertThat(difference(answers, Nd4j.createFromArray(own))).isLessThan(CLOSE);
        assertThat(one.numParams()).isEqualTo(OtherDimensions.parameters(1, 2, 4, 3));
        assertThat(three.numParams()).isEqualTo(OtherDimensions.parameters(3, 2, 3, 3));
    }

    @Test
    void beatsAndFacesAreFound() {
        double[][] beats = OtherDimensions.convolve(OtherDimensions.signal(), new double[][][] {{{-1, -1, 4, -1, -1}}});
        for (int t = 0; t < beats[0].length; t++) {
            assertThat(beats[0][t] > 2).as("sample %d", t + 2).isEqualTo((t + 2) % 30 == 8);
        }
        double[][][] faces = OtherDimensions.convolve(OtherDimensions.volume(), OtherDimensions.frontMinusBack())[0];
        assertThat(faces[4][10][12]).as("front").isLessThan(-3);
        assertThat(faces[18][10][12]).as("back").isGreaterThan(3);
        assertThat(faces[11][10][12]).as("within").isZero();
    }

    private static ComputationGraph graph(Layer layer, InputType input) {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(input)
                .addLayer("convolution", layer, "input")
                .setOutputs("convolution")
                .build());
        graph.init();
        return graph;
    }

    private static INDArray array(double[] numbers, long... shape) {
        long length = 1;
        for (long side : shape) {
            length *= side;
        }
        return Nd4j.createFromArray(Arrays.copyOf(numbers, (int) length)).reshape('c', shape);
    }

    private static double difference(INDArray a, INDArray b) {
        double[] x = a.dup('c').data().asDouble(), y = b.dup('c').data().asDouble();
        double largest = 0;
        for (int i = 0; i < x.length; i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return x.length == y.length ? largest : Double.NaN;
    }

    private static double[][][] cube(INDArray a) {
        double[][][] all = new double[(int) a.size(0)][][];
        for (int i = 0; i < all.length; i++) {
            all[i] = a.slice(i).dup('c').toDoubleMatrix();
        }
        return all;
    }

    private static double[][][][] four(INDArray a) {
        double[][][][] all = new double[(int) a.size(0)][][][];
        for (int i = 0; i < all.length; i++) {
            all[i] = cube(a.slice(i).dup('c'));
        }
        return all;
    }

    private static double[][][][][] five(INDArray a) {
        double[][][][][] all = new double[(int) a.size(0)][][][][];
        for (int i = 0; i < all.length; i++) {
            all[i] = four(a.slice(i).dup('c'));
        }
        return all;
    }
}
