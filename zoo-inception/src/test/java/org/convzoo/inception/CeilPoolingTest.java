package org.convzoo.inception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class CeilPoolingTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void hasTheSizeOfCeilMode(int kernel) {
        IntStream.rangeClosed(kernel - 1, 300).forEach(size -> assertThat(CeilPooling.size(size, kernel))
                .isEqualTo((int) Math.ceil((size - kernel) / 2.0) + 1));
    }

    /** Even and odd sides in all combinations, against windows cut off at the border. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void givesTheMaximaOfCeilMode(int kernel) {
        for (int height = 2; height < 9; height++) {
            for (int width = 2; width < 9; width++) {
                INDArray x = Nd4j.rand(2, 3, height, width);
                ComputationGraph stock = pooling(kernel, height, width);
                INDArray expected = maxima(x, kernel);
                assertThat(stock.outputSingle(x)).isEqualTo(expected);
                assertThat(Engine.ONEDNN.prepare(stock).outputSingle(x)).isEqualTo(expected);
            }
        }
    }

    private static ComputationGraph pooling(int kernel, int height, int width) {
        GraphBuilder builder = new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(height, width, 3))
                .addLayer("relu", new ActivationLayer(Activation.RELU), "input");
        CeilPooling.add(builder, "pool", "relu", kernel);
        ComputationGraph graph = new ComputationGraph(builder.addLayer(
                        "output",
                        new CnnLossLayer.Builder(LossFunction.MSE)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "pool")
                .setOutputs("output")
                .build());
        graph.init();
        return graph;
    }

    private static INDArray maxima(INDArray x, int kernel) {
        int rows = CeilPooling.size((int) x.size(2), kernel);
        int columns = CeilPooling.size((int) x.size(3), kernel);
        INDArray y = Nd4j.create(x.size(0), x.size(1), rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                INDArray window = x.get(all(), all(), from(2 * i, kernel, x.size(2)), from(2 * j, kernel, x.size(3)));
                y.put(new INDArrayIndex[] {all(), all(), point(i), point(j)}, window.max(2, 3));
            }
        }
        return y;
    }

    private static INDArrayIndex from(int start, int kernel, long size) {
        return interval(start, Math.min(start + kernel, size));
    }
}
