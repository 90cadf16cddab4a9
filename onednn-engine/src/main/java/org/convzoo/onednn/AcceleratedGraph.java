package org.convzoo.onednn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.InputVertex;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A {@link ComputationGraph} whose steps and outputs come from compiled plans. What no plan can do - masks, recurrent state, truncated
 * backpropagation through time - goes to DL4J for that call, and is logged once: slower, never wrong.
 *
 * <p>{@code output} may be called from several threads at once; a step waits for them, and they for it.
 */
public final class AcceleratedGraph extends ComputationGraph {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(AcceleratedGraph.class);

    private final Precision precision; // of inference
    private final transient ReadWriteLock running = new ReentrantReadWriteLock(); // output reads, all else writes
    private final transient Plans plans;
    private transient volatile String unsupported; // why the last call was left to DL4J
    private transient INDArray[] currentLabels;
    private transient INDArray namedGradients; // whose parts are named
    private transient Gradient byName;
    private final transient AtomicInteger planSteps = new AtomicInteger();

    AcceleratedGraph(ComputationGraphConfiguration configuration, Precision precision) {
        super(configuration);
        this.precision = precision;
        this.plans = new Plans(this, precision);
    }

    @Override
    public void init(INDArray parameters, boolean cloneParametersArray) {
        super.init(parameters, cloneParametersArray);
        boolean descends = conf().getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT;
        if (descends && !(solver instanceof PlanSolver)) { // a second call leaves the updater's state alone
            solver = new PlanSolver(this);
        }
    }

    Precision precision() {
        return precision;
    }

    /** Steps and outputs that ran on a plan. */
    int planSteps() {
        return planSteps.get();
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
        running.writeLock().lock();
        try {
            if (!canStep() || !step()) {
                super.computeGradientAndScore();
            }
            plans.learned(); // soon
        } finally {
            running.writeLock().unlock();
        }
    }

    private boolean canStep() {
        return !isSet(getInputMaskArrays())
                && !isSet(getLabelMaskArrays())
                && configuration.getBackpropType() != BackpropType.TruncatedBPTT
                && conf().getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT
                && getListeners().stream().noneMatch(AcceleratedGraph::wantsActivations);
    }

