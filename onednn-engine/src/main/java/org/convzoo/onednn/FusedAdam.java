package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.nn.updater.UpdaterBlock.ParamState;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.NoOpUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Adam (Kingma and Ba 2015) in one pass over memory. DL4J takes three: the gradient is divided by the batch size, Adam makes the update of it,
 * and the update is subtracted from the parameters; in a net of many million parameters each waits for memory. The state is DL4J's own,
 * and the gradient's place holds the update afterwards, as with DL4J.
 */
final class FusedAdam {
    private static final int CHUNK = 1 << 13; // the five arrays of a chunk stay in a core's second cache

    /**
     * One parameter.
     *
     * @param from place in the flat views
     * @param moments null: no updater, the gradient itself is subtracted (running statistics of batch normalisation)
     * @param momentsFrom place in these
     * @param decay DL4J puts the one of the whole net into its layers twice, and applies it twice
     */
    private record Parameter(
            long from,
            long length,
            boolean divided,
            AdamUpdater moments,
            long momentsFrom,
            List<L2Regularization> l2,
            List<WeightDecay> decay) {}

    /** A piece of a parameter, with the numbers of this step. */
    private record Piece(Parameter parameter, long start, int length) {}

    private static final class Buffers {
        final float[] gradient = new float[CHUNK];
        final float[] value = new float[CHUNK];
        final float[] first = new float[CHUNK];
        final float[] second = new float[CHUNK];
    }

    private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

    private final FloatPointer values;
    private final FloatPointer gradients;
    private final boolean miniBatch;
    private final List<Parameter> parameters;

    private FusedAdam(AcceleratedGraph graph, List<Parameter> parameters) {
        this.values = pointer(graph.params());
        this.gradients = pointer(graph.getFlattenedGradients());
        this.miniBatch = graph.conf().isMiniBatch();
        this.parameters = parameters;
    }

    /**
     * Null where DL4J's own updater has to do it: another rule than Adam, clipped gradients, L1, what only pretraining moves, other
     * numbers than floats.
     */
    static FusedAdam of(AcceleratedGraph graph, ComputationGraphUpdater updater) {
        if (graph.params().dataType() != DataType.FLOAT || !graph.updaterReadsGradients()) {
            return null;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            boolean adam = block.getGradientUpdater() instanceof AdamUpdater;
            boolean known = adam || block.getGradientUpdater() instanceof NoOpUpdater;
            if (!known || block.isPretrainUpdaterBlock()) {
                return null;
            }
            for (ParamState state : block.getLayersAndVariablesInBlock()) {
                Parameter parameter = parameter(block, state, adam);
                if (parameter == null) {
                    return null;
                }
                parameters.add(parameter);
            }
        }
        return new FusedAdam(graph, parameters);
    }

    private static Parameter parameter(UpdaterBlock block, ParamState state, boolean adam) {
        Trainable layer = state.getLayer();
        TrainingConfig config = layer.getConfig();
        GradientNormalization clipping = config.getGradientNormalization();
        if (clipping != null && clipping != GradientNormalization.None) {
            return null;
        }
        List<L2Regularization> l2 = new ArrayList<>();
        List<WeightDecay> decay = new ArrayList<>();
        List<Regularization> regularizations = config.getRegularizationByParam(state.getParamName());
        for (Regularization each : regularizations == null ? List.<Regularization>of() : regularizations) {
            if (adam && each.getClass() == L2Regularization.class) {
                l2.add((L2Regularization) each);
            } else if (adam && each.getClass() == WeightDecay.class) {
                decay.add((WeightDecay) each);
            } else {
                return null;
            }
        }
        return new Parameter(
                state.getParamOffsetStart(),
                state.getParamOffsetEnd() - state.getParamOffsetStart(),
                layer.updaterDivideByMinibatch(state.getParamName()),
                adam ? (AdamUpdater) block.getGradientUpdater() : null,
                state.getParamOffsetStart() - block.getParamOffsetStart(),
                l2,
                decay);
    }

