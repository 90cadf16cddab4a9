package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.onnx.OnnxExport;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/** ONNX Runtime paints the same pictures from the files that ConvZoo exports. */
class StyleNetExportTest {
    private static final double STEP = 1; // of 255

    @TempDir
    Path folder;

    @Test
    void paintsTheSame() throws OrtException {
        Spec spec = StyleNet.STYLE_NET.defaultSpec().withWidthFactor(0.25).withInput(3, 44, 60);
        assertPaintsTheSame(StyleNets.randomised(StyleNets.configuration(spec)), 44, 60);
    }

    @Test
    @Tag("real-data")
    void paintsTheSameWithPublishedWeights() throws OrtException {
        Assumptions.assumeTrue(
                System.getenv("ZOO_MIRROR") != null, "the nets' weights are not at hand: set ZOO_MIRROR");
        assertPaintsTheSame(ModelZoo.load("style-net.la-muse").graph(), 96, 128);
    }

    private void assertPaintsTheSame(ComputationGraph graph, int height, int width) throws OrtException {
        Path file = folder.resolve("net.onnx");
        OnnxExport.of(graph, InputType.convolutional(height, width, 3)).write(file);
        INDArray x = StyleNets.pictures(2, height, width);
        INDArray expected = Engine.ONEDNN.prepare(graph).outputSingle(x);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(
                        environment, FloatBuffer.wrap(x.dup('c').data().asFloat()), x.shape());
                Result result = session.run(Map.of("input", input))) {
            FloatBuffer painted = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] ours = expected.dup('c').data().asFloat();
            assertThat(painted.remaining()).isEqualTo(ours.length);
            double worst = 0;
            for (float value : ours) {
                worst = Math.max(worst, Math.abs(value - painted.get()));
            }
            System.out.println("largest difference to ONNX Runtime: " + worst + " of 255");
            assertThat(worst).isLessThan(STEP);
        }
    }
}
