package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keras, TensorFlow.js, NumPy, and what is of no format. */
class OtherFormatsTest extends FileTest {
    @Test
    void keras() throws IOException {
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("keras")))) {
            assertThat(file.format()).isEqualTo(WeightsFormat.KERAS);
            assertThat(file.names()).containsExactly("conv/conv/kernel:0", "conv/conv/bias:0");
            assertTensor(file, "conv/conv/kernel:0", ValueType.F32, List.of(2, 3), 1, 2, 3, 4, 5, 6);
            assertTensor(file, "conv/conv/bias:0", ValueType.F64, List.of(2), 7, 8);
        }
    }

    @Test
    void wholeModelsOfKerasAndNamesInPieces() throws IOException {
        Path path = dir.resolve("model.h5");
        try (WritableHdfFile hdf = HdfFile.write(path)) {
            WritableGroup root = hdf.putGroup("model_weights");
            root.putAttribute("layer_names0", new String[] {"b"});
            root.putAttribute("layer_names1", new String[] {"a"});
            for (String layer : List.of("a", "b")) {
                WritableGroup group = root.putGroup(layer);
                group.putAttribute("weight_names", new String[] {layer + "_W"});
                group.putDataset(layer + "_W", new int[] {layer.charAt(0)});
            }
        }
        try (WeightsFile file = WeightsFile.open(path)) {
            assertThat(file.names()).containsExactly("b/b_W", "a/a_W");
            assertTensor(file, "b/b_W", ValueType.I32, List.of(1), 98);
        }
    }

    @Test
    void hdf5ThatIsNotOfKeras() throws IOException {
        Path path = dir.resolve("other.h5");
        try (WritableHdfFile hdf = HdfFile.write(path)) {
            hdf.putDataset("x", new float[] {1});
        }
        assertRefused(path, "it is HDF5, but / has no attribute layer_names");
        Files.delete(path);
        try (WritableHdfFile hdf = HdfFile.write(path)) {
            hdf.putAttribute("layer_names", new String[] {"none"});
            hdf.putDataset("x", new float[] {1});
        }
        assertRefused(path, "it has no /none");
    }

    @Test
    void tfjs() throws IOException {
        Path path = Samples.write(dir, Samples.files("tfjs"));
        Path model = write("model.json", Samples.ascii("{\"weightsManifest\":" + Samples.MANIFEST + "}"));
        for (Path each : List.of(path, model)) {
            try (WeightsFile file = WeightsFile.open(each)) {
                assertThat(file.format()).isEqualTo(WeightsFormat.TFJS);
                assertTensor(file, "w", ValueType.F32, List.of(3), 1, 2, 3);
                assertTensor(file, "q", ValueType.F32, List.of(2, 2), -1, 63, 126.5, -0.5); // across both files
                assertTensor(file, "h", ValueType.F32, List.of(2), 1, -2);
            }
        }
    }

    @Test
    void tfjsOfSixteenBitsAndWholeNumbers() throws IOException {
        write("s", new Bytes().int16(0, 40_000).raw(3, 200).int32(-5).raw(1).array());
        String manifest = "[{\"paths\":[\"s\"],\"weights\":["
                + "{\"name\":\"q\",\"shape\":[2],\"dtype\":\"float32\",\"quantization\":{\"dtype\":\"uint16\",\"scale\":0.25,\"min\":-100}},"
                + "{\"name\":\"i\",\"shape\":[2],\"dtype\":\"int32\",\"quantization\":{\"dtype\":\"uint8\",\"scale\":2,\"min\":-6}},"
                + "{\"name\":\"n\",\"shape\":[],\"dtype\":\"int32\"},{\"name\":\"b\",\"shape\":[1],\"dtype\":\"bool\"}]}]";
        try (WeightsFile file = open("m.json", Samples.ascii(manifest))) {
            assertTensor(file, "q", ValueType.F32, List.of(2), -100, 9900);
            assertThat(file.longs("i")).containsExactly(0, 394);
            assertThat(file.longs("n")).containsExactly(-5);
            assertThat(file.longs("b")).containsExactly(1);
        }
        assertRefused("m.json", Samples.ascii(manifest.replace("[\"s\"]", "[\"../s\"]")), "outside its folder, ../s");
        assertRefused("m.json", Samples.ascii(manifest.replace("\"bool\"", "\"string\"")), "has the type string");
        assertRefused("m.json", Samples.ascii(manifest.replace("\"shape\":[1]", "\"shape\":[2]")), "its files have 11");
        assertRefused("m.json", Samples.ascii(manifest.replace("\"shape\":[1]", "\"shape\":[0]")), "take 10 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "<f8, 000000000000f83f 00000000000000c0, F64, 1.5, -2",
        ">f4, 3fc00000 c0000000, F32, 1.5, -2",
        "<f2, 003e 00c0, F16, 1.5, -2",
        ">i8, fffffffffffffffe 0000000000000001, I64, -2, 1",
        "<i4, feffffff 01000000, I32, -2, 1",
        "<i2, feff 0100, I16, -2, 1",
        "|i1, fe 01, I8, -2, 1",
        "<u4, feffffff 01000000, U32, 4294967294, 1",
        "<u2, feff 0100, U16, 65534, 1",
        "|u1, fe 01, U8, 254, 1",
        "|b1, 01 00, BOOL, 1, 0",
    })
    void npyOfAllTypes(String descr, String hex, ValueType type, double first, double second) throws IOException {
        Bytes values = new Bytes().raw(java.util.HexFormat.of().parseHex(hex.replace(" ", "")));
        try (WeightsFile file = open("a.npy", Samples.npy(descr, false, "2,", values))) {
            assertThat(file.format()).isEqualTo(WeightsFormat.NPY);
            assertTensor(file, "array", type, List.of(2), first, second);
        }
    }

    @Test
    void npyAndNpzInBothOrders() throws IOException {
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("npy")))) {
            assertTensor(file, "array", ValueType.F64, List.of(2, 3), 1, 2, 3, 4, 5, 6);
        }
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("npz")))) {
            assertThat(file.format()).isEqualTo(WeightsFormat.NPZ);
            assertTensor(file, "w", ValueType.F32, List.of(2, 3), 1, 2, 3, 4, 5, 6);
            assertTensor(file, "b", ValueType.I64, List.of(2, 2), 1, 3, 2, 4);
        }
    }

    @Test
    void hostileArrays() throws IOException {
        Bytes eight = new Bytes().raw(new byte[8]);
        assertRefused("a", Samples.npy("|O", false, "1,", eight), "has the type |O");
        assertRefused("a", Samples.npy("<f4", false, "3,", eight), "needs 12 bytes, but has 8");
        assertRefused("a", Samples.npy("<f4", false, "99999999999, 99999999999", eight), "more than 2147483639");
        assertRefused("a", Samples.npy("<f4", false, "-2,", eight), "has a header that is not read");
        assertRefused(
                "a",
                Samples.npy("<f4", false, "2, ".repeat(1000), eight),
                "has a header that is not read",
                "...; copy");
        assertRefused("a", Bytes.zip(false, "../x.npy", new byte[0]), "../x.npy leaves the archive");
        assertRefused("a", Bytes.zip(false, "x.npy", new byte[0]), "it ends too early");
        assertRefused("a", Bytes.zip(true, "x.txt", new byte[5]), "neither of PyTorch nor of NumPy");
    }

    @Test
    void whatIsOfNoFormat() throws IOException {
        assertRefused(dir.resolve("none"), "no such file");
        assertRefused(dir, "it is no file");
        assertRefused("a", new byte[0], "it is empty");
        assertRefused(
                "a", Samples.ascii("These are notes, no weights at all."), "of no known format; safetensors, PyTorch");
        assertRefused("a", Samples.ascii("{\"a\": 1}"), "JSON, but neither an index of safetensors");
        assertRefused("a", Samples.ascii("{\"a\": "), "no valid JSON");
        assertRefused("a\nb", new byte[0], "a?b");
    }
}
