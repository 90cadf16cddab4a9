package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;

/** Dense layers of more than two million weights, which plans read where DL4J has them: by one kernel for few pictures, by another for several. */
class LargeDenseTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest(name = "{0} pictures, bias {1}, {2}")
    @CsvSource({"1,true,RELU", "2,false,TANH", "3,true,LEAKYRELU", "5,false,RELU", "8,true,IDENTITY", "17,true,ELU"})
    void weightsStayInPlace(long batch, boolean hasBias, Activation activation) {
        ComputationGraphConfiguration configuration =
                AgainstStock.net(InputType.convolutional(14, 12, 3), g -> g.addLayer(
                                "c0",
                                new ConvolutionLayer.Builder(3, 3).nOut(18).build(),
                                "input") // 18 x 12 x 10
                        .addLayer("d1", dense(hasBias, activation), "c0")
                        .addLayer("d2", dense(hasBias, activation), "d1")
                        .addLayer("output", AgainstStock.output(), "d2"));
        ComputationGraph stock = AgainstStock.stock(configuration);
        DataSet data = AgainstStock.batch(batch, 3, 14, 12);
        AgainstStock.checkInference(stock, data);

        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        assertThat(OneDnn.plan(fast, false, Precision.F32, data.getFeatures().shape())
                        .weightBytes())
                .as("copies")
                .isLessThan(MIB);
        for (int i = 0; i < 2; i++) { // it follows what is learned: weights and biases
            assertThat(AgainstStock.distance(
                            fast.outputSingle(data.getFeatures()), stock.outputSingle(data.getFeatures())))
                    .isLessThan(1e-5);
            fast.fit(data);
            stock.setParams(fast.params());
        }
    }

    /** The left factor's other side is the caller's array. */
    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void straightOnTheInput(long batch) {
        ComputationGraphConfiguration vectors = AgainstStock.net(
                InputType.feedForward(1500), g -> g.addLayer("d1", dense(true, Activation.RELU), "input")
                        .addLayer("output", AgainstStock.output(), "d1"));
        AgainstStock.checkInference(AgainstStock.stock(vectors), AgainstStock.batch(batch, 1500));
        ComputationGraphConfiguration pictures = AgainstStock.net(
                InputType.convolutional(24, 22, 3), g -> g.addLayer("d1", dense(true, Activation.RELU), "input")
                        .addLayer("output", AgainstStock.output(), "d1"));
        AgainstStock.checkInference(AgainstStock.stock(pictures), AgainstStock.batch(batch, 3, 24, 22));
    }

    private static DenseLayer dense(boolean hasBias, Activation activation) {
        return new DenseLayer.Builder()
                .nOut(1600)
                .hasBias(hasBias)
                .activation(activation)
                .build();
    }
}
