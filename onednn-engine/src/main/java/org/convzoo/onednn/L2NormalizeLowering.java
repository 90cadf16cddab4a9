package org.convzoo.onednn;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.memory;

/**
 * Rows scaled to length one, y = x / max(|x|, eps), with sums in 64 bits. Gradient: (dy - y (y . dy)) / |x|; dy / eps for rows shorter
 * than eps. DL4J's own is wrong for rows shorter than 2e-3, as it bounds |x|^3 by eps too.
 */
final class L2NormalizeLowering {
    private L2NormalizeLowering() {}

    static Tensor lower(PlanBuilder plan, double eps, Tensor x) {
        int columns = Math.toIntExact(x.shape[1]);
        memory.desc plain = PlanBuilder.plain(x.shape);
        memory src = plan.as(plan.forward, x.memory, plain);
        memory dst = plan.allocate(plain);
        plan.forward.add(JavaStep.of(
                "l2 normalisation",
                execution -> normalize(execution.floats(src), execution.floats(dst), columns, eps),
                src,
                dst));
        Tensor y = new Tensor(dst, x.needsGradient, x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> {
                memory dy = plan.gradient(y, plain);
                memory dx = plan.allocate(plain);
                plan.backward.add(JavaStep.of(
                        "l2 normalisation backward",
                        execution -> backward(
                                execution.floats(src), execution.floats(dy), execution.floats(dx), columns, eps),
                        src,
                        dy,
                        dx));
                x.addGradient(dx);
            });
        }
        return y;
    }

    private static void normalize(FloatBuffer from, FloatBuffer to, int columns, double eps) {
        float[] row = new float[columns];
        for (int at = 0; at < from.capacity(); at += columns) {
            from.get(at, row);
            double norm = Math.max(Math.sqrt(dot(row, row)), eps);
            for (int i = 0; i < columns; i++) {
                row[i] = (float) (row[i] / norm);
            }
            to.put(at, row);
        }
    }

    private static void backward(FloatBuffer source, FloatBuffer gradient, FloatBuffer to, int columns, double eps) {
        float[] x = new float[columns];
        float[] dy = new float[columns];
        for (int at = 0; at < source.capacity(); at += columns) {
            source.get(at, x);
            gradient.get(at, dy);
            double norm = Math.sqrt(dot(x, x));
            double along = norm > eps ? dot(x, dy) / norm / norm : 0;
            for (int i = 0; i < columns; i++) {
                dy[i] = (float) ((dy[i] - x[i] * along) / Math.max(norm, eps));
            }
            to.put(at, dy);
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
