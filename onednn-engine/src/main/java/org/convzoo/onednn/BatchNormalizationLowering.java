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

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl.normalization_flags;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation (Ioffe and Szegedy 2015): on the batch's statistics in a training, on the running ones else.
 *
 * <p>DL4J moves the running statistics by pseudo-gradients, (1 - decay) * (running - batch), which its updater subtracts.
 */
final class BatchNormalizationLowering {
    private final PlanBuilder plan;
    private final BatchNormalization layer;
    private final Parameters parameters;
    private final Tensor x;
    private final int channels;
    private final memory.desc perChannel;
    private final memory scale;
    private final memory shift;
    private final memory mean;
    private final memory variance;

    private BatchNormalizationLowering(PlanBuilder plan, BatchNormalization layer, Parameters parameters, Tensor x) {
        this.plan = plan;
        this.layer = layer;
        this.parameters = parameters;
        this.x = x;
        this.channels = Math.toIntExact(x.shape[1]);
        this.perChannel = PlanBuilder.plain(channels);
        this.scale = layer.isLockGammaBeta()
                ? constant(layer.getGamma())
                : parameters.get("gamma").load(plan, perChannel);
        this.shift = layer.isLockGammaBeta()
                ? constant(layer.getBeta())
                : parameters.get("beta").load(plan, perChannel);
        this.mean = plan.training
                ? PlanBuilder.allocate(perChannel)
                : parameters.get("mean").load(plan, perChannel);
        this.variance = plan.training ? PlanBuilder.allocate(perChannel) : runningVariance();
    }

    static Tensor lower(PlanBuilder plan, BatchNormalization layer, Parameters parameters, Tensor x) {
        if (!layer.isMinibatch()) {
            throw new UnsupportedGraphException("batch normalisation without minibatch");
        }
        return new BatchNormalizationLowering(plan, layer, parameters, x).forward();
    }

    /** The running variance; DL4J may keep the logarithm of its root. */
    private memory runningVariance() {
        if (!layer.isUseLogStd()) {
            return parameters.get("var").load(plan, perChannel);
        }
        memory variance = PlanBuilder.allocate(perChannel);
        INDArray log10Std = parameters.view("log10stdev");
        plan.beforeForward.add(() -> {
            FloatBuffer values = buffer(variance);
            for (int c = 0; c < channels; c++) {
                values.put(c, (float) Math.pow(10, 2 * log10Std.getDouble(c)));
            }
        });
        return variance;
    }

    private memory constant(double value) {
        memory memory = PlanBuilder.allocate(perChannel);
        FloatBuffer values = buffer(memory);
        for (int c = 0; c < channels; c++) {
            values.put(c, (float) value);
        }
        return memory;
    }

    private Tensor forward() {
        int flags = normalization_flags.use_scale.value
                | normalization_flags.use_shift.value
                | (plan.training ? 0 : normalization_flags.use_global_stats.value);
        batch_normalization_forward.primitive_desc forward = new batch_normalization_forward.primitive_desc(
                PlanBuilder.CPU,
                plan.propagation().value,
                x.desc(),
                x.desc(),
                (float) layer.getEps(),
                flags,
                PlanBuilder.attributes(),
                false);
        memory dst = PlanBuilder.allocate(forward.dst_desc());
        plan.forward.add(new Kernel("batch normalisation", new batch_normalization_forward(forward))
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_SHIFT, shift)
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .with(DNNL_ARG_DST, dst));
        Tensor y = new Tensor(dst, x.needsGradient || !layer.isLockGammaBeta(), x.shape);
        if (plan.training) {
            plan.afterBackward.add(this::moveRunningStatistics);
        }
        plan.onBackward(() -> backward(forward, flags, y));
        return y;
    }

    private void backward(batch_normalization_forward.primitive_desc forward, int flags, Tensor y) {
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
        memory dx = PlanBuilder.allocate(backward.diff_src_desc());
        memory dScale = PlanBuilder.allocate(perChannel);
        memory dShift = PlanBuilder.allocate(perChannel);
        plan.backward.add(new Kernel("batch normalisation backward", new batch_normalization_backward(backward))
                .with(DNNL_ARG_SRC, x.memory)
                .with(DNNL_ARG_MEAN, mean)
                .with(DNNL_ARG_VARIANCE, variance)
                .with(DNNL_ARG_DIFF_DST, plan.gradient(y, y.desc()))
                .with(DNNL_ARG_SCALE, scale)
                .with(DNNL_ARG_DIFF_SRC, dx)
                .with(DNNL_ARG_DIFF_SCALE, dScale)
                .with(DNNL_ARG_DIFF_SHIFT, dShift));
        if (!layer.isLockGammaBeta()) {
            parameters.get("gamma").store(plan, dScale);
            parameters.get("beta").store(plan, dShift);
        }
        x.addGradient(dx);
    }

    private void moveRunningStatistics() {
        double rate = 1 - layer.getDecay();
        FloatBuffer batchMean = buffer(mean);
        FloatBuffer batchVariance = buffer(variance);
        boolean log = layer.isUseLogStd();
        INDArray runningMean = parameters.view("mean");
        INDArray runningSpread = parameters.view(log ? "log10stdev" : "var");
        INDArray meanGradient = parameters.gradient("mean");
        INDArray spreadGradient = parameters.gradient(log ? "log10stdev" : "var");
        for (int c = 0; c < channels; c++) {
            meanGradient.putScalar(c, rate * (runningMean.getDouble(c) - batchMean.get(c)));
            double running = runningSpread.getDouble(c);
            if (log) { // the new variance first, then the way to its logarithm
                double moved = layer.getDecay() * Math.pow(10, 2 * running) + rate * batchVariance.get(c);
                spreadGradient.putScalar(c, running - 0.5 * Math.log10(moved));
            } else {
                spreadGradient.putScalar(c, rate * (running - batchVariance.get(c)));
            }
        }
    }

    private FloatBuffer buffer(memory memory) {
        return new FloatPointer(memory.get_data_handle()).capacity(channels).asBuffer();
    }
}
