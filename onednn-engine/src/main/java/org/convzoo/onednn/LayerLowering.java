package org.convzoo.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.convzoo.onednn.Chains.Chain;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.graph.vertex.impl.PreprocessorVertex;

/** Which lowering a vertex has. Whatever it does not know is an {@link UnsupportedGraphException}: an island. */
final class LayerLowering {
    private final ComputationGraph graph;
    private final PlanBuilder plan;

    LayerLowering(ComputationGraph graph, PlanBuilder plan) {
        this.graph = graph;
        this.plan = plan;
    }

    /** A chain of vertices as one kernel. */
    Tensor lower(Chain chain, List<Tensor> inputs, Tensor branch) {
        GraphVertex[] vertices = graph.getVertices();
        Activations activation = chain.activation() < 0
                ? Activations.IDENTITY
                : Activations.of(((ActivationLayer) layerOf(vertices[chain.activation()])).getActivationFn());
        GraphVertex head = vertices[chain.head()];
        if (!(head instanceof LayerVertex vertex)) {
            return ElementWiseLowering.add(plan, inputs, activation);
        }
        FoldedNormalization normalization = chain.normalization() < 0
                ? null
                : new FoldedNormalization(
                        (BatchNormalization) layerOf(vertices[chain.normalization()]),
                        Parameters.of(vertices[chain.normalization()].getLayer(), false));
        return lower(vertex, inputs.get(0), new Epilogue(normalization, branch, activation));
    }

    private static org.deeplearning4j.nn.conf.layers.Layer layerOf(GraphVertex vertex) {
        return vertex.getLayer().conf().getLayer();
    }

    /** A vertex on its own. */
    Tensor lower(GraphVertex vertex, List<Tensor> inputs) {
        if (vertex instanceof LayerVertex layerVertex) {
            return lower(layerVertex, inputs.get(0), null);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocess(preprocessor.getPreProcessor(), inputs.get(0), false);
        }
        return VertexLowerings.lower(
                plan, graph.getConfiguration().getVertices().get(vertex.getVertexName()), inputs);
    }

    /** What an output layer computes before its activation and loss. */
    Tensor beforeLoss(LayerVertex vertex, Tensor x) {
        Layer runtime = vertex.getLayer();
        checkWeightNoise(runtime.conf().getLayer());
        Parameters parameters = Parameters.of(runtime, plan.training);
        if (runtime.conf().getLayer() instanceof OutputLayer output) {
            Tensor in = DropoutLowering.lower(plan, graph, vertex, preprocess(vertex.getLayerPreProcessor(), x, true));
            return DenseLowering.lower(plan, parameters, output.hasBias(), Epilogue.of(Activations.IDENTITY), in);
        }
        return preprocess(vertex.getLayerPreProcessor(), x, false);
    }

    /** @param epilogue what rides along; null: the layer's own activation */
    private Tensor lower(LayerVertex vertex, Tensor input, Epilogue epilogue) {
        Layer runtime = vertex.getLayer();
        org.deeplearning4j.nn.conf.layers.Layer layer = runtime.conf().getLayer();
        checkWeightNoise(layer);
        Class<?> type = layer.getClass(); // subclasses compute something else
        boolean dense = type == DenseLayer.class || type == OutputLayer.class;
        Tensor x = DropoutLowering.lower(plan, graph, vertex, preprocess(vertex.getLayerPreProcessor(), input, dense));
        Parameters parameters =
                plan.frozen ? Parameters.of(runtime, false).freeze() : Parameters.of(runtime, plan.training);
        if (type == ConvolutionLayer.class) {
            ConvolutionLayer convolution = (ConvolutionLayer) layer;
            return product(
                    epilogue, convolution, rides -> ConvolutionLowering.lower(plan, convolution, parameters, rides, x));
        } else if (dense) {
            boolean hasBias = layer instanceof DenseLayer d ? d.hasBias() : ((OutputLayer) layer).hasBias();
            if (layer instanceof DenseLayer d && d.hasLayerNorm()) {
                throw new UnsupportedGraphException("layer normalisation");
            }
            return product(
                    epilogue, (BaseLayer) layer, rides -> DenseLowering.lower(plan, parameters, hasBias, rides, x));
        } else if (type == SubsamplingLayer.class) {
            return pool((SubsamplingLayer) layer, x);
        } else if (type == GlobalPoolingLayer.class) {
            return globalPool((GlobalPoolingLayer) layer, x);
        } else if (type == BatchNormalization.class) {
            boolean rectified = epilogue != null && !epilogue.activation().isIdentity();
            return BatchNormalizationLowering.lower(plan, (BatchNormalization) layer, parameters, rectified, x);
        } else if (type == ActivationLayer.class) {
            return SoftmaxLowering.activation(plan, ((ActivationLayer) layer).getActivationFn(), x);
        } else if (type == DropoutLayer.class) {
            return x;
        } else if (type == LocalResponseNormalization.class) {
            return LocalResponseLowering.lower(plan, (LocalResponseNormalization) layer, x);
        } else if (type == CnnLossLayer.class) {
            return SoftmaxLowering.ofPixels(plan, ((BaseLayer) layer).getActivationFn(), x);
        } else if (type == LossLayer.class) {
            return SoftmaxLowering.activation(plan, ((BaseLayer) layer).getActivationFn(), x);
        }
        throw new UnsupportedGraphException(type.getSimpleName());
    }

