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
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.deeplearning4j.nn.graph.vertex.impl.PreprocessorVertex;
import org.nd4j.linalg.api.buffer.DataType;

/** Which lowering a vertex has. Whatever it does not know is an {@link UnsupportedGraphException}: an island. */
final class LayerLowering {
    private final ComputationGraph graph;
    private final PlanBuilder plan;
    private final GradientFlow flow;

    LayerLowering(ComputationGraph graph, PlanBuilder plan, GradientFlow flow) {
        this.graph = graph;
        this.plan = plan;
        this.flow = flow;
    }

    /** How a vertex is configured, without what freezes it. */
    static org.deeplearning4j.nn.conf.graph.GraphVertex configuration(ComputationGraph graph, GraphVertex vertex) {
        var configuration = graph.getConfiguration().getVertices().get(vertex.getVertexName());
        return configuration instanceof org.deeplearning4j.nn.conf.graph.FrozenVertex frozen
                ? frozen.getUnderlying()
                : configuration;
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
        FoldedNormalization normalization =
                chain.normalization() < 0 ? null : folded(head.getLayer(), vertices[chain.normalization()].getLayer());
        int[] zeros =
                chain.padding() < 0 ? new int[4] : ((ZeroPaddingLayer) layerOf(vertices[chain.padding()])).getPadding();
        Epilogue epilogue = chain.rides() ? new Epilogue(normalization, branch, activation, chain.sumLast()) : null;
        return lower(vertex, inputs.get(0), zeros, epilogue);
    }

    private static FoldedNormalization folded(Layer product, Layer normalization) {
        boolean frozen = GradientFlow.isFrozen(product) && GradientFlow.isFrozen(normalization);
        return new FoldedNormalization(
                (BatchNormalization) normalization.conf().getLayer(), Parameters.of(normalization, false), frozen);
    }

    private static org.deeplearning4j.nn.conf.layers.Layer layerOf(GraphVertex vertex) {
        return vertex.getLayer().conf().getLayer();
    }

    /** A vertex on its own. */
    Tensor lower(GraphVertex vertex, List<Tensor> inputs) {
        if (vertex instanceof FrozenVertex) { // hides what it wraps; a fresh one is the same, having no parameters
            GraphVertex inside = configuration(graph, vertex)
                    .instantiate(graph, vertex.getVertexName(), vertex.getVertexIndex(), null, false, DataType.FLOAT);
            return lower(inside, inputs);
        } else if (vertex instanceof LayerVertex layerVertex) {
            return lower(layerVertex, inputs.get(0), new int[4], null);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocess(preprocessor.getPreProcessor(), inputs.get(0), false);
        } else if (vertex instanceof MergeVertex && isAlongLast(vertex) && inputs.get(0).shape.length == 4) {
            List<Tensor> first =
                    inputs.stream().map(x -> ChannelsLast.toFirst(plan, x)).toList();
            return ChannelsLast.toLast(plan, MergeLowering.lower(plan, first));
        }
        return VertexLowerings.lower(plan, configuration(graph, vertex), inputs);
    }

    private boolean isAlongLast(GraphVertex merge) {
        return ((org.deeplearning4j.nn.conf.graph.MergeVertex) configuration(graph, merge)).getMergeAxis() == 3;
    }

    /** What an output layer computes before its activation and loss. */
    Tensor beforeLoss(LayerVertex vertex, Tensor x) {
        checkWeightNoise(layerOf(vertex));
        Parameters parameters = parameters(vertex);
        if (layerOf(vertex) instanceof CnnLossLayer cnn && cnn.getFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedGraphException("labels with channels last");
        }
        if (layerOf(vertex) instanceof OutputLayer output) {
            Tensor in = DropoutLowering.lower(plan, graph, vertex, preprocess(vertex.getLayerPreProcessor(), x, true));
            return DenseLowering.lower(plan, parameters, output.hasBias(), Epilogue.of(Activations.IDENTITY), in);
        }
        return preprocess(vertex.getLayerPreProcessor(), x, false);
    }

    /** Those of a layer, as far as they learn. */
    private Parameters parameters(LayerVertex vertex) {
        Layer runtime = vertex.getLayer();
        boolean frozen = GradientFlow.isFrozen(runtime);
        Parameters parameters =
                Parameters.of(runtime, plan.mode == Mode.TRAINING && !frozen && flow.passes(vertex.getVertexIndex()));
        return frozen || plan.frozen ? parameters.freeze() : parameters;
    }

    /**
     * A layer with its input as DL4J has it.
     *
     * @param zeros around the input of a convolution: above, below, left and right
     * @param epilogue what rides along; null: the layer's own activation
     */
    private Tensor lower(LayerVertex vertex, Tensor input, int[] zeros, Epilogue epilogue) {
        org.deeplearning4j.nn.conf.layers.Layer layer = layerOf(vertex);
        checkWeightNoise(layer);
        Class<?> type = layer.getClass(); // subclasses compute something else
        boolean dense = isDense(type);
        Tensor x = DropoutLowering.lower(plan, graph, vertex, preprocess(vertex.getLayerPreProcessor(), input, dense));
        Parameters parameters = parameters(vertex);
        if (x.shape.length != 4 || !ChannelsLast.is(layer)) {
            return lower(layer, parameters, x, zeros, epilogue);
        }
        Tensor first = ChannelsLast.toFirst(plan, x);
        Epilogue rides = epilogue == null || epilogue.residual() == null
                ? epilogue
                : new Epilogue(
                        epilogue.normalization(),
                        ChannelsLast.toFirst(plan, epilogue.residual()),
                        epilogue.activation(),
                        epilogue.sumLast());
        Tensor y = lower(layer, parameters, first, zeros, rides);
        return y.shape.length == 4 ? ChannelsLast.toLast(plan, y) : y;
    }

