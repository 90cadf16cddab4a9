package org.convzoo.onednn;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A vertex that DL4J computes. Of a layer the preprocessor is called here: DL4J's vertex would ask the graph for the size of the batch,
 * which a graph that runs on plans does not keep.
 *
 * @param batch pictures of the graph's input
 */
record Island(GraphVertex vertex, int batch) {
    static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    INDArray forward(boolean training, INDArray... inputs) {
        if (vertex instanceof LayerVertex) {
            setInput(inputs[0]);
            return layer().activate(training, NO_WORKSPACES);
        }
        for (int i = 0; i < inputs.length; i++) {
            vertex.setInput(i, inputs[i], NO_WORKSPACES);
        }
        return vertex.doForward(training, NO_WORKSPACES);
    }

    /** For an output layer, whose forward pass is a part of its score. */
    void setInput(INDArray input) {
        INDArray x = preprocessor() == null ? input : preprocessor().preProcess(input, batch, NO_WORKSPACES);
        layer().setInputMiniBatchSize(batch);
        layer().setInput(x, NO_WORKSPACES);
    }

    /** Gradients of the inputs; those of parameters go to DL4J's view. */
    INDArray[] backward(INDArray epsilon) {
        if (!(vertex instanceof LayerVertex)) {
            vertex.setEpsilon(epsilon);
            return vertex.doBackward(false, NO_WORKSPACES).getSecond();
        }
        INDArray dx = layer().backpropGradient(epsilon, NO_WORKSPACES).getSecond();
        boolean preprocessed = preprocessor() != null && dx != null;
        return new INDArray[] {preprocessed ? preprocessor().backprop(dx, batch, NO_WORKSPACES) : dx};
    }

    void clear() {
        vertex.clear();
        if (vertex instanceof LayerVertex) {
            layer().clear();
        }
    }

    private Layer layer() {
        return vertex.getLayer();
    }

    private InputPreProcessor preprocessor() {
        return ((LayerVertex) vertex).getLayerPreProcessor();
    }
}
