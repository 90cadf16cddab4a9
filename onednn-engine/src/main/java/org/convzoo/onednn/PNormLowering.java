package org.convzoo.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * The p-norm of each channel of a picture, y = (sum |x|^p)^(1/p), with sums in 64 bits. Gradient: dy x |x|^(p-2) / y^(p-1), and 0 for a
 * channel of zeros, where DL4J's is not a number.
 */
final class PNormLowering {
    private PNormLowering() {}

    /** [N, C, H, W] to [N, C, 1, 1]. */
    static Tensor lower(PlanBuilder plan, int p, Tensor x) {
        int pixels = Math.toIntExact(x.shape[2] * x.shape[3]);
        memory.desc plain = PlanBuilder.plain(x.shape);
        memory.desc plainResult = PlanBuilder.plain(x.shape[0], x.shape[1], 1, 1);
        memory src = plan.as(plan.forward, x.memory, plain);
        memory dst = plan.allocate(plainResult);
        plan.forward.add(JavaStep.of(
                "p-norm pooling",
                execution -> norms(execution.floats(src), execution.floats(dst), pixels, p),
                src,
                dst));
        Tensor y = new Tensor(dst, x.needsGradient, x.shape[0], x.shape[1], 1, 1);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, plainResult);
                memory dx = plan.allocate(plain);
                plan.backward.add(JavaStep.of(
                        "p-norm pooling backward",
                        execution -> backward(
                                execution.floats(src),
                                execution.floats(dst),
                                execution.floats(dy),
                                execution.floats(dx),
                                pixels,
                                p),
                        src,
                        dst,
                        dy,
                        dx));
                x.addGradient(dx);
            });
        }
        return y;
    }

    private static void norms(FloatBuffer source, FloatBuffer result, int pixels, int p) {
        float[] x = new float[pixels];
        for (int c = 0; c < result.capacity(); c++) {
            source.get(c * pixels, x);
            double sum = 0;
            for (float value : x) {
                sum += p == 2 ? (double) value * value : Math.pow(Math.abs(value), p);
            }
            result.put(c, (float) (p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1.0 / p)));
        }
    }

    private static void backward(
            FloatBuffer source, FloatBuffer norms, FloatBuffer gradient, FloatBuffer result, int pixels, int p) {
        float[] x = new float[pixels];
        for (int c = 0; c < norms.capacity(); c++) {
            source.get(c * pixels, x);
            double norm = norms.get(c);
            double factor = norm == 0 ? 0 : gradient.get(c) / Math.pow(norm, p - 1);
            for (int i = 0; i < pixels; i++) {
                double slope = x[i] == 0 ? 0 : x[i] * (p == 2 ? 1 : Math.pow(Math.abs(x[i]), p - 2));
                x[i] = (float) (factor * slope);
            }
            result.put(c * pixels, x);
        }
    }
}