    /** A plan does not keep them. */
    private static boolean wantsActivations(TrainingListener listener) {
        try {
            Class<?> declaring = listener.getClass()
                    .getMethod("onForwardPass", Model.class, Map.class)
                    .getDeclaringClass();
            return declaring != BaseTrainingListener.class && declaring != TrainingListener.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSet(INDArray[] masks) {
        return masks != null && Arrays.stream(masks).anyMatch(Objects::nonNull);
    }

    private boolean step() {
        if (flattenedGradients == null) {
            initGradientsView();
        }
        INDArray[] inputs = getInputs();
        Plan plan = plan(Mode.TRAINING, configuration.getNetworkOutputs(), inputs);
        if (plan == null) {
            return false;
        }
        synchronizeIterEpochCounts();
        getListeners().forEach(listener -> listener.onForwardPass(this, Map.<String, INDArray>of()));
        double loss = plans.run(arena -> plan.train(arena, inputs, currentLabels));
        score = loss / divisor(inputs) + calcRegularizationScore(true);
        gradient = gradientByName();
        getListeners().forEach(listener -> listener.onBackwardPass(this));
        return true;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // that is the point: several threads infer at once
    public INDArray[] output(
            boolean train, INDArray[] input, INDArray[] inputMasks, INDArray[] labelMasks, MemoryWorkspace workspace) {
        INDArray[] outputs = train || isSet(inputMasks) || isSet(labelMasks) ? null : infer(input, workspace);
        return outputs != null ? outputs : super.output(train, input, inputMasks, labelMasks, workspace);
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public INDArray[] output(boolean train, boolean clearInputs, INDArray... input) {
        INDArray[] outputs = train || !clearInputs ? null : infer(input, null);
        return outputs != null ? outputs : super.output(train, clearInputs, input);
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
                && Arrays.stream(layers).noneMatch(layer -> vertices[layer] instanceof InputVertex)) {
            List<String> asked = Arrays.stream(layers)
                    .mapToObj(layer -> vertices[layer].getVertexName())
                    .toList();
            INDArray[] outputs = infer(asked, features, workspace);
            if (outputs != null) {
                return outputs;
            }
        }
        return super.outputOfLayersDetached(
                train, type, layers, features, featureMasks, labelMasks, clearInputs, detachedInputs, workspace);
    }

    private INDArray[] infer(INDArray[] features, MemoryWorkspace workspace) {
        return infer(configuration.getNetworkOutputs(), features, workspace);
    }

    /**
     * @param asked vertices whose values are wanted: what none of them depends on is not computed
     * @param workspace where the outputs are wanted; null: nowhere
     */
    private INDArray[] infer(List<String> asked, INDArray[] features, MemoryWorkspace workspace) {
        INDArray[] outputs = run(Mode.INFERENCE, asked, features, Plan::infer);
        if (outputs != null && workspace != null) {
            try (MemoryWorkspace scope = workspace.notifyScopeBorrowed()) {
                for (int i = 0; i < outputs.length && scope.isScopeActive(); i++) {
                    outputs[i] = outputs[i].dup('c');
                }
            }
        }
        return outputs;
    }

    private interface Run<T> {
        T of(Plan plan, Arena arena, INDArray... features);
    }

    /** What a plan gives; null if there can be none. */
    private <T> T run(Mode mode, List<String> asked, INDArray[] features, Run<T> run) {
        running.readLock().lock();
        try {
            Plan plan = plan(mode, asked, features);
            if (plan == null) {
                return null;
            }
            return plans.run(arena -> run.of(plan, arena, features));
        } finally {
            running.readLock().unlock();
        }
    }

    @Override
    public double score(MultiDataSet data, boolean training) {
        Double loss = training || data.hasMaskArrays()
                ? null
                : run(
                        Mode.SCORE,
                        configuration.getNetworkOutputs(),
                        data.getFeatures(),
                        (plan, arena, x) -> plan.score(arena, x, data.getLabels()));
        if (loss == null) {
            return super.score(data, training);
        }
        score = loss / divisor(data.getFeatures()) + calcRegularizationScore(true);
        return score;
    }

    @Override
    protected synchronized Map<String, INDArray> ffToLayerActivationsDetached(
            boolean train,
            FwdPassType type,
            boolean keepState,
            int last,
            int[] excluded,
            INDArray[] features,
            INDArray[] featureMasks,
            INDArray[] labelMasks,
            boolean clearLayers) {
        boolean all = last == vertices.length - 1 && excluded == null && clearLayers;
        INDArray[] values =
                !all || train || keepState || type != FwdPassType.STANDARD || isSet(featureMasks) || isSet(labelMasks)
                        ? null
                        : run(Mode.ACTIVATIONS, allVertices(), features, Plan::infer);
        if (values == null) {
            return super.ffToLayerActivationsDetached(
                    train, type, keepState, last, excluded, features, featureMasks, labelMasks, clearLayers);
        }
        Map<String, INDArray> activations = new HashMap<>();
        int next = 0;
        for (GraphVertex vertex : vertices) {
            int input = configuration.getNetworkInputs().indexOf(vertex.getVertexName());
            activations.put(vertex.getVertexName(), input >= 0 ? features[input] : values[next++]);
        }
        return activations;
    }

    private List<String> allVertices() {
        return Arrays.stream(vertices)
                .filter(vertex -> !(vertex instanceof InputVertex))
                .map(GraphVertex::getVertexName)
                .toList();
    }

    private long divisor(INDArray[] inputs) {
        return conf().isMiniBatch() ? inputs[0].size(0) : 1;
    }

    /** The plan for a mode and input shapes, compiled on first use; null if there can be none. */
    private Plan plan(Mode mode, List<String> asked, INDArray[] inputs) {
        if (flattenedParams == null) {
            return null; // a graph without parameters
        }
        if (flattenedParams.wasClosed()) {
            throw new IllegalStateException("this graph is closed");
        }
        try {
            for (INDArray input : inputs) {
                if (input.dataType() != DataType.FLOAT) {
                    throw new UnsupportedGraphException("input of " + input.dataType());
                }
            }
            Plan plan =
                    plan(mode, asked, Arrays.stream(inputs).map(INDArray::shape).toArray(long[][]::new));
            unsupported = null;
            planSteps.incrementAndGet();
            return plan;
        } catch (UnsupportedGraphException e) {
            if (!e.getMessage().equals(unsupported)) {
                LOG.info("no plan for {}: DL4J computes", e.getMessage());
            }
            unsupported = e.getMessage();
            return null;
        }
    }

    private Plan plan(Mode mode, List<String> asked, long[]... shapes) {
        return plans.of(flattenedParams, flattenedGradients, mode, asked, shapes);
    }

    /** What the plan for a mode and input shapes is made of. */
    PlanReport report(boolean training, long[]... shapes) {
        if (training && flattenedGradients == null) {
            initGradientsView();
        }
        Mode mode = training ? Mode.TRAINING : Mode.INFERENCE;
        return plans.report(plan(mode, configuration.getNetworkOutputs(), shapes));
    }

    /** What DL4J computes in the plans made so far. */
    Set<String> islands() {
        return plans.islands();
    }

    /** Parameters have other values now. */
    void weightsChanged() {
        plans.weightsChanged();
    }

    @Override
    public void setParams(INDArray params) {
        super.setParams(params);
        if (params == flattenedParams) { // the solver's after a step: what is frozen has not moved
            plans.learned();
        } else {
            weightsChanged();
        }
    }

    @Override
    public void setParam(String key, INDArray value) {
        super.setParam(key, value);
        weightsChanged();
    }

    @Override
    public void setParamTable(Map<String, INDArray> table) {
        super.setParamTable(table);
        weightsChanged();
    }

    /** Moves parameters while nobody infers. */
    void learn(Runnable step) {
        running.writeLock().lock();
        try {
            step.run();
            plans.learned();
        } finally {
            running.writeLock().unlock();
        }
    }

    @Override
    public void update(Gradient gradients) {
        super.update(gradients);
        plans.learned();
    }

    /** The solver calls it after each step, when parameters have moved. */
    @Override
    public void applyConstraints(int iteration, int epoch) {
        super.applyConstraints(iteration, epoch);
        plans.learned();
    }

    /** Whether the updater's own pieces are of {@link #flattenedGradients}, which it makes where there are none yet. */
    boolean updaterReadsGradients() {
        if (flattenedGradients == null) {
            initGradientsView();
        }
        return NamedGradients.updaterReads(this, flattenedGradients);
    }

    /** What DL4J's updater asks for. */
    private Gradient gradientByName() {
        if (namedGradients != flattenedGradients) {
            byName = NamedGradients.of(this, flattenedGradients);
            namedGradients = flattenedGradients;
        }
        return byName;
    }

    @Override
    public AcceleratedGraph clone() {
        ComputationGraph stock = super.clone();
        // DL4J's clone begins to count anew, and with it Adam's bias correction and the learning rate's schedule.
        stock.getConfiguration().setIterationCount(getIterationCount());
        stock.getConfiguration().setEpochCount(getEpochCount());
        return OneDnn.take(stock, precision);
    }

    /** Waits for what is running. */
    @Override
    public void close() {
        running.writeLock().lock();
        try {
            plans.close();
            super.close();
        } finally {
            running.writeLock().unlock();
        }
    }
}
