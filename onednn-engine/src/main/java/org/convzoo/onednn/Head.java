package org.convzoo.onednn;

import org.bytedeco.dnnl.memory;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output of a training, between its forward and its backward steps. */
interface Head {
    /** What the forward steps leave, plain. */
    memory value();

    /** Its gradient, plain. */
    memory gradient();

    /** Of both. */
    long[] shape();

    /** The loss, summed over the batch; writes the gradient. */
    double apply(INDArray labels, INDArray value, INDArray gradient);
}
