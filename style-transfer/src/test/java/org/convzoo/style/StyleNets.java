package org.convzoo.style;

import java.util.List;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small nets for tests, with random gains and biases too. */
final class StyleNets {
    static final int HEIGHT = 12, WIDTH = 16;

    private StyleNets() {}

    static Spec spec() {
        return StyleNet.STYLE_NET.defaultSpec().withInput(3, HEIGHT, WIDTH).withWidthFactor(1 / 16.0);
    }

    static ComputationGraphConfiguration configuration(Spec spec) {
        return StyleNet.STYLE_NET.configure(spec, new NeuralNetConfiguration.Builder().seed(5));
    }

    static ComputationGraph graph() {
        return randomised(configuration(spec()));
    }

    static ComputationGraph randomised(ComputationGraphConfiguration configuration) {
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        Nd4j.getRandom().setSeed(3);
        graph.paramTable().forEach((name, values) -> {
            if (!name.endsWith("_W")) {
                values.addi(Nd4j.rand(DataType.FLOAT, values.shape()).subi(0.5));
            }
        });
        return graph;
    }

    static Model model() {
        Spec spec = spec();
        return new Model(
                graph(),
                new ModelCard(
                        ModelCard.FORMAT_VERSION,
                        StyleNet.STYLE_NET.id(),
                        spec,
                        StyleNet.STYLE_NET.preprocessing(spec, "test"),
                        StyleNet.COLOURS,
                        List.of(),
                        WeightsImport.provenance("test", "none", "a test")));
    }

    /** From 0 to 255. */
    static INDArray pictures(int n, int height, int width) {
        Nd4j.getRandom().setSeed(7);
        return Nd4j.rand(DataType.FLOAT, n, 3, height, width).muli(255);
    }
}
