package org.convzoo.onednn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link ComputationGraph} whose steps and outputs come from compiled plans. What a plan cannot do - a layer without lowering, masks,
 * recurrent state - goes to DL4J for that call, and is logged once: slower, never wrong.
 */
final class AcceleratedGraph extends ComputationGraph {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AcceleratedGraph.class);
    private static final int MAX_PLANS = 4; // batch sizes and modes kept ready

    private transient Map<String, Plan> plans; // by mode and input shapes, the least recently used first
    private transient String unsupported; // why training or inference cannot be compiled; asked once
    private transient INDArray[] currentLabels;
    private transient Gradient planGradient;
    private transient INDArray planParameters; // what the plans hold addresses of
    private transient INDArray planGradients;
    private transient int planSteps;

    AcceleratedGraph(ComputationGraphConfiguration configuration) {
        super(configuration);
    }

    /** Steps and outputs that ran on a plan. */
    int planSteps() {
        return planSteps;
    }

    /** Why the last call that could have run on a plan did not; null if it did. */
    String unsupported() {
        return unsupported;
    }

    @Override
    public void setLabels(INDArray... labels) {
        currentLabels = labels;
        super.setLabels(labels);
    }

    @Override
    public void setLabel(int number, INDArray label) {
        if (currentLabels == null) {
            currentLabels = new INDArray[getNumOutputArrays()];
        }
        currentLabels[number] = label;
        super.setLabel(number, label);
    }

    /** What the solver and the gradient check call for a step. */
    @Override
    public void computeGradientAndScore() {
        if (masked() || configuration.getBackpropType() == BackpropType.TruncatedBPTT || !step()) {
            super.computeGradientAndScore();
        }
    }

    private boolean masked() {
        return isSet(getInputMaskArrays()) || isSet(getLabelMaskArrays());
    }

    private static boolean isSet(INDArray[] masks) {
        return masks != null && Arrays.stream(masks).anyMatch(mask -> mask != null);
    }

    private synchronized boolean step() {
        if (flattenedGradients == null) {
            initGradientsView();
        }
        INDArray[] inputs = getInputs();
        Plan plan = plan(true, inputs);
        if (plan == null) {
            return false;
        }
        synchronizeIterEpochCounts();
        getListeners().forEach(listener -> listener.onForwardPass(this, Map.<String, INDArray>of()));
        INDArray[] preOutputs = plan.forward(inputs);
        double loss = 0;
        INDArray[] gradients = new INDArray[preOutputs.length];
        for (int i = 0; i < preOutputs.length; i++) {
            OutputLayer layer = outputLayer(i);
            Pair<Double, INDArray> scored = layer.getLossFn()
                    .computeGradientAndScore(
                            currentLabels[i], preOutputs[i].dup(), layer.getActivationFn(), null, false);
            loss += scored.getFirst();
            gradients[i] = scored.getSecond();
        }
        plan.backward(gradients);
        score = loss / inputs[0].size(0) + calcRegularizationScore(true);
        gradient = planGradient;
        getListeners().forEach(listener -> listener.onBackwardPass(this));
        return true;
    }

    @Override
    protected INDArray[] outputOfLayersDetached(
            boolean train,
            FwdPassType type,
            int[] layers,
            INDArray[] features,
            INDArray[] featureMasks,
            INDArray[] labelMasks,
            boolean clearInputs,
            boolean detachedInputs,
            MemoryWorkspace workspace) {
        if (!train
                && type == FwdPassType.STANDARD
                && !isSet(featureMasks)
                && !isSet(labelMasks)
                && Arrays.equals(layers, getOutputLayerIndices())) {
            INDArray[] outputs = infer(features);
            if (outputs != null) {
                return outputs;
            }
        }
        return super.outputOfLayersDetached(
                train, type, layers, features, featureMasks, labelMasks, clearInputs, detachedInputs, workspace);
    }

    private synchronized INDArray[] infer(INDArray[] features) {
        Plan plan = plan(false, features);
        if (plan == null) {
            return null;
        }
        INDArray[] outputs = plan.forward(features);
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = outputLayer(i).getActivationFn().getActivation(outputs[i], false);
        }
        return outputs;
    }

    private OutputLayer outputLayer(int number) {
        return (OutputLayer)
                getLayer(configuration.getNetworkOutputs().get(number)).conf().getLayer();
    }

    /** The plan for a mode and input shapes, compiled on first use; null if there can be none. */
    private Plan plan(boolean training, INDArray[] inputs) {
        if (plans == null || planParameters != flattenedParams || planGradients != flattenedGradients) {
            plans = new LinkedHashMap<>(8, 0.75f, true);
            planParameters = flattenedParams; // another array means other addresses
            planGradients = flattenedGradients;
            planGradient = gradientByName();
        }
        try {
            for (INDArray input : inputs) {
                if (input.dataType() != DataType.FLOAT || (input.rank() != 4 && input.rank() != 2)) {
                    throw new UnsupportedGraphException("input of " + input.dataType() + ", rank " + input.rank());
                }
            }
            String key = training
                    + Arrays.deepToString(
                            Arrays.stream(inputs).map(INDArray::shape).toArray(long[][]::new));
            Plan plan = plans.get(key);
            if (plan == null) {
                checkOutputs();
                plan = Compiler.compile(this, training, inputs);
                plans.put(key, plan);
                if (plans.size() > MAX_PLANS) {
                    plans.remove(plans.keySet().iterator().next());
                }
            }
            unsupported = null;
            planSteps++;
            return plan;
        } catch (UnsupportedGraphException e) {
            if (!e.getMessage().equals(unsupported)) {
                LOG.info("no plan for {}: DL4J computes", e.getMessage());
            }
            unsupported = e.getMessage();
            return null;
        }
    }

    private void checkOutputs() {
        for (String name : configuration.getNetworkOutputs()) {
            Layer layer = getLayer(name);
            if (layer == null
                    || layer.conf().getLayer().getClass() != OutputLayer.class
                    || !(layer instanceof IOutputLayer)) {
                throw new UnsupportedGraphException("output " + name + " without a loss on [N, C]");
            }
        }
    }

    /** What DL4J's updater asks for: the flat view, and the parts of it by layer and parameter. */
    private Gradient gradientByName() {
        if (flattenedGradients == null) {
            return null;
        }
        Gradient all = new DefaultGradient(flattenedGradients);
        for (Layer layer : getLayers()) {
            if (layer.numParams() > 0) {
                String name = layer.conf().getLayer().getLayerName();
                layer.conf()
                        .getLayer()
                        .initializer()
                        .getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray())
                        .forEach((parameter, view) -> all.setGradientFor(name + "_" + parameter, view));
            }
        }
        return all;
    }

    @Override
    public AcceleratedGraph clone() {
        ComputationGraph stock = super.clone();
        // DL4J's clone begins to count anew, and with it Adam's bias correction and the learning rate's schedule.
        stock.getConfiguration().setIterationCount(getIterationCount());
        stock.getConfiguration().setEpochCount(getEpochCount());
        return OneDnn.take(stock);
    }

    @Override
    public void close() {
        plans = null;
        super.close();
    }
}
