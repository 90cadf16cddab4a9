package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;

/**
 * A convolution of 3x3 on channels last by a {@link WinogradForm}: each worker takes a block of rows of tiles, transforms the input, has oneDNN
 * multiply matrices [tiles, in] x [in, out], and transforms the products into pixels with bias, other branch and rectifier.
 */
final class WinogradStep implements Step {
    /** Numbers that a loop of the transforms works on: its arrays stay in the first cache. */
    private static final int SEGMENT = 1 << 10;

    private final String vertex;
    private final WinogradGrid grid;
    private final WinogradForm form;
    private final int in;
    private final int out;
    private final memory source; // [N, C, H, W], channels last
    private final memory kernels; // [form.products(), in, out], as the product wants them
    private final memory bias; // null: none
    private final memory residual; // null: none
    private final boolean sumLast; // the residual comes after the rectifier
    private final float slope; // below zero; 1: no rectifier
    private final memory result;
    private final matmul product;
    private final String implementation;
    private final List<memory> patches = new ArrayList<>(); // [form.products(), tiles, in], for each worker
    private final List<memory> products = new ArrayList<>(); // [form.products(), tiles, out]
    private final List<memory> scratchpads = new ArrayList<>();

    WinogradStep(
            PlanBuilder plan,
            WinogradGrid grid,
            int in,
            int out,
            matmul.primitive_desc description,
            memory source,
            memory kernels,
            memory bias,
            memory residual,
            boolean sumLast,
            float slope,
            memory result) {
        this.vertex = plan.vertexName();
        this.grid = grid;
        this.form = grid.form();
        this.in = in;
        this.out = out;
        this.source = source;
        this.kernels = kernels;
        this.bias = bias;
        this.residual = residual;
        this.sumLast = sumLast;
        this.slope = slope;
        this.result = result;
        this.product = new matmul(description);
        this.implementation =
                "winograd " + form + ", " + description.impl_info_str().getString();
        for (int worker = 0; worker < Math.min(Workers.count(), grid.blocks()); worker++) {
            patches.add(plan.allocate(description.src_desc()));
            products.add(plan.allocate(description.dst_desc()));
            scratchpads.add(plan.allocate(description.scratchpad_desc()));
        }
    }

    @Override
    public Collection<memory> memories() {
        List<memory> all = new ArrayList<>(List.of(source, kernels, result));
        if (bias != null) {
            all.add(bias);
        }
        if (residual != null) {
            all.add(residual);
        }
        all.addAll(patches);
        all.addAll(products);
        all.addAll(scratchpads);
        return all;
    }

    @Override
    public String vertex() {
        return vertex;
    }

    @Override
    public String implementation() {
        return implementation;
    }

    @Override
    public Runnable bind(Execution execution) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < patches.size(); i++) {
            workers.add(new Worker(execution, i));
        }
        float[] biases = new float[out];
        return () -> {
            execution.stream()._wait();
            workers.forEach(worker -> worker.connect(execution));
            if (bias != null) {
                execution.floats(bias).get(0, biases);
            }
            FloatBuffer x = execution.floats(source);
            FloatBuffer other = residual == null ? null : execution.floats(residual);
            FloatBuffer y = execution.floats(result);
            Workers.run(workers.size(), grid.blocks(), (worker, block) -> workers.get(worker)
                    .run(block, x, biases, other, y));
        };
    }

    /** One worker's part of a run. */
    private final class Worker {
        private final int number;
        private final IntMemoryMap arguments = new IntMemoryMap();
        private final stream stream = new stream(PlanBuilder.CPU);
        private final WinogradInput input = new WinogradInput(grid, in, SEGMENT);
        private final int tilesAtOnce = Math.max(1, SEGMENT / out);
        private final float[][] m = new float[form.products()][tilesAtOnce * out];
        private final float[][] half = new float[form.patch][tilesAtOnce * out];
        private final float[][] pixels = new float[form.tile][tilesAtOnce * out];
        private final float[] biases = new float[tilesAtOnce * out];
        private final float[] other = new float[tilesAtOnce * out];
        private FloatBuffer patch;
        private FloatBuffer products;

        Worker(Execution execution, int number) {
            this.number = number;
            arguments.put(DNNL_ARG_SRC, execution.placed(patches.get(number)));
            arguments.put(DNNL_ARG_WEIGHTS, execution.placed(kernels));
            arguments.put(DNNL_ARG_DST, execution.placed(WinogradStep.this.products.get(number)));
            arguments.put(DNNL_ARG_SCRATCHPAD, execution.placed(scratchpads.get(number)));
        }

        void connect(Execution execution) {
            patch = execution.floats(patches.get(number));
            products = execution.floats(WinogradStep.this.products.get(number));
        }

        void run(int block, FloatBuffer x, float[] bias, FloatBuffer residual, FloatBuffer y) {
            int first = block * grid.rows();
            int rows = Math.min(grid.rows(), grid.allRows() - first);
            for (int row = 0; row < rows; row++) {
                input.row(x, first + row, row, patch);
            }
            product.execute(stream, arguments);
            stream._wait();
            for (int tile = 0; tile < tilesAtOnce; tile++) {
                System.arraycopy(bias, 0, biases, tile * out, out);
            }
            for (int row = 0; row < rows; row++) {
                output(first + row, row, residual, y);
            }
        }

        /** A row of tiles becomes rows of pixels. */
        private void output(int row, int place, FloatBuffer residual, FloatBuffer y) {
            int plane = grid.tiles() * out;
            int top = row % grid.down() * form.tile;
            for (int tile = 0; tile < grid.across(); tile += tilesAtOnce) {
                int count = Math.min(tilesAtOnce, grid.across() - tile);
                int n = count * out;
                for (int k = 0; k < m.length; k++) {
                    products.get(k * plane + (place * grid.across() + tile) * out, m[k], 0, n);
                }
                for (int i = 0; i < form.tile && top + i < grid.outHeight(); i++) {
                    int at = (row / grid.down() * grid.outHeight() + top + i) * grid.outWidth() + form.tile * tile;
                    for (int j = 0; j < form.patch; j++) {
                        form.output(i, m, j, form.patch, half[j], n);
                    }
                    for (int j = 0; j < form.tile; j++) {
                        form.output(j, half, 0, 1, pixels[j], n);
                        finish(pixels[j], n, residual, at + j, count, form.tile * tile + j);
                        for (int t = 0; t < count && form.tile * (tile + t) + j < grid.outWidth(); t++) {
                            y.put((at + form.tile * t + j) * out, pixels[j], t * out, out);
                        }
                    }
                }
            }
        }

        /** What rides along, on a pixel of each tile, from {@code at} on. */
        private void finish(float[] pixels, int n, FloatBuffer residual, int at, int count, int column) {
            if (bias != null) {
                WinogradTransforms.add(pixels, biases, pixels, n);
            }
            if (residual != null && !sumLast) {
                add(residual, pixels, n, at, count, column);
            }
            if (slope == 0) {
                WinogradTransforms.rectify(pixels, n);
            } else if (slope != 1) {
                WinogradTransforms.rectify(pixels, slope, n);
            }
            if (residual != null && sumLast) {
                add(residual, pixels, n, at, count, column);
            }
        }

        private void add(FloatBuffer residual, float[] pixels, int n, int at, int count, int column) {
            Arrays.fill(other, 0, n, 0);
            for (int t = 0; t < count && column + form.tile * t < grid.outWidth(); t++) {
                residual.get((at + form.tile * t) * out, other, t * out, out);
            }
            WinogradTransforms.add(pixels, other, pixels, n);
        }
    }
}
