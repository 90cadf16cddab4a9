package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.convzoo.core.ModelSummary.Row;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ModelSummaryTest {
    @Test
    void lenet5AgreesWithThePaper() {
        ModelSummary summary = ModelSummary.of(lenet5(), Spec.of(10, 1, 28, 28));

        assertThat(summary.parameters()).isEqualTo(61_706);
        assertThat(summary.multiplyAdds()).isEqualTo(117_600 + 240_000 + 48_000 + 10_080 + 840);
        assertThat(summary.layers().stream().map(Row::name))
                .containsExactly("c1", "s2", "c3", "s4", "c5", "f6", "output");
        assertThat(summary.layers().stream().map(Row::parameters))
                .containsExactly(156L, 0L, 2416L, 0L, 48_120L, 10_164L, 850L);
        assertThat(summary.layers().stream().map(Row::multiplyAdds))
                .containsExactly(117_600L, 0L, 240_000L, 0L, 48_000L, 10_080L, 840L);
        assertThat(summary.layers().get(0))
                .isEqualTo(new Row(
                        "c1",
                        "Convolution",
                        List.of("input"),
                        List.of(5, 5),
                        List.of(1, 1),
                        null,
                        List.of(2, 2, 2, 2),
                        "tanh",
                        List.of(6L, 28L, 28L),
                        156,
                        117_600,
                        6 * 28 * 28 * 4));
        assertThat(row(summary, "s2").type()).isEqualTo("AveragePooling");
        assertThat(row(summary, "s2").stride()).containsExactly(2, 2);
        assertThat(row(summary, "c5").output()).containsExactly(120L);
        assertThat(row(summary, "c5").kernel()).isNull();
        assertThat(row(summary, "output").activation()).isEqualTo("softmax");
        assertThat(summary.activationBytes()).isEqualTo(4 * (4704 + 1176 + 1600 + 400 + 120 + 84 + 10));
    }

    @Test
    void residualGraphAgreesWithHandComputedNumbers() {
        ComputationGraphConfiguration configuration = residual();

        ModelSummary summary = ModelSummary.of(configuration, InputType.convolutional(8, 8, 3));

        expect(summary, "conv1", "Convolution", 108, 108 * 64, 4, 8, 8);
        expect(summary, "norm1", "BatchNormalization", 8, 0, 4, 8, 8);
        expect(summary, "conv2", "Convolution", 144, 144 * 64, 4, 8, 8);
        expect(summary, "sum", "Add", 0, 0, 4, 8, 8);
        expect(summary, "scale", "Scale", 0, 0, 4, 8, 8);
        expect(summary, "depthwise", "DepthwiseConvolution", 72 + 8, 72 * 16, 8, 4, 4);
        expect(summary, "separable", "SeparableConvolution", 72 + 40 + 5, (72 + 40) * 4, 5, 2, 2);
        expect(summary, "deconvolution", "Deconvolution", 60 + 3, 60 * 4, 3, 4, 4);
        expect(summary, "pool", "GlobalAveragePooling", 0, 0, 3);
        expect(summary, "output", "Output", 8, 6, 2);
        assertThat(row(summary, "depthwise").padding()).containsExactly(0, 1, 0, 1); // Same, as TensorFlow pads
        assertThat(row(summary, "deconvolution").padding()).containsExactly(0, 0, 0, 0);
        assertThat(row(summary, "sum").inputs()).containsExactly("norm2", "norm1");
        assertThat(row(summary, "norm1").activation()).isNull();
        assertThat(summary.parameters()).isEqualTo(108 + 8 + 144 + 8 + 80 + 117 + 63 + 8);
        assertThat(ModelSummary.trainableParameters(configuration)).isEqualTo(summary.parameters());
    }

    @Test
    void everyTrainableParameterOfTheBuiltGraphIsCounted() {
        for (ComputationGraphConfiguration configuration : List.of(lenet5(), residual(), mixed())) {
            ComputationGraph graph = new ComputationGraph(configuration.clone());
            graph.init();
            long running = graph.paramTable().entrySet().stream()
                    .filter(entry -> entry.getKey().matches(".*_(mean|var|log10stdev)"))
                    .mapToLong(entry -> entry.getValue().length())
                    .sum();

            assertThat(ModelSummary.trainableParameters(configuration)).isEqualTo(graph.numParams() - running);
        }
    }

    @Test
    void layersWithoutWeightsCountNothing() {
        ModelSummary summary = ModelSummary.of(mixed(), InputType.convolutional(8, 8, 3));

        expect(summary, "pad", "ZeroPadding", 0, 0, 3, 9, 9);
        assertThat(row(summary, "pad").padding()).containsExactly(1, 0, 1, 0);
        expect(summary, "dilated", "Convolution", 4 * 3 * 9 + 4, 4 * 3 * 9 * 25, 4, 5, 5);
        assertThat(row(summary, "dilated").dilation()).containsExactly(2, 2);
        expect(summary, "lrn", "LocalResponseNormalization", 0, 0, 4, 5, 5);
        expect(summary, "up", "Upsampling", 0, 0, 4, 10, 10);
        expect(summary, "max", "MaxPooling", 0, 0, 4, 5, 5);
        expect(summary, "merge", "Merge", 0, 0, 8, 5, 5);
        expect(summary, "relu", "Activation", 0, 0, 8, 5, 5);
        assertThat(row(summary, "relu").activation()).isEqualTo("relu");
        expect(summary, "even", "ZeroPadding", 0, 0, 8, 6, 6);
        expect(summary, "reorg", "SpaceToDepth", 0, 0, 32, 3, 3);
        expect(summary, "drop", "Dropout", 0, 0, 32, 3, 3);
        expect(summary, "frozen", "Dense", 288 * 5 + 5, 288 * 5, 5); // a frozen layer counts as itself
    }

    @Test
    void jsonHasTheContractsNames() throws Exception {
        ObjectMapper mapper = new ObjectMapper();

        JsonNode json = mapper.valueToTree(ModelSummary.of(lenet5(), Spec.of(10, 1, 28, 28)));

        assertThat(json.fieldNames()).toIterable().containsExactly("parameters", "multiplyAdds", "layers");
        assertThat(json.at("/layers/1").toString())
                .isEqualTo("{\"name\":\"s2\",\"type\":\"AveragePooling\",\"inputs\":[\"c1\"],\"kernel\":[2,2],"
                        + "\"stride\":[2,2],\"padding\":[0,0,0,0],\"output\":[6,14,14],\"parameters\":0,"
                        + "\"multiplyAdds\":0,\"activationBytes\":4704}");
        assertThat(json.at("/layers/4").has("kernel")).isFalse();
    }

    @Test
    void tableIsForPeople() {
        String table = ModelSummary.of(lenet5(), Spec.of(10, 1, 28, 28)).toTable();

        assertThat(table.lines().map(line -> line.replaceAll(" {2,}", " | ")))
                .startsWith(
                        "layer | type | kernel | stride | padding | output | parameters | multiply-adds | memory KiB",
                        "c1 | Convolution + tanh | 5x5 | 1x1 | 2 | 6x28x28 | 156 | 117,600 | 18.4")
                .endsWith("total | 61,706 | 416,520 | 31.6");
        assertThat(table.lines()).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void theConfigurationIsNotChanged() {
        ComputationGraphConfiguration configuration = lenet5();
        String before = configuration.toJson();

        ModelSummary.of(configuration, InputType.convolutional(64, 64, 1));

        assertThat(configuration.toJson()).isEqualTo(before);
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> ModelSummary.of(lenet5(), Spec.of(10, 1, 6, 6)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("c3");
        ComputationGraphConfiguration unknown = base().addInputs("input")
                .addLayer("dense", new DenseLayer.Builder().nOut(3).build(), "input")
                .setOutputs("dense")
                .validateOutputLayerConfig(false)
                .build();
        assertThatThrownBy(() -> ModelSummary.trainableParameters(unknown))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("dense");
    }

    private static void expect(
            ModelSummary summary, String name, String type, long parameters, long multiplyAdds, long... output) {
        Row row = row(summary, name);
        assertThat(row.type()).as(name).isEqualTo(type);
        assertThat(row.parameters()).as(name).isEqualTo(parameters);
        assertThat(row.multiplyAdds()).as(name).isEqualTo(multiplyAdds);
        assertThat(row.output().stream().mapToLong(side -> side)).as(name).containsExactly(box(output));
    }

    private static Long[] box(long[] values) {
        return java.util.Arrays.stream(values).boxed().toArray(Long[]::new);
    }

    private static Row row(ModelSummary summary, String name) {
        return summary.layers().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GraphBuilder base() {
        return new NeuralNetConfiguration.Builder().activation(Activation.TANH).graphBuilder();
    }

    static ComputationGraphConfiguration lenet5() {
        SubsamplingLayer pool = new SubsamplingLayer.Builder(
                        SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                .build();
        return base().addInputs("input")
                .setInputTypes(InputType.convolutional(28, 28, 1))
                .addLayer(
                        "c1",
                        new ConvolutionLayer.Builder(5, 5).padding(2, 2).nOut(6).build(),
                        "input")
                .addLayer("s2", pool, "c1")
                .addLayer("c3", new ConvolutionLayer.Builder(5, 5).nOut(16).build(), "s2")
                .addLayer("s4", pool.clone(), "c3")
                .addLayer("c5", new DenseLayer.Builder().nOut(120).build(), "s4")
                .addLayer("f6", new DenseLayer.Builder().nOut(84).build(), "c5")
                .addLayer("output", softmax(10), "f6")
                .setOutputs("output")
                .build();
    }

    private static ComputationGraphConfiguration residual() {
        return base().addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer("conv1", convolution(4), "input")
                .addLayer("norm1", new BatchNormalization.Builder().build(), "conv1")
                .addLayer("conv2", convolution(4), "norm1")
                .addLayer(
                        "norm2",
                        new BatchNormalization.Builder().useLogStd(false).build(),
                        "conv2")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "norm2", "norm1")
                .addVertex("scale", new ScaleVertex(0.5), "sum")
                .addLayer(
                        "depthwise",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(2)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .nOut(8)
                                .build(),
                        "scale")
                .addLayer(
                        "separable",
                        new SeparableConvolution2D.Builder(3, 3).nOut(5).build(),
                        "depthwise")
                .addLayer(
                        "deconvolution",
                        new Deconvolution2D.Builder(2, 2).stride(2, 2).nOut(3).build(),
                        "separable")
                .addLayer("pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "deconvolution")
                .addLayer("output", softmax(2), "pool")
                .setOutputs("output")
                .build();
    }

    private static ComputationGraphConfiguration mixed() {
        return base().addInputs("input")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer("pad", new ZeroPaddingLayer.Builder(1, 0, 1, 0).build(), "input")
                .addLayer(
                        "dilated",
                        new ConvolutionLayer.Builder(3, 3)
                                .dilation(2, 2)
                                .nOut(4)
                                .build(),
                        "pad")
                .addLayer("lrn", new LocalResponseNormalization.Builder().build(), "dilated")
                .addLayer("up", new Upsampling2D.Builder(2).build(), "lrn")
                .addLayer(
                        "max",
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                                .build(),
                        "up")
                .addVertex("merge", new MergeVertex(), "max", "dilated")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "merge")
                .addLayer("even", new ZeroPaddingLayer.Builder(0, 1, 0, 1).build(), "relu")
                .addLayer("reorg", new SpaceToDepthLayer.Builder<>(2).build(), "even")
                .addLayer("drop", new DropoutLayer(0.5), "reorg")
                .addLayer(
                        "frozen",
                        new FrozenLayerWithBackprop(
                                new DenseLayer.Builder().nOut(5).build()),
                        "drop")
                .addLayer("output", softmax(2), "frozen")
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer convolution(int filters) {
        return new ConvolutionLayer.Builder(3, 3)
                .padding(1, 1)
                .nOut(filters)
                .hasBias(false)
                .build();
    }

    private static OutputLayer softmax(int numClasses) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(numClasses)
                .activation(Activation.SOFTMAX)
                .build();
    }
}
