package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class VarianceFormTest {
    /** Fails once DL4J reads what it writes: then the class can go. */
    @Test
    void dl4jForgetsIt() {
        assertThat(isLogarithm(ComputationGraphConfiguration.fromJson(net().toJson())))
                .isTrue();
        ComputationGraphConfiguration kept = net();
        VarianceForm.keep(kept);
        VarianceForm.keep(kept); // changes nothing
        assertThat(isLogarithm(ComputationGraphConfiguration.fromJson(kept.toJson())))
                .isFalse();
    }

    /** The trainer writes its arrays with a configuration that no graph was made of. */
    @Test
    void aModelFileKeepsIt(@TempDir Path folder) {
        ComputationGraph graph = new ComputationGraph(net());
        graph.init();
        graph.getLayer("norm").getParam("var").assign(0.3);
        Path file = folder.resolve("model.zip");
        ModelFile.write(TestNets.card(), net(), Map.of(ModelFile.COEFFICIENTS, graph.params()), Map.of(), file);
        INDArray x = Nd4j.rand(2, 1, 8, 8);
        assertThat(ModelFile.read(file).graph().outputSingle(x)).isEqualTo(graph.outputSingle(x));
    }

    private static boolean isLogarithm(ComputationGraphConfiguration configuration) {
        LayerVertex vertex = (LayerVertex) configuration.getVertices().get("norm");
        return ((BatchNormalization) vertex.getLayerConf().getLayer()).isUseLogStd();
    }

    private static ComputationGraphConfiguration net() {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 1))
                .addLayer("conv", Layers.convolutionWithoutBias(3, 3, 1), "input")
                .addLayer("norm", Layers.batchNorm(1e-5), "conv")
                .addLayer("output", Layers.softmax(2), "norm")
                .setOutputs("output")
                .build();
    }
}
