package org.convzoo.onednn;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * Convolutions of 3x3 with 2.25 or 4 times fewer multiplications (Winograd 1980; Lavin and Gray 2016, arXiv 1509.09308): with many channels
 * they are faster than the machine multiplies matrices, which is where direct ones end. Results differ from direct ones in the last bits only.
 */
final class WinogradLowering {
    private static final int TILES = 112; // of a block, more or less: its numbers stay in a core's caches
    private static final long LARGEST = Integer.MAX_VALUE / Float.BYTES; // numbers of a buffer, whose bytes are an int

    private final PlanBuilder plan;
    private final Window window;
    private final Parameter weights;
    private final Parameter bias; // null: none
    private final Epilogue epilogue;
    private final Tensor x;
    private final WinogradForm form;
    private final int in;
    private final int out;
    private final long[] outputShape;

    private WinogradLowering(
            PlanBuilder plan, Window window, Parameter weights, Parameter bias, Epilogue epilogue, Tensor x) {
        this.plan = plan;
        this.window = window;
        this.weights = weights;
        this.bias = bias;
        this.epilogue = epilogue;
        this.x = x;
        this.form = WinogradForm.of(plan);
        this.in = Math.toIntExact(weights.shape()[1]);
        this.out = Math.toIntExact(weights.shape()[0]);
        this.outputShape = new long[] {x.shape[0], out, window.out()[0], window.out()[1]};
    }

    /** Whether a convolution can be done so, and is better done so. */
    static boolean suits(PlanBuilder plan, Window window, Parameter weights, Epilogue epilogue, Tensor x) {
        long[] shape = weights.shape();
        if (plan.type != memory.data_type.f32
                || shape.length != 4
                || shape[2] != 3
                || shape[3] != 3
                || !Arrays.equals(window.stride(), new long[] {1, 1})
                || !Arrays.equals(window.dilation(), new long[] {0, 0})
                || Math.max(window.before()[0], window.before()[1]) > 2
                || Double.isNaN(slope(epilogue.activation()))) {
            return false;
        }
        WinogradForm form = WinogradForm.of(plan);
        long tiles = x.shape[0] * form.tiles(window.out()[0]) * form.tiles(window.out()[1]);
        long pixels = x.shape[0] * Math.max(x.shape[2] * x.shape[3], window.out()[0] * window.out()[1]);
        return pays(plan, tiles, shape[1], shape[0])
                && Math.max(shape[0], shape[1]) * pixels <= LARGEST
                && form.products() * shape[0] * shape[1] <= LARGEST;
    }

    /**
     * Whether it is faster than a direct convolution, as measured. Products save in x out a tile, the transforms cost in + out, and reading the kernels
     * costs the same for few tiles as for many.
     */
    private static boolean pays(PlanBuilder plan, long tiles, long in, long out) {
        long fewest = Math.min(in, out);
        if (plan.frozen) {
            return fewest >= 64 && tiles >= 16;
        } else if (plan.training) { // it transforms the kernels at each step
            return fewest >= 128 && tiles >= 98 && tiles * in * out >= 40_000_000;
        }
        return fewest >= 128 && tiles * in * out / (in + out) >= 12_000;
    }

    /** Of a rectifier below zero; 1 for the identity, NaN for what is neither. */
    private static float slope(Activations activation) {
        if (activation.isIdentity()) {
            return 1;
        }
        boolean rectifier = activation.forward() == algorithm.eltwise_relu && activation.alpha() < 1;
        return rectifier ? activation.alpha() : Float.NaN;
    }

    static Tensor lower(
            PlanBuilder plan, Window window, Parameter weights, Parameter bias, Epilogue epilogue, Tensor x) {
        return new WinogradLowering(plan, window, weights, bias, epilogue, x).forward();
    }

    private Tensor forward() {
        if (epilogue.residual() != null && !Arrays.equals(epilogue.residual().shape, outputShape)) {
            throw new UnsupportedGraphException("a sum of different shapes");
        }
        WinogradGrid grid = WinogradGrid.of(
                form, x.shape, outputShape, window.before()[0], window.before()[1], TILES, Workers.count());
        matmul.primitive_desc product = product(grid, in, out);
        memory source = channelsLast(plan.forward, x.memory, x.shape);
        memory dst = plan.allocate(plan.channelsLast(outputShape));
        plan.forward.add(new WinogradStep(
                plan,
                grid,
                in,
                out,
                product,
                source,
                kernels(plan.forward, product.weights_desc(), false),
                epilogue.bias(plan, bias, out),
                epilogue.residual() == null
                        ? null
                        : channelsLast(plan.forward, epilogue.residual().memory, outputShape),
                epilogue.sumLast(),
                slope(epilogue.activation()),
                dst));
        Tensor y = new Tensor(dst, x.needsGradient || weights.gradientView() != null, outputShape);
        if (y.needsGradient) {
            plan.onBackward(() -> {
                memory dz = channelsLast(plan.backward, epilogue.activation().gradient(plan, null, y), outputShape);
                if (weights.gradientView() != null) {
                    backwardWeights(source, dz);
                }
                if (x.needsGradient) {
                    backwardData(dz);
                }
            });
        }
        return y;
    }

