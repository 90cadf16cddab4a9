package org.convzoo.onednn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.graph.vertex.impl.InputVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.graph.vertex.impl.MergeVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From a graph and the shapes of its inputs to a {@link Plan}: one lowering per vertex, in topological order. */
final class Compiler {
    private final ComputationGraph graph;
    private final PlanBuilder plan;
    private final Map<Integer, Tensor> values = new HashMap<>(); // by vertex index

    private Compiler(ComputationGraph graph, boolean training) {
        this.graph = graph;
        this.plan = new PlanBuilder(training);
    }

    /**
     * Compiles.
     *
     * @throws UnsupportedGraphException if a vertex has no lowering, or oneDNN has no kernel for it
     */
    static Plan compile(ComputationGraph graph, boolean training, INDArray... inputs) {
        try {
            return new Compiler(graph, training).compile(inputs);
        } catch (UnsupportedGraphException e) {
            throw e;
        } catch (RuntimeException e) { // what JavaCPP makes of dnnl::error
            throw new UnsupportedGraphException("oneDNN: " + e.getMessage());
        }
    }

    private Plan compile(INDArray[] inputs) {
        GraphVertex[] vertices = graph.getVertices();
        memory[] inputMemory = new memory[inputs.length];
        Tensor[] outputs = new Tensor[graph.getNumOutputArrays()];
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            if (vertex instanceof InputVertex) {
                int number = graph.getConfiguration().getNetworkInputs().indexOf(vertex.getVertexName());
                inputMemory[number] = PlanBuilder.allocate(PlanBuilder.plain(inputs[number].shape()));
                values.put(index, new Tensor(inputMemory[number], false, inputs[number].shape()));
                continue;
            }
            values.put(index, lower(vertex, inputsOf(vertex)));
            int output = graph.getConfiguration().getNetworkOutputs().indexOf(vertex.getVertexName());
            if (output >= 0) {
                if (vertex.getNumOutputConnections() > 0) {
                    throw new UnsupportedGraphException("an output that another vertex reads");
                }
                outputs[output] = values.get(index);
            }
        }
        return new Plan(plan, inputMemory, outputs);
    }

    private List<Tensor> inputsOf(GraphVertex vertex) {
        return Stream.of(vertex.getInputVertices())
                .map(VertexIndices::getVertexIndex)
                .map(values::get)
                .toList();
    }

    private Tensor lower(GraphVertex vertex, List<Tensor> inputs) {
        if (vertex instanceof LayerVertex layerVertex) {
            Tensor x = inputs.get(0);
            checkPreprocessor(layerVertex.getLayerPreProcessor(), x);
            return lower(layerVertex.getLayer(), x);
        } else if (vertex instanceof ElementWiseVertex) {
            var configuration = (org.deeplearning4j.nn.conf.graph.ElementWiseVertex)
                    graph.getConfiguration().getVertices().get(vertex.getVertexName());
            if (configuration.getOp() == org.deeplearning4j.nn.conf.graph.ElementWiseVertex.Op.Add) {
                return VertexLowerings.add(plan, inputs);
            }
        } else if (vertex instanceof MergeVertex) {
            return VertexLowerings.merge(plan, inputs);
        }
        throw new UnsupportedGraphException(vertex.getClass().getSimpleName() + " " + vertex.getVertexName());
    }

    /** Dense layers read a convolution's output as it is, so flattening costs nothing. */
    private static void checkPreprocessor(InputPreProcessor preprocessor, Tensor x) {
        boolean flattens = preprocessor instanceof CnnToFeedForwardPreProcessor && x.shape.length == 4;
        if (preprocessor != null && !flattens) {
            throw new UnsupportedGraphException(
                    "preprocessor " + preprocessor.getClass().getSimpleName());
        }
    }

    private Tensor lower(Layer runtime, Tensor x) {
        org.deeplearning4j.nn.conf.layers.Layer layer = runtime.conf().getLayer();
        if (!runtime.conf().isMiniBatch()) { // gradients would be means, not sums
            throw new UnsupportedGraphException("miniBatch(false)");
        }
        if (plan.training && layer.getIDropout() != null) {
            throw new UnsupportedGraphException("dropout");
        }
        if (layer instanceof BaseLayer base && base.getWeightNoise() != null) {
            throw new UnsupportedGraphException("weight noise");
        }
        Parameters parameters = Parameters.of(runtime, plan.training);
        Class<?> type = layer.getClass(); // subclasses compute something else
        if (type == ConvolutionLayer.class) {
            return ConvolutionLowering.lower(plan, (ConvolutionLayer) layer, parameters, x);
        } else if (type == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            if (dense.hasLayerNorm()) {
                throw new UnsupportedGraphException("layer normalisation");
            }
            return DenseLowering.lower(plan, parameters, dense.hasBias(), Activations.of(dense.getActivationFn()), x);
        } else if (type == OutputLayer.class) { // its activation and loss follow the plan
            OutputLayer output = (OutputLayer) layer;
            return DenseLowering.lower(plan, parameters, output.hasBias(), Activations.IDENTITY, x);
        } else if (type == SubsamplingLayer.class) {
            return pool((SubsamplingLayer) layer, x);
        } else if (type == GlobalPoolingLayer.class) {
            return globalPool((GlobalPoolingLayer) layer, x);
        } else if (type == BatchNormalization.class) {
            return BatchNormalizationLowering.lower(plan, (BatchNormalization) layer, parameters, x);
        } else if (type == ActivationLayer.class) {
            return Activations.of(((ActivationLayer) layer).getActivationFn()).apply(plan, x);
        }
        throw new UnsupportedGraphException(type.getSimpleName() + " " + layer.getLayerName());
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
        if (layer.getCnn2dDataFormat() != org.deeplearning4j.nn.conf.CNN2DFormat.NCHW) {
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
        if (x.shape.length != 4 || !layer.isCollapseDimensions()) {
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
        return PoolingLowering.lower(plan, kind, new Window(size, one, none, none, none, one), x); // N x C x 1 x 1
    }
}
