package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Engine;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The nets with their published weights give what PyTorch gives; {@code src/test/python/face_judge.py} wrote it down. */
@Tag("real-data")
class PublishedWeightsTest {
    private static final Map<String, List<List<Double>>> JUDGED = judged();

    @ParameterizedTest
    @CsvSource({
        "facenet-resnet.face-api, 150, 150",
        "face-expression.face-api, 112, 112",
        "face-landmarks68.face-api, 112, 112",
        "mtcnn-pnet.facenet-pytorch, 25, 34",
        "mtcnn-rnet.facenet-pytorch, 24, 24",
        "mtcnn-onet.facenet-pytorch, 48, 48"
    })
    void giveWhatPyTorchGives(String weights, int height, int width) {
        FaceData.require();
        Model model = ModelZoo.load(weights);
        List<List<Double>> expected = JUDGED.get(model.card().architecture());
        for (Engine engine : Engine.values()) {
            INDArray[] outputs = engine.prepare(model.graph().clone()).output(picture(height, width));
            assertThat(outputs).hasSize(expected.size());
            for (int i = 0; i < outputs.length; i++) {
                float[] values = outputs[i].dup('c').data().asFloat();
                List<Double> judged = expected.get(i);
                assertThat(values).hasSize(judged.size());
                double largest = judged.stream().mapToDouble(Math::abs).max().orElseThrow();
                for (int k = 0; k < values.length; k++) {
                    assertThat(Math.abs(values[k] - judged.get(k)))
                            .as("%s on %s, output %d, number %d", weights, engine, i, k)
                            .isLessThan(2e-5 * largest);
                }
            }
        }
    }

    /** The formula of face_judge.py. */
    private static INDArray picture(int height, int width) {
        float[] values = new float[3 * height * width];
        int i = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[i++] = (float) Math.sin(0.37 * x + 0.053 * y * (c + 1) + c);
                }
            }
        }
        return Nd4j.create(values, new long[] {1, 3, height, width});
    }

    private static Map<String, List<List<Double>>> judged() {
        try (InputStream in = PublishedWeightsTest.class.getResourceAsStream("judge.json")) {
            return Json.MAPPER.readValue(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), new TypeReference<>() {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
