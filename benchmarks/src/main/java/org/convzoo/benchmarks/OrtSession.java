package org.convzoo.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.onnx.OnnxExport;

/** ONNX Runtime, which infers only. Its arena and its memory pattern are on, as they come. */
final class OrtSession implements Session {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final ai.onnxruntime.OrtSession session;
    private final String name; // of the input
    private final FloatBuffer input;
    private final long[] shape;

    /** @param spinning whether its threads wait for each other in a busy loop */
    OrtSession(Work work, Path onnx, float[] input, boolean spinning) throws OrtException {
        shape = work.net().inputShape(work.batch());
        // A direct buffer is handed over as it is, an array would be copied.
        this.input = ByteBuffer.allocateDirect(Float.BYTES * input.length)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        this.input.put(input).rewind();
        try (SessionOptions options = new SessionOptions()) {
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
            options.setSymbolicDimensionValue(
                    OnnxExport.BATCH, work.batch()); // as if the file were for such batches only
            session = environment.createSession(onnx.toString(), options);
        }
        name = session.getInputNames().iterator().next();
    }

    @Override
    public float[] outputs() throws OrtException {
        try (OnnxTensor x = OnnxTensor.createTensor(environment, input, shape);
                Result result = session.run(Map.of(name, x))) {
            List<float[]> outputs = new ArrayList<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                outputs.add(values);
            }
            return Outputs.joined(outputs);
        }
    }

    @Override
    public void step() throws OrtException {
        outputs();
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }
}
