package org.convzoo.onednn;

import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A compiled graph: steps to run in order, on memory that is all there before the first one. */
final class Plan {
    /**
     * A result of an inference, or the gradient that is asked for.
     *
     * @param value plain
     */
    @SuppressWarnings("ArrayRecordComponent") // no two are compared
    record Result(memory value, long[] shape) {}

    private final PlanBuilder steps;
    private final List<memory> inputs;
    private final Result gradient; // null: none is asked for
    private final List<Result> results; // of an inference
    private final List<Head> heads; // of a training
    private final List<String> islands;
    private final Map<Arena, Execution> executions = new HashMap<>();
    private final List<INDArray> preOutputs = new ArrayList<>();
    private final List<INDArray> epsilons = new ArrayList<>();

    @SuppressWarnings("UnusedVariable") // it is there to be reachable
    private INDArray[] kept; // inputs of the running step, plain: the native side knows their addresses only

    Plan(
            PlanBuilder steps,
            List<memory> inputs,
            Result gradient,
            List<Result> results,
            List<Head> heads,
            List<String> islands) {
        this.steps = steps;
        this.inputs = inputs;
        this.gradient = gradient;
        this.results = results;
        this.heads = heads;
        this.islands = islands;
        for (Head head : heads) { // outside any workspace that the caller may be in: the plan outlives it
            preOutputs.add(Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', head.shape()));
            epsilons.add(Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', head.shape()));
        }
    }

    /** The outputs, as fresh arrays. Several threads may infer at once, each with an arena of its own. */
    INDArray[] infer(Arena arena, INDArray... values) {
        loadWeights();
        Execution execution = execution(arena);
        INDArray[] kept = connect(execution, values);
        INDArray[] outputs = new INDArray[results.size()];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = Nd4j.createUninitializedDetached(
                    DataType.FLOAT, 'c', results.get(i).shape());
            execution.connect(results.get(i).value(), outputs[i]);
        }
        try {
            if (islands.isEmpty()) {
                execution.forward();
            } else {
                synchronized (this) { // DL4J's layers remember their inputs
                    execution.forward();
                }
            }
        } finally {
            Reference.reachabilityFence(kept);
        }
        return outputs;
    }

    /** The loss, summed over the batch. */
    synchronized double score(Arena arena, INDArray[] values, INDArray[] labels) {
        loadWeights();
        return forward(execution(arena), values, heads -> labels);
    }

    /** Forward, loss and backward; gradients end in DL4J's view, as sums over the batch. Gives the loss, summed over the batch. */
    double train(Arena arena, INDArray[] values, INDArray[] labels) {
        return train(execution(arena), values, heads -> labels);
    }

    /**
     * The gradient with respect to the input, or to what else was asked for.
     *
     * @param epsilons gives the gradients of the taps from their values, which are valid during the call
     */
    INDArray inputGradient(Arena arena, INDArray x, UnaryOperator<INDArray[]> epsilons) {
        Execution execution = execution(arena);
        INDArray result = Nd4j.createUninitializedDetached(DataType.FLOAT, 'c', gradient.shape());
        execution.connect(gradient.value(), result);
        train(execution, new INDArray[] {x}, epsilons);
        return result;
    }

    private double train(Execution execution, INDArray[] values, UnaryOperator<INDArray[]> targets) {
        loadWeights(); // what is folded into frozen layers
        double loss = forward(execution, values, targets);
        execution.backward(); // reads the inputs once more
        kept = null;
        return loss;
    }

    /** Forward steps and losses. */
    private double forward(Execution execution, INDArray[] values, UnaryOperator<INDArray[]> targets) {
        kept = connect(execution, values);
        for (int i = 0; i < heads.size(); i++) {
            execution.connect(heads.get(i).value(), preOutputs.get(i));
            execution.connect(heads.get(i).gradient(), epsilons.get(i));
        }
        execution.forward();
        INDArray[] labels = targets.apply(preOutputs.toArray(INDArray[]::new));
        double loss = 0;
        for (int i = 0; i < heads.size(); i++) {
            loss += heads.get(i).apply(labels[i], preOutputs.get(i), epsilons.get(i));
        }
        return loss;
    }

    private void loadWeights() {
        synchronized (steps.weights) {
            steps.usedWeights().forEach(Weights.Entry::load);
        }
    }

    private synchronized Execution execution(Arena arena) {
        return executions.computeIfAbsent(arena, a -> new Execution(steps, a));
    }

    private INDArray[] connect(Execution execution, INDArray[] values) {
        INDArray[] kept = new INDArray[values.length];
        for (int i = 0; i < values.length; i++) {
            kept[i] = plain(values[i]);
            execution.connect(inputs.get(i), kept[i]);
        }
        return kept;
    }

    /** Names of what DL4J computes itself. */
    List<String> islands() {
        return islands;
    }

    /** All steps of a run, in order. */
    List<Step> steps() {
        return steps.steps();
    }

    /** Of the arena that a run takes. */
    long bytes() {
        return steps.layout().bytes();
    }

    /** An array with the same numbers in row-major order, without gaps: itself if it is so. */
    static INDArray plain(INDArray array) {
        return array.dataType() == DataType.FLOAT && isRowMajor(array)
                ? array
                : array.castTo(DataType.FLOAT).dup('c');
    }

    /** What an array's order is called says nothing: that of a permuted one is 'c' too. */
    private static boolean isRowMajor(INDArray array) {
        long stride = 1;
        for (int i = array.rank() - 1; i >= 0; i--) {
            if (array.size(i) != 1 && array.stride(i) != stride) {
                return false;
            }
            stride *= array.size(i);
        }
        return true;
    }

    /** The numbers of a plain array. */
    static FloatBuffer floats(INDArray plain) {
        return new FloatPointer(PlanBuilder.address(plain))
                .capacity(plain.length())
                .asBuffer();
    }
}
