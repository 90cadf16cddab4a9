package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_MEAN;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCALE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SHIFT;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_VARIANCE;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WORKSPACE;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation (Ioffe and Szegedy 2015): on the batch's statistics in a training, on the running ones else and where frozen.
 *
 * <p>DL4J moves the running statistics by pseudo-gradients, (1 - decay) * (running - batch), which its updater subtracts.
 */
final class BatchNormalizationLowering {
    private final PlanBuilder plan;
    private final BatchNormalization layer;
    private final Parameters parameters;
    private final boolean rectified; // a ReLU rides along
    private final boolean onBatch;
    private final Tensor x;
    private final int channels;
    private final memory.desc perChannel;
    private final memory scale;
    private final memory shift;
    private final memory mean;
    private final memory variance;

    private BatchNormalizationLowering(
            PlanBuilder plan, BatchNormalization layer, Parameters parameters, boolean rectified, Tensor x) {
        this.plan = plan;
        this.layer = layer;
        this.parameters = parameters;
        this.rectified = rectified;
        this.x = x;
        this.onBatch = plan.training && !parameters.frozen();
        this.channels = Math.toIntExact(x.shape[1]);
        this.perChannel = PlanBuilder.plain(channels);
        this.scale = layer.isLockGammaBeta()
                ? constant(layer.getGamma())
                : parameters.get("gamma").load(plan, perChannel);
        this.shift = layer.isLockGammaBeta()
                ? constant(layer.getBeta())
                : parameters.get("beta").load(plan, perChannel);
        this.mean = onBatch ? plan.allocate(perChannel) : parameters.get("mean").load(plan, perChannel);
        this.variance = onBatch ? plan.allocate(perChannel) : runningVariance();
    }

    static Tensor lower(
            PlanBuilder plan, BatchNormalization layer, Parameters parameters, boolean rectified, Tensor x) {
        if (!layer.isMinibatch()) {
            throw new UnsupportedGraphException("batch normalisation without minibatch");
        }
        return new BatchNormalizationLowering(plan, layer, parameters, rectified, x).forward();
    }

    /** The running variance; DL4J may keep the logarithm of its root. */
    private memory runningVariance() {
        if (!layer.isUseLogStd()) {
            return parameters.get("var").load(plan, perChannel);
        }
        Parameter spread = parameters.get("log10stdev");
        if (!plan.training) {
            return plan.weights(spread.key(), perChannel, () -> {
                float[] values = new float[channels];
                for (int c = 0; c < channels; c++) {
                    values[c] = (float) Math.pow(10, 2 * spread.view().getDouble(c));
                }
                return Weights.of(values, channels);
            });
        }
        memory variance = plan.allocate(perChannel);
        plan.load.add(JavaStep.of(
                "variance",
                execution -> {
                    FloatBuffer values = execution.floats(variance);
                    for (int c = 0; c < channels; c++) {
                        values.put(c, (float) Math.pow(10, 2 * spread.view().getDouble(c)));
                    }
                },
                variance));
        return variance;
    }

    private memory constant(double value) {
        float[] values = new float[channels];
        Arrays.fill(values, (float) value);
        return Weights.of(values, channels);
    }

    private Tensor forward() {
        int flags = normalization_flags.use_scale.value
                | normalization_flags.use_shift.value
                | (onBatch ? 0 : normalization_flags.use_global_stats.value)
                | (rectified ? normalization_flags.fuse_norm_relu.value : 0);
        batch_normalization_forward.primitive_desc forward = new batch_normalization_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation().value,
                x.desc(),
                x.desc(),
                (float) layer.getEps(),
                flags,
                PlanBuilder.attributes(),
                false);
        memory dst = plan.allocate(forward.dst_desc());
        Kernel kernel = new Kernel(plan, "batch normalisation", new batch_normalization_forward(forward), forward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_SHIFT, shift)
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .with(DNNL_ARG_DST, dst);
        boolean remembers = rectified && plan.training; // where the ReLU let through
        memory workspace = remembers ? plan.allocate(forward.workspace_desc()) : null;
        if (remembers) {
            kernel.with(DNNL_ARG_WORKSPACE, workspace);
        }
        plan.forward.add(kernel);
        boolean learns = parameters.learn() && !layer.isLockGammaBeta();
        Tensor y = new Tensor(dst, x.needsGradient || learns, x.shape);
        if (onBatch && parameters.learn()) {
            plan.store.add(JavaStep.of("running statistics", this::moveRunningStatistics, mean, variance));
        }
        if (y.needsGradient) {
            plan.onBackward(() -> backward(forward, flags, workspace, learns, y));
        }
        return y;
    }

    private void backward(
            batch_normalization_forward.primitive_desc forward, int flags, memory workspace, boolean learns, Tensor y) {
        batch_normalization_backward.primitive_desc backward = new batch_normalization_backward.primitive_desc(
                PlanBuilder.CPU,
                prop_kind.backward.value,
                y.desc(),
                y.desc(),
                x.desc(),
                (float) layer.getEps(),
                flags,
                forward,
                PlanBuilder.attributes(),
                false);
        memory dx = plan.allocate(backward.diff_src_desc());
        Kernel kernel = new Kernel(
                        plan, "batch normalisation backward", new batch_normalization_backward(backward), backward)
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .with(DNNL_ARG_DIFF_DST, plan.gradient(y, y.desc()))
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_DIFF_SRC, dx)
                .with(
                        DNNL_ARG_DIFF_SCALE,
                        learns ? parameters.get("gamma").store(plan, perChannel) : plan.allocate(perChannel))
                .with(
                        DNNL_ARG_DIFF_SHIFT,
                        learns ? parameters.get("beta").store(plan, perChannel) : plan.allocate(perChannel));
        if (workspace != null) {
            kernel.with(DNNL_ARG_WORKSPACE, workspace);
        }
        plan.backward.add(kernel);
        x.addGradient(dx);
    }

    private void moveRunningStatistics(Execution execution) {
        double rate = 1 - layer.getDecay();
        FloatBuffer batchMean = execution.floats(mean);
        FloatBuffer batchVariance = execution.floats(variance);
        boolean log = layer.isUseLogStd();
        String spread = log ? "log10stdev" : "var";
        FloatBuffer runningMean = floats(parameters.view("mean"));
        FloatBuffer runningSpread = floats(parameters.view(spread));
        FloatBuffer meanGradient = floats(parameters.gradient("mean"));
        FloatBuffer spreadGradient = floats(parameters.gradient(spread));
        for (int c = 0; c < channels; c++) {
            meanGradient.put(c, (float) (rate * (runningMean.get(c) - batchMean.get(c))));
            double running = runningSpread.get(c);
            if (log) { // the new variance first, then the way to its logarithm
                double moved = layer.getDecay() * Math.pow(10, 2 * running) + rate * batchVariance.get(c);
                spreadGradient.put(c, (float) (running - 0.5 * Math.log10(moved)));
            } else {
                spreadGradient.put(c, (float) (rate * (running - batchVariance.get(c))));
            }
        }
    }

    /** Parameters are a row of the flat view each. */
    private FloatBuffer floats(INDArray row) {
        return new FloatPointer(PlanBuilder.address(row)).capacity(channels).asBuffer();
    }
}
