package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SafetensorsTest extends FileTest {
    private static byte[] file(String header, int bytes) {
        return Samples.safetensors(header, new Bytes().raw(new byte[bytes]));
    }

    @ParameterizedTest
    @CsvSource({
        "F64, 000000000000f83f 00000000000000c0, 1.5, -2",
        "F32, 0000c03f 000000c0, 1.5, -2",
        "F16, 003e 00c0, 1.5, -2",
        "F16, 0100 ff7b, 5.9604644775390625e-8, 65504",
        "F16, 007c 00fc, Infinity, -Infinity",
        "BF16, c03f 00c0, 1.5, -2",
        "I64, feffffffffffffff 0100000000000000, -2, 1",
        "I32, feffffff 01000000, -2, 1",
        "I16, feff 0100, -2, 1",
        "I8, fe 01, -2, 1",
        "U32, feffffff 01000000, 4294967294, 1",
        "U16, feff 0100, 65534, 1",
        "U8, fe 01, 254, 1",
        "BOOL, 01 00, 1, 0",
    })
    void readsAllTypes(ValueType type, String hex, double first, double second) throws IOException {
        byte[] values = HexFormat.of().parseHex(hex.replace(" ", ""));
        String header =
                "{\"x\":{\"dtype\":\"" + type + "\",\"shape\":[2,1],\"data_offsets\":[0," + values.length + "]}}";
        try (WeightsFile file = open("a", Samples.safetensors(header, new Bytes().raw(values)))) {
            assertThat(file.format()).isEqualTo(WeightsFormat.SAFETENSORS);
            assertTensor(file, "x", type, List.of(2, 1), first, second);
            INDArray array = file.array("x");
            assertThat(array.shape()).containsExactly(2, 1);
            assertThat(array.getDouble(1, 0)).isEqualTo(second);
            if (type.isWhole()) {
                assertThat(file.longs("x")).containsExactly((long) first, (long) second);
            } else {
                assertThatThrownBy(() -> file.longs("x"))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("tensor x must hold whole numbers, but is " + type);
            }
        }
    }

    @Test
    void readsShards() throws IOException {
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("safetensors index")))) {
            assertThat(file.names()).containsExactly("w", "b", "x", "y");
            assertTensor(file, "x", ValueType.F32, List.of(2, 3), 1, 2, 3, 4, 5, 6);
            assertTensor(file, "y", ValueType.I16, List.of(4), -1, 2, -3, 4);
            assertThat(file.count()).isEqualTo(20);
        }
        Files.delete(dir.resolve("a-2.safetensors"));
        assertRefused(dir.resolve("a.safetensors.index.json"), "a-2.safetensors: no such file");
    }

    @Test
    void namesWhatThereIs() throws IOException {
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("safetensors")))) {
            assertThat(file.metadata()).isEqualTo(Map.of("by", "test"));
            assertThat(file.contains("v")).isFalse();
            assertThatThrownBy(() -> file.array("v"))
                    .isInstanceOf(WeightsException.class)
                    .hasMessage(file.path() + " has no tensor v; its 2 are called w, b");
            FloatBuffer buffer = FloatBuffer.allocate(11);
            buffer.put(9);
            file.read("w", buffer);
            file.read("b", buffer);
            assertThat(buffer.array()).containsExactly(9, 1, 2, 3, 4, 5, 6, -1, 2, -3, 4);
            assertThatThrownBy(() -> file.read("w", buffer))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the buffer must have room for 6 values, got 0");
        }
    }

    @Test
    void refusesWhatTheFormatForbids() throws IOException {
        String x = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
        assertRefused("a", file("{" + x + "}", 7), "cut short: bytes 0 to 8 of 7");
        assertRefused("a", file("{" + x + "}", 9), "its tensors take 8 bytes, but 9 are there");
        assertRefused("a", file("{" + x + "," + x + "}", 8), "no valid JSON", "Duplicate");
        assertRefused("a", file("{" + x + "," + x.replace("x", "y") + "}", 8), "inside of the one before");
        assertRefused("a", file("{" + x.replace("[0,8]", "[4,12]") + "}", 12), "a gap behind the one before");
        assertRefused("a", file("{" + x.replace("[0,8]", "[8,0]") + "}", 8), "impossible offsets [8, 0]");
        assertRefused("a", file("{" + x.replace("[2]", "[3]") + "}", 8), "needs 12 bytes, but has 8");
        assertRefused("a", file("{" + x.replace("[2]", "[-2]") + "}", 8), "shape of tensor x is no list of sizes");
        assertRefused("a", file("{" + x.replace("[2]", "[4294967296,4294967296]") + "}", 8), "more than 2147483639");
        assertRefused("a", file("{" + x.replace("F32", "F8_E4M3") + "}", 8), "type F8_E4M3; save it as F32");
        assertRefused("a", file("{\"x\":" + "[".repeat(200) + "]".repeat(200) + "}", 8), "no valid JSON", "depth");
        byte[] huge = new Bytes().int64(1 << 25).raw('{').raw(new byte[1 << 25]).array();
        assertRefused("a", huge, "claims 33554432 bytes, 2 to 16777216 are possible");
    }

    @Test
    void refusesShardsElsewhere() throws IOException {
        for (String shard : List.of("../a", "/etc/passwd", "..", "b/c", "b\\\\c", "c:d", "")) {
            assertRefused(
                    "i.json",
                    Samples.ascii("{\"weight_map\":{\"x\":\"" + shard + "\"}}"),
                    "it names a file outside its folder");
        }
    }

    @Test
    void writesWhatItReads() throws IOException {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        tensors.put(
                "f", Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}}).transpose());
        tensors.put("l", Nd4j.createFromArray(new long[] {7, -8, 1L << 60}));
        tensors.put("d", Nd4j.scalar(0.1));
        tensors.put("i", Nd4j.createFromArray(new int[] {3, -4}));
        Path path = dir.resolve("new").resolve("a.safetensors");
        SafetensorsWriter.write(path, tensors, Map.of("licence", "MIT"));
        byte[] first = Files.readAllBytes(path);
        try (WeightsFile file = WeightsFile.open(path)) {
            assertThat(file.names()).containsExactly("l", "d", "f", "i");
            assertThat(file.metadata()).isEqualTo(Map.of("licence", "MIT"));
            assertTensor(file, "f", ValueType.F32, List.of(3, 2), 1, 4, 2, 5, 3, 6);
            assertThat(file.longs("l")).containsExactly(7, -8, 1L << 60);
            assertTensor(file, "d", ValueType.F64, List.of(), 0.1);
            assertTensor(file, "i", ValueType.I32, List.of(2), 3, -4);
            assertThat(file.array("l").dataType()).isEqualTo(DataType.INT64);
            assertThat(file.array("d").dataType()).isEqualTo(DataType.DOUBLE);
        }
        SafetensorsWriter.write(path, tensors, Map.of("licence", "MIT"));
        assertThat(Files.readAllBytes(path)).isEqualTo(first);
        assertThat(first.length % 8).isZero();
        try (var files = Files.list(path.getParent())) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        Path path =
                Files.createDirectories(dir.resolve("folder").resolve("inner")).getParent();
        assertThatThrownBy(() -> SafetensorsWriter.write(path, Map.of("x", Nd4j.scalar(1f)), Map.of()))
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("cannot write " + path);
        assertThat(path.resolve("inner")).isDirectory();
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(path);
        }
        Map<String, INDArray> halves = Map.of("x", Nd4j.scalar(1f).castTo(DataType.FLOAT16));
        assertThatThrownBy(() -> SafetensorsWriter.write(dir.resolve("a"), halves, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tensor x must be FLOAT, DOUBLE, LONG or INT, got ");
    }
}
