package org.convzoo.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Where the parameters of an {@link InstanceNormalization} lie in DL4J's flat view: the gains, 1 at first, then the biases, 0. */
final class InstanceNormalizationParameters implements ParamInitializer {
    static final InstanceNormalizationParameters INSTANCE = new InstanceNormalizationParameters();
    static final String GAMMA = "gamma";
    static final String BETA = "beta";
    private static final List<String> NAMES = List.of(GAMMA, BETA);

    private InstanceNormalizationParameters() {}

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return 2 * ((InstanceNormalization) layer).channels();
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return NAMES;
    }

    /** None: what DL4J does to weights by default, it does not do to the gains of a normalisation. */
    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return List.of();
    }

    @Override
    public boolean isWeightParam(Layer layer, String name) {
        return false;
    }

    @Override
    public boolean isBiasParam(Layer layer, String name) {
        return false;
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray view, boolean fresh) {
        NAMES.forEach(conf::addVariable);
        Map<String, INDArray> parameters = parts(conf, view);
        if (fresh) {
            parameters.get(GAMMA).assign(1);
            parameters.get(BETA).assign(0);
        }
        return parameters;
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray view) {
        return parts(conf, view);
    }

    /** Rows [1, C] of the view. */
    private Map<String, INDArray> parts(NeuralNetConfiguration conf, INDArray view) {
        long all = numParams(conf);
        if (view.length() != all) {
            throw new IllegalStateException("there must be " + all + " parameters, got " + view.length());
        }
        INDArray flat = view.reshape(all);
        Map<String, INDArray> parts = new LinkedHashMap<>();
        parts.put(GAMMA, flat.get(NDArrayIndex.interval(0, all / 2)).reshape(1, all / 2));
        parts.put(BETA, flat.get(NDArrayIndex.interval(all / 2, all)).reshape(1, all / 2));
        return parts;
    }
}