    private memory channelsLast(List<Step> steps, memory value, long[] shape) {
        return plan.as(steps, value, plan.channelsLast(shape));
    }

    private static matmul.primitive_desc product(WinogradGrid grid, int in, int out) {
        int products = grid.form().products();
        return new matmul.primitive_desc(
                PlanBuilder.CPU,
                PlanBuilder.plain(products, grid.tiles(), in),
                new memory.desc(new long[] {products, in, out}, memory.data_type.f32, memory.format_tag.any),
                PlanBuilder.plain(products, grid.tiles(), out),
                PlanBuilder.attributes(),
                false);
    }

    /** The gradient of the input is a convolution of that of the result, with kernels turned by half a turn. */
    private void backwardData(memory dz) {
        WinogradGrid grid = WinogradGrid.of(
                form, outputShape, x.shape, 2 - window.before()[0], 2 - window.before()[1], TILES, Workers.count());
        matmul.primitive_desc product = product(grid, out, in);
        memory dx = plan.allocate(plan.channelsLast(x.shape));
        memory kernels = kernels(plan.backward, product.weights_desc(), true);
        plan.backward.add(new WinogradStep(plan, grid, out, in, product, dz, kernels, null, null, false, 1, dx));
        x.addGradient(dx);
    }

    private void backwardWeights(memory source, memory dz) {
        int tiles = in * out < 256 * 256
                ? TILES
                : 2 * TILES; // the sums of many channels pass through memory for each block
        WinogradGrid grid = WinogradGrid.of(
                form, x.shape, outputShape, window.before()[0], window.before()[1], tiles, Workers.count());
        memory.desc sums = PlanBuilder.plain(16, in, out);
        matmul.primitive_desc product = new matmul.primitive_desc(
                PlanBuilder.CPU,
                WinogradGradientStep.turned(grid, in),
                PlanBuilder.plain(16, grid.tiles(), out),
                sums,
                PlanBuilder.sum(),
                false);
        plan.backward.add(new WinogradGradientStep(
                plan,
                grid,
                in,
                out,
                product,
                source,
                dz,
                weights.store(plan, taps(false)),
                bias == null ? null : bias.store(plan, PlanBuilder.plain(out))));
    }

    /** Kernels [out, in, 3, 3] laid out as [3, 3, in, out], or [3, 3, out, in]. */
    private memory.desc taps(boolean turned) {
        long all = (long) in * out;
        return PlanBuilder.strided32(
                new long[] {out, in, 3, 3}, new long[] {turned ? in : 1, turned ? 1 : out, 3 * all, all});
    }

    /** The kernels, transformed, in the layout {@code wanted}; turned ones run from out to in. */
    private memory kernels(List<Step> steps, memory.desc wanted, boolean turned) {
        int products = form.products();
        long[] shape = turned ? new long[] {products, out, in} : new long[] {products, in, out};
        if (!plan.training || plan.frozen || epilogue.normalization() != null) {
            return epilogue.derived(plan, weights, "winograd " + form + (turned ? " turned" : ""), wanted, plain -> {
                memory taps = new memory(taps(turned), PlanBuilder.CPU);
                PlanBuilder.copyNow(plain, taps);
                plain.close();
                memory kernels = new memory(PlanBuilder.plain(shape), PlanBuilder.CPU);
                WinogradTransforms.kernels(form, Weights.floats(taps), Weights.floats(kernels), in * out, turned);
                taps.close();
                return kernels;
            });
        }
        memory taps = plan.as(steps, weights.memory(), taps(turned));
        memory kernels = plan.allocate(PlanBuilder.plain(shape));
        steps.add(JavaStep.of(
                "winograd kernels",
                execution -> WinogradTransforms.kernels(
                        form, execution.floats(taps), execution.floats(kernels), in * out, turned),
                taps,
                kernels));
        return plan.as(steps, kernels, wanted);
    }
}
