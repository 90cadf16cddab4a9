package org.convzoo.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ONNX Runtime, which has the last word on what a file means. */
final class Ort implements AutoCloseable {
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

    private final OrtSession session;

    Ort(Path file) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = ENVIRONMENT.createSession(file.toString(), options);
        }
    }

    OrtSession session() {
        return session;
    }

    /** The outputs, in the file's order. */
    List<INDArray> run(INDArray input) throws OrtException {
        String name = session.getInputNames().iterator().next();
        FloatBuffer values = FloatBuffer.wrap(input.dup('c').data().asFloat());
        try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, values, input.shape());
                Result result = session.run(Map.of(name, tensor))) {
            List<INDArray> outputs = new ArrayList<>();
            for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
                OnnxTensor output = (OnnxTensor) entry.getValue();
                float[] numbers = new float[output.getFloatBuffer().remaining()];
                output.getFloatBuffer().get(numbers);
                outputs.add(Nd4j.create(numbers, output.getInfo().getShape(), 'c'));
            }
            return outputs;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
