package org.convzoo.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import onnx.Onnx.NodeProto;

/**
 * Batch normalisation on running statistics, made part of the convolution before it. PyTorch's {@code torch.jit.freeze} does it, and
 * DJL has no call for that.
 */
final class FoldedNorm {
    private final OnnxModel model;
    private final NodeProto norm;
    private final float[] factor;

    FoldedNorm(OnnxModel model, NodeProto norm) throws IOException {
        this.model = model;
        this.norm = norm;
        FloatBuffer gamma = values(1), variance = values(4);
        factor = new float[gamma.remaining()];
        for (int i = 0; i < factor.length; i++) {
            factor[i] = (float) (gamma.get(i) / Math.sqrt(variance.get(i) + OnnxModel.number(norm, "epsilon")));
        }
    }

    /** Of a convolution, [out, in, height, width]. */
    ByteBuffer weights(String tensor) throws IOException {
        ByteBuffer bytes = model.values(tensor);
        FloatBuffer weights = bytes.asFloatBuffer();
        int each = weights.remaining() / factor.length;
        for (int i = 0; i < weights.limit(); i++) {
            weights.put(i, weights.get(i) * factor[i / each]);
        }
        return bytes;
    }

    /** Of a convolution that had none. */
    ByteBuffer bias() throws IOException {
        ByteBuffer bytes = model.values(norm.getInput(2));
        FloatBuffer bias = bytes.asFloatBuffer(), mean = values(3);
        for (int i = 0; i < factor.length; i++) {
            bias.put(i, bias.get(i) - mean.get(i) * factor[i]);
        }
        return bytes;
    }

    private FloatBuffer values(int input) throws IOException {
        return model.values(norm.getInput(input)).asFloatBuffer();
    }
}
