package org.convzoo.onnx;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.ZooException;
import org.convzoo.onednn.InstanceNormalization;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer's nodes. Losses, dropout and noise do nothing in an inference and leave no trace. */
final class LayerTranslation {
    /** The last dimension, whatever comes before it: DL4J's softmax goes along that, of pictures too. */
    private static final int LAST = -1;

    private static final int CHANNELS = 1;

    private static final Set<Class<?>> DENSE = Set.of(DenseLayer.class, OutputLayer.class, CenterLossOutputLayer.class);
    private static final Set<Class<?>> CONVOLUTIONS = Set.of(
            ConvolutionLayer.class, DepthwiseConvolution2D.class, SeparableConvolution2D.class, Deconvolution2D.class);

    private final VertexNodes nodes;
    private final Row row;
    private final Map<String, INDArray> parameters;
    private final Norm norm;

    /**
     * Of a layer.
     *
     * @param row its window and the shape of its output
     * @param parameters by DL4J's names
     * @param norm what is folded into it; null: nothing
     */
    LayerTranslation(VertexNodes nodes, Row row, Map<String, INDArray> parameters, Norm norm) {
        this.nodes = nodes;
        this.row = row;
        this.parameters = parameters;
        this.norm = norm;
    }

    /** Whether a layer is a product without activation, which may take up a normalisation. */
    static boolean isBareProduct(Layer layer) {
        return (CONVOLUTIONS.contains(layer.getClass()) || layer.getClass() == DenseLayer.class)
                && ((BaseLayer) layer).getActivationFn() instanceof ActivationIdentity;
    }

    void translate(Layer layer) {
        Class<?> type = layer.getClass(); // a subclass computes something else
        if (CONVOLUTIONS.contains(type)) {
            ConvolutionLayer convolution = (ConvolutionLayer) layer;
            requireChannelsFirst(convolution.getCnn2dDataFormat(), layer);
            new Products(nodes, parameters, norm).convolution(convolution, row);
            activate(convolution, LAST);
        } else if (DENSE.contains(type)) {
            if (layer instanceof DenseLayer dense && dense.hasLayerNorm()) {
                throw unsupported("DenseLayer with layer normalisation");
            }
            boolean hasBias = layer instanceof DenseLayer dense ? dense.hasBias() : ((BaseOutputLayer) layer).hasBias();
            new Products(nodes, parameters, norm).dense(hasBias);
            activate((BaseLayer) layer, LAST);
        } else if (type == BatchNormalization.class) {
            normalize((BatchNormalization) layer);
        } else if (type == InstanceNormalization.class) {
            nodes.then(
                    "InstanceNormalization",
                    List.of(
                            weight("weight", parameters.get("gamma").reshape(-1)),
                            weight("bias", parameters.get("beta").reshape(-1))),
                    Attributes.number("epsilon", ((InstanceNormalization) layer).epsilon()));
        } else if (type == SubsamplingLayer.class) {
            requireChannelsFirst(((SubsamplingLayer) layer).getCnn2dDataFormat(), layer);
            Poolings.windows(nodes, (SubsamplingLayer) layer, row);
        } else if (type == GlobalPoolingLayer.class) {
            Poolings.global(nodes, (GlobalPoolingLayer) layer, row);
        } else if (type == ActivationLayer.class) {
            ActivationFunctions.add(nodes, ((ActivationLayer) layer).getActivationFn(), LAST);
        } else if (type == LossLayer.class) {
            activate((LossLayer) layer, LAST);
        } else if (type == CnnLossLayer.class) {
            requireChannelsFirst(((CnnLossLayer) layer).getFormat(), layer);
            activate((CnnLossLayer) layer, CHANNELS);
        } else if (type == LocalResponseNormalization.class) {
            localResponse((LocalResponseNormalization) layer);
        } else if (type == PReLULayer.class) {
            nodes.then("PRelu", List.of(weight("weight", parameters.get("W"))));
        } else if (type == ZeroPaddingLayer.class) {
            pad((ZeroPaddingLayer) layer);
        } else if (type == Cropping2D.class) {
            crop((Cropping2D) layer);
        } else if (type == Upsampling2D.class) {
            upsample((Upsampling2D) layer);
        } else if (type == SpaceToDepthLayer.class) {
            requireChannelsFirst(((SpaceToDepthLayer) layer).getDataFormat(), layer);
            nodes.then("SpaceToDepth", Attributes.integer("blocksize", ((SpaceToDepthLayer) layer).getBlockSize()));
        } else if (type != DropoutLayer.class) {
            throw unsupported(type.getSimpleName());
        }
    }

