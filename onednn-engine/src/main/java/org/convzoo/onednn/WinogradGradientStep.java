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
import org.bytedeco.javacpp.Pointer;

/**
 * The gradient of the kernels of a {@link WinogradStep}, exactly that of its formula: dg = G' [sum over tiles of (B' d B) o (A dY A')] G.
 * Each worker adds up sixteen products [in, tiles] x [tiles, out] over its blocks; which blocks are whose is fixed, so that the bits are.
 */
final class WinogradGradientStep implements Step {
    private static final int SEGMENT = 1 << 10;

    private final String vertex;
    private final WinogradGrid grid;
    private final int in;
    private final int out;
    private final memory source; // [N, C, H, W], channels last
    private final memory gradient; // of the result, [N, K, H, W], channels last
    private final memory taps; // [3, 3, in, out]
    private final memory bias; // null: none
    private final matmul product; // and the sum
    private final String implementation;
    private final List<memory> patches = new ArrayList<>(); // [16, tiles, in], for each worker
    private final List<memory> gradients = new ArrayList<>(); // [16, tiles, out]
    private final List<memory> sums = new ArrayList<>(); // [16, in, out]
    private final List<memory> scratchpads = new ArrayList<>();

    WinogradGradientStep(
            PlanBuilder plan,
            WinogradGrid grid,
            int in,
            int out,
            matmul.primitive_desc description,
            memory source,
            memory gradient,
            memory taps,
            memory bias) {
        this.vertex = plan.vertexName();
        this.grid = grid;
        this.in = in;
        this.out = out;
        this.source = source;
        this.gradient = gradient;
        this.taps = taps;
        this.bias = bias;
        this.product = new matmul(description);
        this.implementation =
                "winograd gradient, " + description.impl_info_str().getString();
        for (int worker = 0; worker < Math.min(Workers.count(), grid.blocks()); worker++) {
            patches.add(plan.allocate(PlanBuilder.plain(16, grid.tiles(), in)));
            gradients.add(plan.allocate(description.weights_desc()));
            sums.add(plan.allocate(description.dst_desc()));
            scratchpads.add(plan.allocate(description.scratchpad_desc()));
        }
    }

    /** How the product reads what {@link WinogradInput} writes: [16, in, tiles]. */
    static memory.desc turned(WinogradGrid grid, int in) {
        long tiles = grid.tiles();
        return PlanBuilder.strided32(new long[] {16, in, tiles}, new long[] {in * tiles, 1, in});
    }

    @Override
    public Collection<memory> memories() {
        List<memory> all = new ArrayList<>(List.of(source, gradient, taps));
        if (bias != null) {
            all.add(bias);
        }
        all.addAll(patches);
        all.addAll(gradients);
        all.addAll(sums);
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
        for (int i = 0; i < sums.size(); i++) {
            workers.add(new Worker(execution, i));
        }
        return () -> {
            execution.stream()._wait();
            FloatBuffer x = execution.floats(source);
            FloatBuffer dy = execution.floats(gradient);
            Workers.run(workers.size(), workers.size(), (w, number) -> {
                Worker worker = workers.get(number);
                worker.begin(execution);
                for (int block = number; block < grid.blocks(); block += workers.size()) {
                    worker.run(block, x, dy);
                }
            });
            WinogradTransforms.kernelGradients(
                    workers.stream().map(worker -> worker.sum).toList(), execution.floats(taps), in * out);
            if (bias != null) {
                float[] total = new float[out];
                workers.forEach(worker -> WinogradTransforms.add(total, worker.bias(), total, out));
                execution.floats(bias).put(0, total);
            }
        };
    }

    /** One worker's part of a run. */
    private final class Worker {
        private final int number;
        private final IntMemoryMap arguments = new IntMemoryMap();
        private final memory turned; // the patches
        private final stream stream = new stream(PlanBuilder.CPU);
        private final WinogradInput input = new WinogradInput(grid, in, SEGMENT);
        private final int tilesAtOnce = Math.max(1, SEGMENT / out);
        private final float[][] dy = new float[4][tilesAtOnce * out];
        private final float[][] half = new float[2][tilesAtOnce * out];
        private final float[] whole = new float[tilesAtOnce * out];
        private final float[] biases = new float[tilesAtOnce * out];
        private FloatBuffer patch;
        private FloatBuffer to;
        private FloatBuffer sum;

