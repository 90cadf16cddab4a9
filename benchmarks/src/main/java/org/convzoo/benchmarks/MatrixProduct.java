package org.convzoo.benchmarks;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import java.util.Arrays;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A float32 product of square matrices by oneDNN, all in the layouts that it likes best: the rate that this machine reaches in this
 * process at this moment.
 */
final class MatrixProduct {
    private static final int SIDE = 1024;
    private static final double GFLOP = 2e-9 * SIDE * SIDE * SIDE;

    private final engine cpu = new engine(engine.kind.cpu, 0);
    private final stream stream = new stream(cpu);
    private final memory a;
    private final memory b;
    private final memory c;
    private final IntMemoryMap arguments = new IntMemoryMap();
    private final matmul product;

    private long products;
    private double seconds;

    MatrixProduct() {
        memory.desc any = new memory.desc(new long[] {SIDE, SIDE}, memory.data_type.f32, memory.format_tag.any);
        matmul.primitive_desc best = new matmul.primitive_desc(cpu, any, any, any, new primitive_attr(), false);
        a = ones(best.src_desc());
        b = ones(best.weights_desc());
        c = ones(best.dst_desc());
        arguments.put(DNNL_ARG_SRC, a);
        arguments.put(DNNL_ARG_WEIGHTS, b);
        arguments.put(DNNL_ARG_DST, c);
        product = new matmul(best);
        multiply(); // the kernel is made, the pages are there
    }

    private memory ones(memory.desc desc) {
        memory matrix = new memory(desc, cpu);
        float[] values = new float[SIDE * SIDE]; // no layout of whole blocks has padding
        Arrays.fill(values, 1);
        new FloatPointer(matrix.get_data_handle()).put(values);
        return matrix;
    }

    private void multiply() {
        product.execute(stream, arguments);
        stream._wait();
    }

    /** Goes on for so long. */
    void run(double time) {
        long start = System.nanoTime();
        double elapsed;
        do {
            multiply();
            products++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < time);
        seconds += elapsed;
    }

    /** Of all runs so far. */
    double gflops() {
        return products * GFLOP / seconds;
    }
}
