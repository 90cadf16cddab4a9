package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ModelSummary;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Progress;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class FeatureWeightsTest {
    @TempDir
    Path folder;

    /** VGG-19's convolutions as far as conv5_1, by the paper's table 1: each has 9 in out weights and a bias per filter. */
    @Test
    void hasAsManyParametersAsThePaper() {
        VggFeatures net = VggFeatures.VGG19_FEATURES;
        assertThat(ModelSummary.trainableParameters(
                        net.configure(net.defaultSpec(), new NeuralNetConfiguration.Builder())))
                .isEqualTo(12_944_960);
        assertThat(VggFeatures.layers())
                .hasSize(13)
                .startsWith("conv1_1", "conv1_2")
                .endsWith("conv4_4", "conv5_1");
    }

    @Test
    void missingOnesAreNamedWithTheirPlace() {
        DataHome home = new DataHome(folder, Optional.empty(), true);
        assertThatThrownBy(() -> FeatureWeights.load(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("https://storage.googleapis.com/tensorflow/keras-applications/vgg19/")
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("zoo import FILE --as vgg19-features");
    }

    /** The last convolution against the file's bytes: half precision, counted by height, width, in, out. */
    @Test
    void readsTheFileInHalfPrecision() throws IOException {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "ZOO_MIRROR is not set");
        Model model = FeatureWeights.load(new DataHome(folder, Optional.of(mirror), true), Progress.NONE);
        assertThat(model.card().id()).isEqualTo("vgg19-features.imagenet-f16");
        assertThat(model.card().preprocessing().mean()).containsExactly(103.939f, 116.779f, 123.68f);
        ByteBuffer file = ByteBuffer.wrap(
                        Files.readAllBytes(Path.of(mirror, "vgg19", "vgg19-conv1_1-conv5_1-f16.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) file.getLong(0);
        JsonNode tensor = Json.MAPPER
                .readTree(new String(file.array(), 8, header, StandardCharsets.UTF_8))
                .path("block5_conv1/kernel");
        int start = 8 + header + tensor.path("data_offsets").path(0).asInt();
        INDArray weights = model.graph().getParam("conv5_1_W"); // out, in, height, width
        for (int i = 0; i < 3 * 3 * 512 * 512; i += 9973) {
            int out = i % 512, in = i / 512 % 512, x = i / 512 / 512 % 3, y = i / 512 / 512 / 3;
            assertThat(weights.getFloat(out, in, y, x)).isEqualTo(half(file.getShort(start + 2 * i)));
        }
    }

    private static float half(short bits) {
        int exponent = bits >> 10 & 31, fraction = bits & 1023;
        float size = exponent == 0 ? fraction * 0x1p-24f : (1024 + fraction) * (float) Math.pow(2, exponent - 25);
        return bits < 0 ? -size : size;
    }
}