    /** A layer with its input in the order of dimensions that kernels want. */
    private Tensor lower(
            org.deeplearning4j.nn.conf.layers.Layer layer,
            Parameters parameters,
            Tensor x,
            int[] zeros,
            Epilogue epilogue) {
        Class<?> type = layer.getClass();
        if (type == ConvolutionLayer.class) {
            ConvolutionLayer convolution = (ConvolutionLayer) layer;
            Parameter bias = convolution.hasBias() ? parameters.get("b") : null;
            return product(
                    epilogue,
                    convolution,
                    rides -> ConvolutionLowering.lower(
                            plan, Window.of(x.shape, zeros, convolution), parameters.get("W"), bias, rides, x));
        } else if (type == DepthwiseConvolution2D.class) {
            DepthwiseConvolution2D depthwise = (DepthwiseConvolution2D) layer;
            return product(
                    epilogue,
                    depthwise,
                    rides -> GroupedConvolutions.depthwise(plan, depthwise, parameters, zeros, rides, x));
        } else if (type == SeparableConvolution2D.class) {
            SeparableConvolution2D separable = (SeparableConvolution2D) layer;
            return product(
                    epilogue,
                    separable,
                    rides -> GroupedConvolutions.separable(plan, separable, parameters, zeros, rides, x));
        } else if (type == Deconvolution2D.class) {
            Deconvolution2D transposed = (Deconvolution2D) layer;
            return product(
                    epilogue, transposed, rides -> DeconvolutionLowering.lower(plan, transposed, parameters, rides, x));
        } else if (isDense(type)) {
            boolean hasBias = layer instanceof DenseLayer d ? d.hasBias() : ((BaseOutputLayer) layer).hasBias();
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
        } else if (type == InstanceNormalization.class) {
            boolean rectified = epilogue != null && !epilogue.activation().isIdentity();
            return InstanceNormalizationLowering.lower(plan, (InstanceNormalization) layer, parameters, rectified, x);
        } else if (type == ActivationLayer.class) {
            return SoftmaxLowering.activation(plan, ((ActivationLayer) layer).getActivationFn(), x.shape.length - 1, x);
        } else if (type == DropoutLayer.class) {
            return x;
        } else if (type == LocalResponseNormalization.class) {
            return LocalResponseLowering.lower(plan, (LocalResponseNormalization) layer, x);
        } else if (type == PReLULayer.class) {
            return PReLULowering.lower(plan, parameters, x);
        } else if (type == ZeroPaddingLayer.class) {
            return MarginLowering.pad(plan, ((ZeroPaddingLayer) layer).getPadding(), x);
        } else if (type == Cropping2D.class) {
            return MarginLowering.crop(plan, ((Cropping2D) layer).getCropping(), x);
        } else if (type == Upsampling2D.class) {
            return RearrangementLowering.upsample(plan, ((Upsampling2D) layer).getSize(), x);
        } else if (type == SpaceToDepthLayer.class) {
            return RearrangementLowering.spaceToDepth(plan, ((SpaceToDepthLayer) layer).getBlockSize(), x);
        } else if (type == LossLayer.class || type == CnnLossLayer.class) {
            int axis = type == CnnLossLayer.class ? 1 : x.shape.length - 1;
            return SoftmaxLowering.activation(plan, ((BaseLayer) layer).getActivationFn(), axis, x);
        }
        throw new UnsupportedGraphException(type.getSimpleName());
    }

    /** Dense layers, and output layers where their loss does not matter. */
    private static boolean isDense(Class<?> type) {
        return type == DenseLayer.class || type == OutputLayer.class || type == CenterLossOutputLayer.class;
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
            Tensor z = product.with(Epilogue.of(Activations.IDENTITY));
            int axis = ChannelsLast.is(layer) ? 1 : z.shape.length - 1; // DL4J's last: of [N, C, H, W] the columns
            return SoftmaxLowering.activation(plan, layer.getActivationFn(), axis, z);
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
        if (preprocessor.getClass() == CnnToFeedForwardPreProcessor.class) { // in DL4J's order of dimensions
            boolean asItIs = dense && ((CnnToFeedForwardPreProcessor) preprocessor).getFormat() == CNN2DFormat.NCHW;
            return asItIs || x.shape.length == 2
                    ? x
                    : VertexLowerings.reshape(plan, x, x.shape[0], x.shape[1] * x.shape[2] * x.shape[3]);
        } else if (preprocessor.getClass() == FeedForwardToCnnPreProcessor.class) {
            FeedForwardToCnnPreProcessor shape = (FeedForwardToCnnPreProcessor) preprocessor;
            return x.shape.length == 4
                    ? x
                    : VertexLowerings.reshape(
                            plan, x, x.shape[0], shape.getNumChannels(), shape.getInputHeight(), shape.getInputWidth());
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
        boolean allPixels = dimensions == null || ChannelsLast.is(layer) || Arrays.equals(dimensions, new int[] {2, 3});
        if (x.shape.length != 4 || !allPixels) {
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
