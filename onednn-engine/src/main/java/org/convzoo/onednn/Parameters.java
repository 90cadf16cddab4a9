package org.convzoo.onednn;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The parameters of a layer by DL4J's names, with their gradient views. */
final class Parameters {
    private final Map<String, INDArray> views;
    private final Map<String, INDArray> gradients;

    private final boolean frozen;

    private Parameters(Map<String, INDArray> views, Map<String, INDArray> gradients, boolean frozen) {
        this.views = views;
        this.gradients = gradients;
        this.frozen = frozen;
    }

    /** The same without gradients: nothing here learns. */
    Parameters freeze() {
        return new Parameters(views, Map.of(), true);
    }

    boolean frozen() {
        return frozen;
    }

    /** Whether anything here gets a gradient. */
    boolean learn() {
        return !gradients.isEmpty();
    }

    static Parameters of(Layer layer, boolean training) {
        Map<String, INDArray> gradients = training && layer.numParams() > 0
                ? layer.conf()
                        .getLayer()
                        .initializer()
                        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                : Map.of();
        return new Parameters(layer.paramTable(), gradients, false);
    }

    INDArray view(String name) {
        return views.get(name);
    }

    INDArray gradient(String name) {
        return gradients.get(name);
    }

    Parameter get(String name) {
        return Parameter.of(view(name), gradient(name));
    }
}