        Worker(Execution execution, int number) {
            this.number = number;
            this.turned = new memory(turned(grid, in), PlanBuilder.CPU, (Pointer) null);
            execution.placed(patches.get(number)); // here, since the workers begin at once
            arguments.put(DNNL_ARG_SRC, turned);
            arguments.put(DNNL_ARG_WEIGHTS, execution.placed(gradients.get(number)));
            arguments.put(DNNL_ARG_DST, execution.placed(sums.get(number)));
            arguments.put(DNNL_ARG_SCRATCHPAD, execution.placed(scratchpads.get(number)));
        }

        void begin(Execution execution) {
            turned.set_data_handle(execution.placed(patches.get(number)).get_data_handle());
            patch = execution.floats(patches.get(number));
            to = execution.floats(gradients.get(number));
            sum = execution.floats(sums.get(number));
            Arrays.fill(whole, 0);
            for (int at = 0; at < sum.capacity(); at += whole.length) {
                sum.put(at, whole, 0, Math.min(whole.length, sum.capacity() - at));
            }
            Arrays.fill(biases, 0);
        }

        void run(int block, FloatBuffer x, FloatBuffer gradient) {
            int first = block * grid.rows();
            for (int row = 0; row < grid.rows(); row++) {
                if (first + row < grid.allRows()) {
                    input.row(x, first + row, row, patch);
                    output(gradient, first + row, row);
                } else { // the last block may be short
                    clear(patch, row, in);
                    clear(to, row, out);
                }
            }
            product.execute(stream, arguments);
            stream._wait();
        }

        private void clear(FloatBuffer buffer, int row, int channels) {
            float[] zeros = new float[grid.across() * channels];
            for (int k = 0; k < 16; k++) {
                buffer.put((k * grid.tiles() + row * grid.across()) * channels, zeros);
            }
        }

        /** Two rows of pixels become a row of tiles. */
        private void output(FloatBuffer gradient, int row, int place) {
            int plane = grid.tiles() * out;
            int top = row % grid.down() * 2;
            for (int tile = 0; tile < grid.across(); tile += tilesAtOnce) {
                int count = Math.min(tilesAtOnce, grid.across() - tile);
                int n = count * out;
                for (int i = 0; i < 2; i++) {
                    int line = (row / grid.down() * grid.outHeight() + top + i) * grid.outWidth();
                    for (int j = 0; j < 2; j++) {
                        pixels(gradient, top + i < grid.outHeight(), line, 2 * tile + j, count, dy[2 * i + j]);
                        if (bias != null) {
                            WinogradTransforms.add(biases, dy[2 * i + j], biases, n);
                        }
                    }
                }
                int at = (place * grid.across() + tile) * out;
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 2; j++) {
                        WinogradTransforms.outputGradient(i, dy[j], dy[2 + j], half[j], n);
                    }
                    for (int j = 0; j < 4; j++) {
                        WinogradTransforms.outputGradient(j, half[0], half[1], whole, n);
                        to.put((4 * i + j) * plane + at, whole, 0, n);
                    }
                }
            }
        }

        private void pixels(FloatBuffer gradient, boolean inside, int line, int column, int count, float[] pixels) {
            for (int t = 0; t < count; t++) {
                if (inside && column + 2 * t < grid.outWidth()) {
                    gradient.get((line + column + 2 * t) * out, pixels, t * out, out);
                } else {
                    Arrays.fill(pixels, t * out, (t + 1) * out, 0);
                }
            }
        }

        /** The gradient of the bias, over this worker's blocks. */
        private float[] bias() {
            float[] total = new float[out];
            for (int tile = 0; tile < tilesAtOnce; tile++) {
                WinogradTransforms.add(total, Arrays.copyOfRange(biases, tile * out, (tile + 1) * out), total, out);
            }
            return total;
        }
    }
}
