package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.convzoo.core.ExplainNets.conv;
import static org.convzoo.core.ExplainNets.softmax;
import static org.convzoo.core.ExplainNets.start;

import java.awt.Rectangle;
import java.util.List;
import org.convzoo.onednn.InputGradient;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ReceptiveFieldTest {
    private static SubsamplingLayer pool(int kernel, int stride) {
        return new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(kernel, kernel)
                .stride(stride, stride)
                .build();
    }

    private static void assertField(ReceptiveField field, int size, int stride, int offset) {
        assertThat(field.at(0, 0)).isEqualTo(new Rectangle(offset, offset, size, size));
        assertThat(field.at(2, 1)).isEqualTo(new Rectangle(offset + stride, offset + 2 * stride, size, size));
    }

    @Test
    void lenet5() {
        Spec spec = Spec.of(10, 1, 28, 28);
        ModelSummary net = ModelSummary.of(ModelSummaryTest.lenet5(), spec);
        assertField(new ReceptiveField(net, spec, "c1"), 5, 1, -2);
        assertField(new ReceptiveField(net, spec, "s2"), 6, 2, -2);
        assertField(new ReceptiveField(net, spec, "c3"), 14, 2, -2);
        assertField(new ReceptiveField(net, spec, "s4"), 16, 4, -2);
        assertThat(new ReceptiveField(net, spec, "c3").onPicture(0, 9)).isEqualTo(new Rectangle(16, 0, 12, 12));
        ReceptiveField dense = new ReceptiveField(net, spec, "f6");
        assertThat(dense.at(0, 0)).isEqualTo(new Rectangle(-2, -2, 32, 32)); // the paper's input
        assertThat(dense.onPicture(0, 0)).isEqualTo(new Rectangle(0, 0, 28, 28));
        assertThatThrownBy(() -> new ReceptiveField(net, spec, "c9")).hasMessage("the net has no layer 'c9'");
    }

    /** The numbers that are published for VGG-16: 196 at conv5_3, 212 at pool5. */
    @Test
    void vgg16() {
        Spec spec = Spec.of(10, 3, 224, 224);
        GraphBuilder graph = start(spec, DataType.FLOAT);
        String last = "input";
        for (int block = 1; block <= 5; block++) {
            for (int i = 1; i <= (block <= 2 ? 2 : 3); i++) {
                String name = "conv" + block + "_" + i;
                graph.addLayer(name, conv(3, 1, Activation.RELU), last);
                last = name;
            }
            graph.addLayer("pool" + block, pool(2, 2), last);
            last = "pool" + block;
        }
        ComputationGraphConfiguration vgg16 =
                graph.addLayer("output", softmax(10), last).setOutputs("output").build();
        ModelSummary net = ModelSummary.of(vgg16, spec);
        assertField(new ReceptiveField(net, spec, "conv1_2"), 5, 1, -2);
        assertField(new ReceptiveField(net, spec, "conv3_3"), 40, 4, -18);
        assertField(new ReceptiveField(net, spec, "conv5_3"), 196, 16, -90);
        assertField(new ReceptiveField(net, spec, "pool5"), 212, 32, -90);
    }

    /** With positive weights and no activation, what a unit sees is where the gradient is not zero. */
    @Test
    void isWhereTheGradientIs() {
        Spec spec = Spec.of(2, 1, 24, 20);
        ComputationGraph graph = new ComputationGraph(start(spec, DataType.FLOAT)
                .addLayer("margin", new ZeroPaddingLayer(1, 0, 2, 0), "input") // top 1, left 2
                .addLayer(
                        "dilated",
                        new ConvolutionLayer.Builder(3, 3)
                                .dilation(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "margin")
                .addLayer("long", conv(5, 2, Activation.IDENTITY), "dilated")
                .addLayer("short", conv(1, 2, Activation.IDENTITY), "dilated")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "long", "short")
                .addVertex("merge", new MergeVertex(), "sum", "margin")
                .addLayer(
                        "same",
                        new SubsamplingLayer.Builder(PoolingType.AVG)
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .convolutionMode(ConvolutionMode.Same)
                                .build(),
                        "merge")
                .addLayer("up", new Upsampling2D.Builder(2).build(), "same")
                .addLayer(
                        "deconvolution",
                        new Deconvolution2D.Builder()
                                .kernelSize(3, 3)
                                .stride(2, 2)
                                .padding(1, 1)
                                .nOut(1)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "same")
                .addLayer("global", new GlobalPoolingLayer(PoolingType.AVG), "same")
                .addLayer("output", softmax(2), "global")
                .setOutputs("output")
                .allowDisconnected(true)
                .build());
        graph.init();
        graph.params().assign(0.1);
        ModelSummary net = ModelSummary.of(graph.getConfiguration(), spec);
        for (String layer : List.of("margin", "dilated", "short", "sum", "merge", "same", "up", "deconvolution")) {
            ReceptiveField field = new ReceptiveField(net, spec, layer);
            for (int[] place : new int[][] {{1, 2}, {3, 4}, {5, 5}, {8, 7}}) {
                assertThat(field.onPicture(place[0], place[1]))
                        .as(layer + " " + place[0] + " " + place[1])
                        .isEqualTo(nonZero(graph, layer, place));
            }
        }
    }

    @Test
    void ofPaddingAloneTheNearestPixel() {
        Spec spec = Spec.of(2, 1, 6, 8);
        ModelSummary net = ModelSummary.of(
                start(spec, DataType.FLOAT)
                        .addLayer("margin", new ZeroPaddingLayer(2, 2, 2, 2), "input") // 1 x 10 x 12
                        .addLayer("output", softmax(2), "margin")
                        .setOutputs("output")
                        .build(),
                spec);
        ReceptiveField field = new ReceptiveField(net, spec, "margin");
        assertThat(field.onPicture(0, 11)).isEqualTo(new Rectangle(7, 0, 1, 1));
        assertThat(field.onPicture(9, 3)).isEqualTo(new Rectangle(1, 5, 1, 1));
    }

    private static Rectangle nonZero(ComputationGraph graph, String layer, int[] place) {
        INDArray x = Nd4j.rand(DataType.FLOAT, 1, 1, 24, 20);
        INDArray gradient;
        try (InputGradient toLayer = InputGradient.of(graph, layer)) {
            gradient = toLayer.apply(x, values -> {
                INDArray epsilon = values[0].like();
                for (int k = 0; k < epsilon.size(1); k++) {
                    epsilon.putScalar(new int[] {0, k, place[0], place[1]}, 1);
                }
                return new INDArray[] {epsilon};
            });
        }
        Rectangle box = new Rectangle(0, 0, -1, -1);
        for (int y = 0; y < 24; y++) {
            for (int c = 0; c < 20; c++) {
                if (gradient.getFloat(0, 0, y, c) != 0) {
                    box.add(new Rectangle(c, y, 1, 1));
                }
            }
        }
        return box;
    }

    @Test
    void blocksAndWhatIsNotKnown() {
        Spec spec = Spec.of(2, 1, 12, 12);
        ModelSummary net = ModelSummary.of(
                start(spec, DataType.FLOAT)
                        .addLayer("blocks", new SpaceToDepthLayer.Builder<>(3).build(), "input") // 9 x 4 x 4
                        .addLayer("global", new GlobalPoolingLayer(PoolingType.MAX), "blocks")
                        .addLayer("output", softmax(2), "global")
                        .setOutputs("output")
                        .build(),
                spec);
        assertThat(new ReceptiveField(net, spec, "blocks").at(1, 2)).isEqualTo(new Rectangle(6, 3, 3, 3));
        assertThat(new ReceptiveField(net, spec, "global").at(0, 0)).isEqualTo(new Rectangle(0, 0, 12, 12));
    }
}
