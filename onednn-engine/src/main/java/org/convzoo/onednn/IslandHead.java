package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An output layer that DL4J computes, with its loss and its weights' gradients.
 *
 * @param value the layer's input
 */
@SuppressWarnings("ArrayRecordComponent") // no two heads are compared
record IslandHead(memory value, memory gradient, long[] shape, LayerVertex vertex) implements Head {
    @Override
    public double apply(INDArray labels, INDArray input, INDArray gradient) {
        Island island = new Island(vertex, Math.toIntExact(shape[0]));
        IOutputLayer layer = (IOutputLayer) vertex.getLayer();
        island.setInput(input.dup());
        layer.setLabels(labels);
        double mean = layer.computeScore(0, true, Island.NO_WORKSPACES);
        double loss = layer.conf().isMiniBatch() ? mean * shape[0] : mean;
        gradient.assign(island.backward(null)[0]);
        island.clear();
        return loss;
    }
}
