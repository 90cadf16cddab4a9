package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sum that rides along with a convolution is written over the other branch, unless somebody wants that once more. */
class SumsInPlaceTest {
    private static final int CHANNELS = 32;
    private static final long[] SHAPE = {2, CHANNELS, 9, 8};

    @Test
    void blocksThatNobodyElseReads() {
        check("2", g -> block(block(g, "c0", "1"), "1", "2"));
    }

    /** By a merge at the end, after both sums. */
    @Test
    void branchesThatAreReadLater() {
        check("all", g -> block(block(g, "c0", "1"), "1", "2").addVertex("all", new MergeVertex(), "1", "2", "c0"));
    }

    @Test
    void aBranchThatIsReadInBetween() {
        check("all", g -> block(block(g, "c0", "1").addVertex("scaled", new ScaleVertex(0.5), "c0"), "1", "2")
                .addVertex("all", new MergeVertex(), "2", "scaled"));
    }

    /** The convolution reads what the sum would overwrite, and neighbours of what it has overwritten. */
    @Test
    void aConvolutionPlusItsOwnInput() {
        check("sum", g -> g.addLayer("own", convolution(3, Activation.IDENTITY), "c0")
                .addVertex("sum", new ElementWiseVertex(Op.Add), "own", "c0"));
    }

    /** It is the caller's array. */
    @Test
    void theInputAsBranch() {
        ComputationGraph stock =
                AgainstStock.stock(net("sum", g -> g.addLayer("own", convolution(3, Activation.IDENTITY), "c0")
                        .addVertex("sum", new ElementWiseVertex(Op.Add), "own", "input")));
        AgainstStock.checkInference(stock, AgainstStock.batch(SHAPE));
        INDArray x = AgainstStock.batch(SHAPE).getFeatures();
        INDArray before = x.dup();
        OneDnn.accelerate(AgainstStock.copy(stock)).outputSingle(x);
        assertThat(x).isEqualTo(before);
    }

    /** The caller asks for values from before the sums. */
    @Test
    void outputsInTheMiddle() {
        ComputationGraphConfiguration net = net("2", g -> block(block(g, "c0", "1"), "1", "2"));
        net.setNetworkOutputs(List.of("output", "c0", "1", "2"));
        ComputationGraph stock = AgainstStock.stock(net);
        ComputationGraph fast = OneDnn.accelerate(AgainstStock.copy(stock));
        INDArray x = AgainstStock.batch(SHAPE).getFeatures();
        var expected = stock.feedForward(x, false); // stock's own output() throws for such outputs
        INDArray[] told = fast.output(x);
        assertThat(((AcceleratedGraph) fast).unsupported()).isNull();
        for (int i = 0; i < told.length; i++) {
            String name = net.getNetworkOutputs().get(i);
            assertThat(AgainstStock.distance(told[i], expected.get(name)))
                    .as(name)
                    .isLessThan(1e-5);
        }
    }

    private static void check(String last, UnaryOperator<GraphBuilder> body) {
        AgainstStock.check(net(last, body), SHAPE);
    }

    private static ComputationGraphConfiguration net(String last, UnaryOperator<GraphBuilder> body) {
        return AgainstStock.net(InputType.convolutional(SHAPE[2], SHAPE[3], SHAPE[1]), g -> body.apply(
                        g.addLayer("c0", convolution(3, Activation.TANH), "input"))
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), last)
                .addLayer("output", AgainstStock.output(), "pool"));
    }

    /** relu(x + conv(tanh(conv(x)))), whose name is its sum's. */
    private static GraphBuilder block(GraphBuilder g, String x, String name) {
        return g.addLayer(name + "a", convolution(3, Activation.TANH), x)
                .addLayer(name + "b", convolution(1, Activation.IDENTITY), name + "a")
                .addVertex(name + "sum", new ElementWiseVertex(Op.Add), name + "b", x)
                .addLayer(name, new ActivationLayer(Activation.RELU), name + "sum");
    }

    private static ConvolutionLayer convolution(int kernel, Activation activation) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(CHANNELS)
                .padding(kernel / 2, kernel / 2)
                .activation(activation)
                .build();
    }
}