    private void activate(BaseLayer layer, int axis) {
        ActivationFunctions.add(nodes, layer.getActivationFn(), axis);
    }

    /** DL4J's never applies the activation that it is given. */
    private void normalize(BatchNormalization layer) {
        requireChannelsFirst(layer.getCnn2DFormat(), layer);
        if (!layer.isMinibatch()) {
            throw unsupported("BatchNormalization without minibatches");
        }
        Norm own = new Norm(layer, parameters);
        nodes.then(
                "BatchNormalization",
                List.of(
                        weight("weight", own.gamma()),
                        weight("bias", own.beta()),
                        weight("running_mean", own.mean()),
                        weight("running_var", own.variance())),
                Attributes.number("epsilon", own.epsilon()));
    }

    /** DL4J's alpha multiplies the sum over the window, ONNX's the mean; of an even n DL4J's window is n + 1 wide. */
    private void localResponse(LocalResponseNormalization layer) {
        requireChannelsFirst(layer.getDataFormat(), layer);
        int size = (int) layer.getN() / 2 * 2 + 1;
        nodes.then(
                "LRN",
                Attributes.integer("size", size),
                Attributes.number("alpha", layer.getAlpha() * size),
                Attributes.number("beta", layer.getBeta()),
                Attributes.number("bias", layer.getK()));
    }

    private void pad(ZeroPaddingLayer layer) {
        requireChannelsFirst(layer.getDataFormat(), layer);
        int[] zeros = layer.getPadding(); // above, below, left, right
        String pads = nodes.graph.integers(nodes.vertex + ".pads", 0, 0, zeros[0], zeros[2], 0, 0, zeros[1], zeros[3]);
        nodes.then("Pad", List.of(pads));
    }

    private void crop(Cropping2D layer) {
        requireChannelsFirst(layer.getDataFormat(), layer);
        int above = layer.getCropping()[0], left = layer.getCropping()[2];
        nodes.then(
                "Slice",
                List.of(
                        nodes.graph.integers(nodes.vertex + ".from", above, left),
                        nodes.graph.integers(
                                nodes.vertex + ".to",
                                above + row.output().get(1),
                                left + row.output().get(2)),
                        nodes.graph.integers(nodes.vertex + ".axes", 2, 3)));
    }

    private void upsample(Upsampling2D layer) {
        requireChannelsFirst(layer.getFormat(), layer);
        String scales = nodes.graph.numbers(nodes.vertex + ".scales", 1, 1, layer.getSize()[0], layer.getSize()[1]);
        nodes.then(
                "Resize",
                List.of("", scales), // no region
                Attributes.text("mode", "nearest"),
                Attributes.text("coordinate_transformation_mode", "asymmetric"),
                Attributes.text("nearest_mode", "floor"));
    }

    private String weight(String kind, INDArray values) {
        return nodes.graph.weight(nodes.vertex + "." + kind, values);
    }

    private void requireChannelsFirst(CNN2DFormat format, Layer layer) {
        if (format == CNN2DFormat.NHWC) {
            throw unsupported(layer.getClass().getSimpleName() + " with channels last");
        }
    }

    private ZooException unsupported(String type) {
        return GraphTranslation.unsupported(nodes.vertex, type);
    }
}