    private interface Product {
        Tensor with(Epilogue epilogue);
    }

    /** A convolution or a dense layer; its activation rides along if its gradient follows from its result. */
    private Tensor product(Epilogue epilogue, BaseLayer layer, Product product) {
        if (epilogue != null) {
            return product.with(epilogue);
        }
        if (SoftmaxLowering.isSoftmax(layer.getActivationFn()) || Activations.isPair(layer.getActivationFn())) {
            return SoftmaxLowering.activation(
                    plan, layer.getActivationFn(), product.with(Epilogue.of(Activations.IDENTITY)));
        }
        Activations activation = Activations.of(layer.getActivationFn());
        return activation.fuses(plan.training)
                ? product.with(Epilogue.of(activation))
                : activation.apply(plan, product.with(Epilogue.of(Activations.IDENTITY)));
    }

    private static void checkWeightNoise(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw new UnsupportedGraphException("weight noise");
        }
    }

    /** Dense layers read a convolution's output as it is, so flattening costs nothing there. */
    private Tensor preprocess(InputPreProcessor preprocessor, Tensor x, boolean dense) {
        if (preprocessor == null) {
            return x;
        }
        if (preprocessor.getClass() == CnnToFeedForwardPreProcessor.class
                && ((CnnToFeedForwardPreProcessor) preprocessor).getFormat() == CNN2DFormat.NCHW) {
            return dense || x.shape.length == 2
                    ? x
                    : VertexLowerings.reshape(plan, x, x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]);
        }
        if (preprocessor.getClass() == FeedForwardToCnnPreProcessor.class) {
            FeedForwardToCnnPreProcessor to = (FeedForwardToCnnPreProcessor) preprocessor;
            return x.shape.length == 4
                    ? x
                    : VertexLowerings.reshape(
                            plan, x, x.shape[0], to.getNumChannels(), to.getInputHeight(), to.getInputWidth());
        }
        throw new UnsupportedGraphException(preprocessor.getClass().getSimpleName());
    }

    private Tensor pool(SubsamplingLayer layer, Tensor x) {
        algorithm kind =
                switch (layer.getPoolingType()) {
                    case MAX -> algorithm.pooling_max;
                    case AVG ->
                        layer.isAvgPoolIncludePadInDivisor()
                                ? algorithm.pooling_avg_include_padding
                                : algorithm.pooling_avg_exclude_padding;
                    case SUM -> algorithm.pooling_avg_include_padding; // times the number of elements
                    case PNORM -> throw new UnsupportedGraphException("pooling " + layer.getPoolingType());
                };
        if (layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedGraphException("channels last");
        }
        Window window = Window.of(
                x.shape,
                layer.getKernelSize(),
                layer.getStride(),
                layer.getPadding(),
                layer.getDilation(),
                layer.getConvolutionMode());
        if (!isRightInDl4j(layer, window)) {
            throw new UnsupportedGraphException("dilated pooling"); // as wrong as ever
        }
        Tensor y = PoolingLowering.lower(plan, kind, window, x);
        return layer.getPoolingType() == PoolingType.SUM
                ? times((double) window.kernel()[0] * window.kernel()[1], y)
                : y;
    }

    /** DL4J 1.0.0-M2.1 takes dilated averages of undilated windows, and begins dilated windows in the picture, not in its padding. */
    private static boolean isRightInDl4j(SubsamplingLayer layer, Window window) {
        boolean dilated = Arrays.stream(layer.getDilation()).anyMatch(size -> size > 1);
        boolean padded = LongStream.concat(Arrays.stream(window.before()), Arrays.stream(window.after()))
                .anyMatch(size -> size > 0);
        return !dilated || (layer.getPoolingType() == PoolingType.MAX && !padded);
    }

    private Tensor globalPool(GlobalPoolingLayer layer, Tensor x) {
        int[] dimensions = layer.getPoolingDimensions();
        if (x.shape.length != 4 || (dimensions != null && !Arrays.equals(dimensions, new int[] {2, 3}))) {
            throw new UnsupportedGraphException("global pooling of " + x.shape.length + " dimensions");
        }
        Tensor y = // N x C x 1 x 1
                switch (layer.getPoolingType()) {
                    case MAX -> globalPool(algorithm.pooling_max, x);
                    case AVG -> globalPool(algorithm.pooling_avg_exclude_padding, x);
                    case SUM ->
                        times((double) x.shape[2] * x.shape[3], globalPool(algorithm.pooling_avg_exclude_padding, x));
                    case PNORM -> PNormLowering.lower(plan, layer.getPnorm(), x);
                };
        return layer.isCollapseDimensions() ? VertexLowerings.reshape(plan, y, x.shape[0], x.shape[1]) : y;
    }

    private Tensor globalPool(algorithm kind, Tensor x) {
        long[] size = {x.shape[2], x.shape[3]};
        long[] one = {1, 1};
        long[] none = {0, 0};
        return PoolingLowering.lower(plan, kind, new Window(size, one, none, none, none, one), x);
    }

    private Tensor times(double factor, Tensor x) {
        return Activations.linear(factor, 0).apply(plan, x);
    }
}