    /** The step that follows from the gradients of a batch, which are sums over it. */
    void step(int batchSize, int iteration, int epoch) {
        List<Piece> pieces = new ArrayList<>();
        for (Parameter parameter : parameters) {
            for (long start = 0; start < parameter.length(); start += CHUNK) {
                pieces.add(new Piece(parameter, start, (int) Math.min(CHUNK, parameter.length() - start)));
            }
        }
        IntStream.range(0, pieces.size())
                .parallel()
                .forEach(i -> step(pieces.get(i), miniBatch ? batchSize : 1, iteration, epoch));
    }

    private void step(Piece piece, int batchSize, int iteration, int epoch) {
        Parameter parameter = piece.parameter();
        int n = piece.length();
        Buffers buffers = BUFFERS.get();
        float[] gradient = buffers.gradient, value = buffers.value;
        FloatPointer gradientAt = at(gradients, parameter.from() + piece.start());
        FloatPointer valueAt = at(values, parameter.from() + piece.start());
        gradientAt.get(gradient, 0, n);
        valueAt.get(value, 0, n);
        if (parameter.divided() && batchSize > 1) {
            float divisor = batchSize;
            for (int i = 0; i < n; i++) {
                gradient[i] /= divisor;
            }
        }
        if (parameter.moments() != null) {
            adam(piece, buffers, iteration, epoch);
            gradientAt.put(gradient, 0, n);
        } else if (parameter.divided()) {
            gradientAt.put(gradient, 0, n);
        }
        for (int i = 0; i < n; i++) {
            value[i] -= gradient[i];
        }
        valueAt.put(value, 0, n);
    }

    /** The update in the place of the gradient: section 2 of the paper, in the efficient order at its end. */
    private static void adam(Piece piece, Buffers buffers, int iteration, int epoch) {
        Parameter parameter = piece.parameter();
        int n = piece.length();
        float[] gradient = buffers.gradient, value = buffers.value, first = buffers.first, second = buffers.second;
        FloatPointer firstAt = at(pointer(parameter.moments().getM()), parameter.momentsFrom() + piece.start());
        FloatPointer secondAt = at(pointer(parameter.moments().getV()), parameter.momentsFrom() + piece.start());
        firstAt.get(first, 0, n);
        secondAt.get(second, 0, n);
        for (L2Regularization each : parameter.l2()) {
            float l2 = (float) each.getL2().valueAt(iteration, epoch);
            for (int i = 0; i < n; i++) {
                gradient[i] += l2 * value[i];
            }
        }
        Adam config = parameter.moments().getConfig();
        double rate = config.getLearningRate(iteration, epoch);
        float beta1 = (float) config.getBeta1(), beta2 = (float) config.getBeta2();
        float rest1 = 1 - beta1, rest2 = 1 - beta2, epsilon = (float) config.getEpsilon();
        float alpha = (float) (rate
                * Math.sqrt(1 - Math.pow(config.getBeta2(), iteration + 1))
                / (1 - Math.pow(config.getBeta1(), iteration + 1)));
        for (int i = 0; i < n; i++) {
            float g = gradient[i];
            float m = beta1 * first[i] + rest1 * g;
            float v = beta2 * second[i] + rest2 * g * g;
            first[i] = m;
            second[i] = v;
            gradient[i] = m * alpha / ((float) Math.sqrt(v) + epsilon);
        }
        firstAt.put(first, 0, n);
        secondAt.put(second, 0, n);
        for (WeightDecay each : parameter.decay()) {
            double coefficient = each.getCoeff().valueAt(iteration, epoch);
            float decay = (float) (each.isApplyLR() ? coefficient * rate : coefficient);
            for (int i = 0; i < n; i++) {
                gradient[i] += decay * value[i];
            }
        }
    }

    private static FloatPointer pointer(INDArray array) {
        return new FloatPointer(PlanBuilder.address(array));
    }

    private static FloatPointer at(FloatPointer start, long place) {
        return new FloatPointer((Pointer) start).position(place);
    }
}
