package org.convzoo.core.detection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier as a net without dense layers, which takes a picture of any size and says for each window of the size that it was made
 * for what the classifier would say: the windows' common work is done once. A dense layer on maps of h x w becomes a convolution of
 * h x w, one on numbers a convolution of 1 x 1, a global pooling a pooling of h x w with stride 1 (Sermanet et al. 2014, OverFeat, arXiv
 * 1312.6229, section 3.5).
 *
 * <p>Equal to the windows one by one where the net pads nothing. Where it pads, a window sees zeros around it, and here its neighbours.
 *
 * @param graph takes [N, C, height, width]; its first output is [N, numClasses, rows, columns]
 * @param windows where its cells look; the last cell's may reach beyond the picture by the pixels that a window leaves over
 */
public record FullyConvolutional(ComputationGraph graph, SlidingWindows windows) {
    private static final int MAX_STRIDE = 1024;

    /**
     * Turns a classifier around; it stays as it is.
     *
     * @param classifier with one input, pictures
     * @param channels of the pictures
     * @param windowHeight of the pictures that it was made for, in pixels
     * @param windowWidth likewise
     * @param height of the pictures to come
     * @param width likewise
     * @throws ZooException if a layer cannot be slid over a picture, or no window fits into one
     */
    public static FullyConvolutional of(
            ComputationGraph classifier, int channels, int windowHeight, int windowWidth, int height, int width) {
        if (height < windowHeight || width < windowWidth) {
            throw new ZooException("no window of " + windowHeight + "x" + windowWidth + " fits into a picture of "
                    + height + "x" + width);
        }
        ComputationGraphConfiguration original = classifier.getConfiguration();
        InputType window = InputType.convolutional(windowHeight, windowWidth, channels);
        ComputationGraphConfiguration slid = slid(original, window, InputType.convolutional(height, width, channels));
        ComputationGraph graph = new ComputationGraph(slid);
        graph.init();
        copy(classifier.paramTable(), graph.paramTable());
        int stride = stride(original, window, channels, windowHeight, windowWidth);
        return new FullyConvolutional(graph, new SlidingWindows(windowHeight, windowWidth, stride));
    }

    private static ComputationGraphConfiguration slid(
            ComputationGraphConfiguration original, InputType window, InputType picture) {
        Map<String, InputType> types = original.clone().getLayerActivationTypes(window);
        types.put(original.getNetworkInputs().get(0), window);
        Map<String, String> renamed = new HashMap<>(); // an output layer becomes two
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .dataType(original.getDataType())
                .graphBuilder()
                .addInputs(original.getNetworkInputs())
                .setInputTypes(picture);
        for (String name : original.getTopologicalOrderStr()) {
            GraphVertex vertex = original.getVertices().get(name);
            if (vertex == null) {
                continue; // the input
            }
            List<String> inputs = original.getVertexInputs().get(name);
            String[] from = inputs.toArray(String[]::new);
            if (vertex instanceof LayerVertex layer) {
                add(graph, name, unfrozen(layer.getLayerConf().getLayer()), types.get(from[0]), from[0], renamed);
            } else if (vertex instanceof MergeVertex || vertex instanceof ElementWiseVertex) {
                graph.addVertex(name, vertex.clone(), from);
            } else {
                throw new ZooException("'" + name + "' cannot be slid over a picture: "
                        + vertex.getClass().getSimpleName());
            }
        }
        return graph.setOutputs(original.getNetworkOutputs().stream()
                        .map(output -> renamed.getOrDefault(output, output))
                        .toArray(String[]::new))
                .build();
    }

    private static void add(
            GraphBuilder graph, String name, Layer layer, InputType before, String from, Map<String, String> renamed) {
        int[] side = before instanceof InputTypeConvolutional maps
                ? new int[] {(int) maps.getHeight(), (int) maps.getWidth()}
                : new int[] {1, 1};
        if (layer instanceof DenseLayer dense) {
            graph.addLayer(
                    name,
                    convolution(side, dense.getNOut(), dense.hasBias())
                            .activation(dense.getActivationFn())
                            .dropOut(dense.getIDropout())
                            .build(),
                    from);
        } else if (layer instanceof OutputLayer output) {
            graph.addLayer(
                    name,
                    convolution(side, output.getNOut(), output.hasBias())
                            .activation(Activation.IDENTITY)
                            .dropOut(output.getIDropout())
                            .build(),
                    from);
            CnnLossLayer loss = new CnnLossLayer.Builder(output.getLossFn()).build();
            loss.setActivationFn(output.getActivationFn());
            renamed.put(name, name + "_scores");
            graph.addLayer(name + "_scores", loss, name);
        } else if (layer instanceof LossLayer original) {
            CnnLossLayer loss = new CnnLossLayer.Builder(original.getLossFn()).build();
            loss.setActivationFn(original.getActivationFn());
            graph.addLayer(name, loss, from);
        } else if (layer instanceof GlobalPoolingLayer pooling) {
            graph.addLayer(name, pooling(name, pooling.getPoolingType(), side), from);
        } else if ((before instanceof InputTypeConvolutional && slides(layer))
                || layer instanceof ActivationLayer
                || layer instanceof DropoutLayer
                || layer instanceof BatchNormalization) {
            graph.addLayer(name, layer.clone(), from);
        } else {
            throw new ZooException("'" + name + "' cannot be slid over a picture: "
                    + layer.getClass().getSimpleName());
        }
    }

    private static boolean slides(Layer layer) {
        return layer instanceof ConvolutionLayer
                || layer instanceof SubsamplingLayer
                || layer instanceof LocalResponseNormalization;
    }

    private static ConvolutionLayer.Builder convolution(int[] kernel, long filters, boolean bias) {
        return new ConvolutionLayer.Builder(kernel)
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .nOut((int) filters)
                .hasBias(bias);
    }

    private static SubsamplingLayer pooling(String name, PoolingType type, int[] kernel) {
        if (type != PoolingType.AVG && type != PoolingType.MAX) {
            throw new ZooException("'" + name + "' cannot be slid over a picture: global pooling of type " + type);
        }
        return new SubsamplingLayer.Builder(type)
                .kernelSize(kernel)
                .stride(1, 1)
                .convolutionMode(ConvolutionMode.Truncate)
                .build();
    }

    private static Layer unfrozen(Layer layer) {
        return layer instanceof FrozenLayer frozen ? frozen.getLayer() : layer;
    }

    private static void copy(Map<String, INDArray> from, Map<String, INDArray> to) {
        to.forEach((key, values) -> {
            INDArray original = from.get(key);
            if (original.rank() == 2 && values.rank() == 4) { // [C*h*w, out], channel by channel, to [out, C, h, w]
                original = original.transpose().dup('c').reshape('c', values.shape());
            }
            values.assign(original);
        });
    }

    /** From a window to the next: the first may leave pixels over which the second needs, so that the third tells. */
    private static int stride(
            ComputationGraphConfiguration original, InputType window, int channels, int height, int width) {
        int second = 0;
        for (int growth = 1; growth <= 2 * MAX_STRIDE; growth++) {
            InputType picture = InputType.convolutional(height + growth, width, channels);
            ComputationGraphConfiguration taller = slid(original, window, picture);
            InputType output = taller.getLayerActivationTypes(picture)
                    .get(taller.getNetworkOutputs().get(0));
            long rows = ((InputTypeConvolutional) output).getHeight();
            if (rows > 2) {
                return growth - second;
            } else if (rows == 2 && second == 0) {
                second = growth;
            }
        }
        throw new ZooException(
                "'" + original.getNetworkOutputs().get(0) + "' does not see other windows in a larger picture");
    }
}
