package org.convzoo.onednn;

import java.util.List;
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
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;

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
            return VertexLowerings.add(plan, inputs, activation);
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
        } else if (vertex instanceof ElementWiseVertex) {
            var configuration = (org.deeplearning4j.nn.conf.graph.ElementWiseVertex)
                    graph.getConfiguration().getVertices().get(vertex.getVertexName());
            if (configuration.getOp() == org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add) {
                return VertexLowerings.add(plan, inputs, Activations.IDENTITY);
            }
        } else if (vertex instanceof MergeVertex) {
            return VertexLowerings.merge(plan, inputs);
        }
        throw new UnsupportedGraphException(vertex.getClass().getSimpleName());
    }

    /** What an output layer computes before its activation and loss. */
    Tensor beforeLoss(LayerVertex vertex, Tensor x) {
        Layer runtime = vertex.getLayer();
        checkDropout(runtime.conf().getLayer());
        Parameters parameters = Parameters.of(runtime, plan.training);
        if (runtime.conf().getLayer() instanceof OutputLayer output) {
            Tensor in = preprocess(vertex.getLayerPreProcessor(), x, true);
            return DenseLowering.lower(plan, parameters, output.hasBias(), Epilogue.of(Activations.IDENTITY), in);
        }
        return preprocess(vertex.getLayerPreProcessor(), x, false);
    }

    /** @param epilogue what rides along; null: the layer's own activation */
    private Tensor lower(LayerVertex vertex, Tensor input, Epilogue epilogue) {
        Layer runtime = vertex.getLayer();
        org.deeplearning4j.nn.conf.layers.Layer layer = runtime.conf().getLayer();
        checkDropout(layer);
        Class<?> type = layer.getClass(); // subclasses compute something else
        boolean dense = type == DenseLayer.class || type == OutputLayer.class;
        Tensor x = preprocess(vertex.getLayerPreProcessor(), input, dense);
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
        } else if (type == LossLayer.class || type == CnnLossLayer.class) {
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
        if (SoftmaxLowering.isSoftmax(layer.getActivationFn())) {
            return SoftmaxLowering.activation(
                    plan, layer.getActivationFn(), product.with(Epilogue.of(Activations.IDENTITY)));
        }
        Activations activation = Activations.of(layer.getActivationFn());
        return activation.fuses(plan.training)
                ? product.with(Epilogue.of(activation))
                : activation.apply(plan, product.with(Epilogue.of(Activations.IDENTITY)));
    }

    private void checkDropout(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (plan.training && !plan.frozen && layer.getIDropout() != null) {
            throw new UnsupportedGraphException("dropout");
        }
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
                    default -> throw new UnsupportedGraphException("pooling " + layer.getPoolingType());
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
        return PoolingLowering.lower(plan, kind, window, x);
    }

    private Tensor globalPool(GlobalPoolingLayer layer, Tensor x) {
        if (x.shape.length != 4) {
            throw new UnsupportedGraphException("global pooling of " + x.shape.length + " dimensions");
        }
        algorithm kind =
                switch (layer.getPoolingType()) {
                    case MAX -> algorithm.pooling_max;
                    case AVG -> algorithm.pooling_avg_exclude_padding;
                    default -> throw new UnsupportedGraphException("global pooling " + layer.getPoolingType());
                };
        long[] size = {x.shape[2], x.shape[3]};
        long[] one = {1, 1};
        long[] none = {0, 0};
        Tensor y = PoolingLowering.lower(plan, kind, new Window(size, one, none, none, none, one), x); // N x C x 1 x 1
        return layer.isCollapseDimensions() ? VertexLowerings.reshape(plan, y, x.shape[0], x.shape[1]) : y;
    }
}
