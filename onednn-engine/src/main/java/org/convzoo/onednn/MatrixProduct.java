package org.convzoo.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Products of matrices by oneDNN on all cores: several times as fast as ND4J's where its BLAS has one thread, or does not know the processor. */
public final class MatrixProduct {
    private MatrixProduct() {}

    /**
     * c = a b. What is not FLOAT, or where oneDNN cannot be loaded, ND4J multiplies.
     *
     * @param a [m, k], of any strides, as are the others
     * @param b [k, n]
     * @param c [m, n], written to
     */
    public static void multiply(INDArray a, INDArray b, INDArray c) {
        if (a.rank() != 2 || b.rank() != 2 || c.rank() != 2) {
            throw new IllegalArgumentException(
                    "matrices have two dimensions, not " + a.rank() + ", " + b.rank() + " and " + c.rank());
        }
        if (a.size(1) != b.size(0) || a.size(0) != c.size(0) || b.size(1) != c.size(1)) {
            throw new IllegalArgumentException("a product of " + a.shapeInfoToString() + " and " + b.shapeInfoToString()
                    + " is not " + c.shapeInfoToString());
        }
        if (a.dataType() != DataType.FLOAT
                || b.dataType() != DataType.FLOAT
                || c.dataType() != DataType.FLOAT
                || !OneDnn.isAvailable()) {
            a.mmuli(b, c);
            return;
        }
        matmul.primitive_desc description =
                new matmul.primitive_desc(PlanBuilder.CPU, desc(a), desc(b), desc(c), PlanBuilder.attributes(), false);
        memory scratchpad = new memory(description.scratchpad_desc(), PlanBuilder.CPU);
        IntMemoryMap arguments = new IntMemoryMap();
        arguments.put(DNNL_ARG_SRC, PlanBuilder.wrap(a, desc(a)));
        arguments.put(DNNL_ARG_WEIGHTS, PlanBuilder.wrap(b, desc(b)));
        arguments.put(DNNL_ARG_DST, PlanBuilder.wrap(c, desc(c)));
        arguments.put(DNNL_ARG_SCRATCHPAD, scratchpad);
        stream stream = new stream(PlanBuilder.CPU);
        new matmul(description).execute(stream, arguments);
        stream._wait();
        arguments.close(); // it shares the scratchpad, which may be as large as a matrix
        scratchpad.close();
    }

    private static memory.desc desc(INDArray matrix) {
        return PlanBuilder.strided32(matrix.shape(), matrix.stride());
    }
}
