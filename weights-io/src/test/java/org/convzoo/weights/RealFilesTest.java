package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Reads files that others wrote. The checksums are of all values as little-endian float32, in the file's order and C order, worked out
 * by PyTorch 1.13, h5py 3.7 and NumPy.
 */
@Tag("real-data")
class RealFilesTest {
    private static WeightsFile open(String name) {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(
                mirror != null && !mirror.isBlank(), "ZOO_MIRROR is not set, so " + name + " is not on this machine");
        assertThat(Path.of(mirror)).as("ZOO_MIRROR must be absolute").isAbsolute();
        return WeightsFile.open(Path.of(mirror, name));
    }

    private static void assertValues(WeightsFile file, int tensors, long count, long crc32) {
        assertThat(file.names()).hasSize(tensors);
        assertThat(file.count()).isEqualTo(count);
        CRC32 crc = new CRC32();
        for (String name : file.names()) {
            float[] values = file.floats(name);
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            crc.update(bytes);
        }
        assertThat(crc.getValue()).isEqualTo(crc32);
    }

    private static void assertFirst(WeightsFile file, String name, List<Long> shape, float... values) {
        assertThat(file.tensor(name).shape()).isEqualTo(shape);
        assertThat(Arrays.copyOf(file.floats(name), values.length)).containsExactly(values);
    }

    /** The old form, with convolutions that are not contiguous. */
    @ParameterizedTest
    @CsvSource({
        "pnet, 13, 6632, 0xb5088f2d",
        "rnet, 16, 100178, 0x1dcb4917",
        "onet, 21, 389040, 0x3b574e69",
    })
    void mtcnn(String net, int tensors, long count, String crc32) {
        try (WeightsFile file = open("pytorch/" + net + ".pt")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.PYTORCH);
            assertValues(file, tensors, count, Long.decode(crc32));
        }
    }

    @Test
    void pnetHasTheValuesThatPyTorchReads() {
        try (WeightsFile file = open("pytorch/pnet.pt")) {
            assertThat(file.names()).startsWith("conv1.weight", "conv1.bias", "prelu1.weight");
            assertFirst(file, "conv1.weight", List.of(10L, 3L, 3L, 3L), -0.08164716f, 0.83591545f, 1.2464966f);
            assertThat(file.floats("conv1.weight")[269]).isEqualTo(0.50872f);
            assertFirst(file, "conv4_2.bias", List.of(4L), 0.021560501f, -0.04285f, -0.06107179f);
            INDArray weight = file.array("conv1.weight");
            assertThat(weight.shape()).containsExactly(10, 3, 3, 3);
            assertThat(weight.dataType()).isEqualTo(DataType.FLOAT);
            assertThat(weight.getFloat(0, 0, 0, 1)).isEqualTo(0.83591545f);
            assertThat(weight.getFloat(9, 2, 2, 2)).isEqualTo(0.50872f);
        }
    }

    @Test
    void yoloFastestV2() {
        try (WeightsFile file = open("pytorch/yolo-fastestv2-coco.pth")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.PYTORCH);
            assertValues(file, 444, 251_664, 0x8e5fdea0L);
            assertFirst(file, "backbone.first_conv.0.weight", List.of(24L, 3L, 3L, 3L), -0.11659056f, -0.09669673f);
            assertThat(file.tensor("backbone.first_conv.1.num_batches_tracked"))
                    .isEqualTo(new TensorInfo("backbone.first_conv.1.num_batches_tracked", ValueType.I64, List.of()));
            assertThat(file.longs("backbone.first_conv.1.num_batches_tracked")).containsExactly(1_700_730);
            assertThat(file.array("backbone.first_conv.1.num_batches_tracked").getLong(0))
                    .isEqualTo(1_700_730);
        }
    }

    @Test
    void squeezeNet() {
        try (WeightsFile file = open("squeezenet/squeezenet_weights_tf_dim_ordering_tf_kernels_notop.h5")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.KERAS);
            assertValues(file, 50, 722_496, 0x45919c65L);
            assertThat(file.names()).startsWith("conv1/uniform1", "conv1/conv1_b", "fire2/squeeze1x1/uniform2");
            assertFirst(file, "conv1/uniform1", List.of(3L, 3L, 3L, 64L), 0.25723463f, -0.004815441f, 0.089278124f);
        }
    }

    @Test
    void vgg19() {
        try (WeightsFile file = open("vgg19/vgg19-conv1_1-conv5_1-f16.safetensors")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.SAFETENSORS);
            assertValues(file, 26, 12_944_960, 0x0c67fc38L);
            assertThat(file.metadata()).containsEntry("format", "keras-hwio").hasSize(3);
            assertThat(file.tensor("block1_conv1/kernel").dtype()).isEqualTo(ValueType.F16);
            assertFirst(file, "block1_conv1/kernel", List.of(3L, 3L, 3L, 64L), 0.3942871f, -0.08416748f);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "face_expression, 49, 323687, 0xb3359b5e",
        "face_landmark_68, 49, 356840, 0x39e9be80",
        "face_recognition, 117, 5614592, 0x2d8a7037",
        "tiny_face_detector, 19, 193321, 0xfdec5bd3",
    })
    void faces(String net, int tensors, long count, String crc32) {
        try (WeightsFile file = open("face-api/" + net + "_model-weights_manifest.json")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.TFJS);
            assertValues(file, tensors, count, Long.decode(crc32));
        }
    }

    @Test
    void yoloFastest() {
        try (WeightsFile file = open("yolo-fastest/yolo-fastest-1.1-xl.weights")) {
            assertThat(file.format()).isEqualTo(WeightsFormat.DARKNET);
            // 82 normalised convolutions of five arrays, two of two
            assertValues(file, 82 * 5 + 2 * 2, 923_486, 0x89da89b3L);
            assertFirst(file, "conv0.bn.bias", List.of(16L), -0.46662253f, 0.9296161f, 0.49908248f);
            assertThat(file.tensor("conv0.weight").shape()).containsExactly(16L, 3L, 3L, 3L);
            assertThat(file.tensor("conv2.weight").shape()).containsExactly(16L, 1L, 3L, 3L);
            String last = file.names().get(file.names().size() - 1);
            float[] values = file.floats(last);
            assertThat(values[values.length - 1]).isEqualTo(0.0152100315f);
        }
    }
}
