package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
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
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        IOutputLayer layer = (IOutputLayer) vertex.getLayer();
        vertex.setInput(0, input.dup(), none);
        vertex.applyPreprocessorAndSetInput(none);
        layer.setInputMiniBatchSize(Math.toIntExact(input.size(0)));
        layer.setLabels(labels);
        double loss = layer.computeScore(0, true, none) * input.size(0);
        INDArray epsilon = vertex.doBackward(false, none).getSecond()[0];
        gradient.assign(epsilon);
        vertex.clear();
        return loss;
    }
}
