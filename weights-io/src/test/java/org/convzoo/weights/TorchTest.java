package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.weights.TorchFiles.Parameter;
import org.convzoo.weights.TorchFiles.Pickle;
import org.convzoo.weights.TorchFiles.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchTest extends FileTest {
    private static final Tensor ONE = Tensor.floats("0", List.of(2), List.of(1), 1, 2);

    private byte[][] bothForms(Object root) {
        return new byte[][] {TorchFiles.zip(root), TorchFiles.old(root)};
    }

    @Test
    void readsTensorsOfAnyStrides() throws IOException {
        Map<String, Object> dict = new LinkedHashMap<>();
        byte[] storage = new Bytes().floats(1, 2, 3, 4, 5, 6).array();
        dict.put("plain", new Tensor("FloatStorage", 4, "s", storage, 0, List.of(2, 3), List.of(3, 1)));
        dict.put("transposed", new Tensor("FloatStorage", 4, "s", storage, 0, List.of(3, 2), List.of(1, 3)));
        dict.put("column", new Tensor("FloatStorage", 4, "s", storage, 1, List.of(2), List.of(3)));
        dict.put("expanded", new Tensor("FloatStorage", 4, "s", storage, 5, List.of(2, 2), List.of(0, 0)));
        dict.put("number", new Tensor("FloatStorage", 4, "s", storage, 3, List.of(), List.of()));
        dict.put("empty", new Tensor("FloatStorage", 4, "s", storage, 0, List.of(0, 3), List.of(3, 1)));
        for (byte[] content : bothForms(dict)) {
            try (WeightsFile file = open("a.pt", content)) {
                assertThat(file.format()).isEqualTo(WeightsFormat.PYTORCH);
                assertThat(file.names()).containsExactlyElementsOf(dict.keySet());
                assertTensor(file, "plain", ValueType.F32, List.of(2, 3), 1, 2, 3, 4, 5, 6);
                assertTensor(file, "transposed", ValueType.F32, List.of(3, 2), 1, 4, 2, 5, 3, 6);
                assertTensor(file, "column", ValueType.F32, List.of(2), 2, 5);
                assertTensor(file, "expanded", ValueType.F32, List.of(2, 2), 6, 6, 6, 6);
                assertTensor(file, "number", ValueType.F32, List.of(), 4);
                assertTensor(file, "empty", ValueType.F32, List.of(0, 3));
                assertThat(file.floats("transposed")).containsExactly(1, 4, 2, 5, 3, 6);
                assertThat(file.array("transposed").getDouble(1, 1)).isEqualTo(5);
                assertThat(file.array("number").getDouble()).isEqualTo(4);
                assertThat(file.array("empty").shape()).containsExactly(0, 3);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DoubleStorage, 8, F64, 000000000000f83f 00000000000000c0, 1.5, -2",
        "FloatStorage, 4, F32, 0000c03f 000000c0, 1.5, -2",
        "HalfStorage, 2, F16, 003e 00c0, 1.5, -2",
        "BFloat16Storage, 2, BF16, c03f 00c0, 1.5, -2",
        "LongStorage, 8, I64, feffffffffffffff 0100000000000000, -2, 1",
        "IntStorage, 4, I32, feffffff 01000000, -2, 1",
        "ShortStorage, 2, I16, feff 0100, -2, 1",
        "CharStorage, 1, I8, fe 01, -2, 1",
        "ByteStorage, 1, U8, fe 01, 254, 1",
        "BoolStorage, 1, BOOL, 01 00, 1, 0",
    })
    void readsAllStorages(String storage, int size, ValueType type, String hex, double first, double second)
            throws IOException {
        byte[] content = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
        Tensor tensor = new Tensor(storage, size, "k", content, 0, List.of(2), List.of(1));
        for (byte[] bytes : bothForms(Map.of("x", tensor))) {
            try (WeightsFile file = open("a.pt", bytes)) {
                assertTensor(file, "x", type, List.of(2), first, second);
                assertThat(file.floats("x")).containsExactly((float) first, (float) second);
                if (type.isWhole()) {
                    assertThat(file.longs("x")).containsExactly((long) first, (long) second);
                }
            }
        }
    }

    @Test
    void joinsNamesOfNestedDicts() throws IOException {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("fc.weight", new Parameter(ONE));
        model.put("steps", List.of(3, Tensor.floats("1", List.of(1), List.of(1), 7)));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("epoch", 12);
        root.put("state_dict", model);
        root.put("note", "fine");
        for (byte[] content : bothForms(root)) {
            try (WeightsFile file = open("a.pt", content)) {
                assertThat(file.names()).containsExactly("state_dict.fc.weight", "state_dict.steps.1");
                assertTensor(file, "state_dict.fc.weight", ValueType.F32, List.of(2), 1, 2);
                assertThat(file.metadata())
                        .containsExactlyInAnyOrderEntriesOf(
                                Map.of("epoch", "12", "note", "fine", "state_dict.steps.0", "3"));
            }
        }
    }

    @Test
    void readsALoneTensorAndAList() throws IOException {
        try (WeightsFile file = open("a.pt", TorchFiles.zip(ONE))) {
            assertTensor(file, "tensor", ValueType.F32, List.of(2), 1, 2);
        }
        try (WeightsFile file = open("b.pt", TorchFiles.old(List.of(ONE, ONE)))) {
            assertThat(file.names()).containsExactly("0", "1");
        }
    }

    /** A parameter that is an object of its own, made empty or full and given its state then, and a tensor of the first version. */
    @Test
    void readsParametersOf2017() throws IOException {
        Pickle pickle = new Pickle(true).raw('}', '(').text("w");
        pickle.global("torch.nn.parameter", "Parameter");
        oldTensor(pickle.raw('('));
        pickle.raw('t', 0x81, '(', 0x88, 0x89, '}', 't', 'b');
        pickle.text("v").global("torch.nn.parameter", "Parameter").raw(')', 0x81);
        oldTensor(pickle.raw('('));
        pickle.raw('N', 0x88, 0x89, '}', 't', 'b', 'u');
        try (WeightsFile file = open("a.pt", TorchFiles.old(pickle.end(), Map.of("w", ONE)))) {
            assertThat(file.names()).containsExactly("w", "v");
            assertTensor(file, "w", ValueType.F32, List.of(2), 1, 2);
            assertTensor(file, "v", ValueType.F32, List.of(2), 1, 2);
        }
    }

    private static Pickle oldTensor(Pickle pickle) {
        return pickle.global("torch._utils", "_rebuild_tensor")
                .raw('(', '(')
                .text("storage")
                .global("torch.cuda", "FloatStorage")
                .text("0")
                .text("cuda:0")
                .number(2)
                .raw('N', 't', 'Q')
                .number(0)
                .numbers(List.of(2))
                .numbers(List.of(1))
                .raw('t', 'R');
    }

    @Test
    void readsOtherProtocols() throws IOException {
        // protocol 4: frame, short names, a memo by count, the global from the stack
        byte[] four = new Bytes()
                .raw(0x80, 4, 0x95)
                .int64(200)
                .raw('}', 0x94, 0x8c, 1)
                .text("w")
                .raw(0x8c, 12)
                .text("torch._utils")
                .raw(0x94, 0x8c, 18)
                .text("_rebuild_tensor_v2")
                .raw(0x93, '(', '(', 0x8c, 7)
                .text("storage")
                .raw(0x8c, 5)
                .text("torch")
                .raw(0x8c, 12)
                .text("FloatStorage")
                .raw(0x93, 0x8c, 1)
                .text("0")
                .raw(0x8c, 3)
                .text("cpu")
                .raw('K', 2, 't', 'Q', 'K', 0, 'K', 2, 0x85, 'K', 1, 0x85, 0x89, '}', 't', 'R', 's')
                .raw(0x8c, 1)
                .text("f")
                .raw('G', 0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 's')
                .raw(0x8c, 1)
                .text("l")
                .raw(0x8a, 2, 0xff, 0xff, 's', '.')
                .array();
        try (WeightsFile file = open("a.pt", TorchFiles.zip(four, TorchFiles.storages(ONE), true))) {
            assertTensor(file, "w", ValueType.F32, List.of(2), 1, 2);
            assertThat(file.metadata()).isEqualTo(Map.of("f", "1.5", "l", "-1"));
        }
    }

    @Test
    void readsBigEndianValues() throws IOException {
        byte[] pickle = new Pickle(false).value(ONE).end();
        byte[] content = Bytes.zip(
                false,
                "a/data.pkl",
                pickle,
                "a/byteorder",
                new Bytes().text("big").array(),
                "a/data/0",
                new Bytes().raw(0x3f, 0x80, 0, 0, 0x40, 0, 0, 0).array());
        try (WeightsFile file = open("a.pt", content)) {
            assertTensor(file, "tensor", ValueType.F32, List.of(2), 1, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "builtins, eval",
        "__builtin__, exec",
        "subprocess, Popen",
        "torch, load",
        "torch._utils, _rebuild_sparse_tensor",
        "numpy.core.multiarray, _reconstruct",
        "collections, Counter",
        "torch.nn.modules.conv, Conv2d",
    })
    void refusesEveryOtherNameByName(String module, String name) throws IOException {
        byte[] called = new Pickle(false)
                .global(module, name)
                .raw('(')
                .text("true")
                .raw('t', 'R')
                .end();
        byte[] named = new Pickle(false).global(module, name).end();
        byte[] stack = new Pickle(false).text(module).text(name).raw(0x93).end();
        byte[] made = new Bytes().text("(i" + module + "\n" + name + "\n.").array();
        for (byte[] pickle : new byte[][] {called, named, stack, made}) {
            assertRefused("a.pth", TorchFiles.zip(pickle, Map.of(), false), "names " + module + "." + name + ",");
            assertRefused("a.pt", TorchFiles.old(pickle, Map.of()), "names " + module + "." + name + ",");
        }
    }

    @Test
    void refusesMachinesThatNeverEnd() throws IOException {
        // nested lists that double at each step, 60 times
        Pickle bomb = new Pickle(false).raw(']');
        for (int i = 0; i < 25; i++) {
            bomb.raw('q', i, ']', 'h', i, 'a', 'h', i, 'a');
        }
        assertRefused("a.pt", TorchFiles.zip(bomb.end(), Map.of(), false), "nests too deep or has too many parts");
        // a list that holds itself
        Pickle self = new Pickle(false).raw(']', 'q', 0, 'h', 0, 'a');
        assertRefused("a.pt", TorchFiles.zip(self.end(), Map.of(), false), "nests too deep");
        // tuples of tuples as a key, whose hash would take forever
        Pickle key = new Pickle(false).raw('}', ')');
        for (int i = 0; i < 100; i++) {
            key.raw('2', 0x86);
        }
        assertRefused("a.pt", TorchFiles.zip(key.raw('N', 's').end(), Map.of(), false), "keys other than texts");
        // three million operations
        byte[] many = new byte[3_000_000];
        java.util.Arrays.fill(many, (byte) '}');
        assertRefused("a.pt", TorchFiles.zip(many, Map.of(), true), "more than 2000000 operations");
        // a text of four gigabytes
        byte[] text = new Bytes().raw('X', 255, 255, 255, 255).text("abc").array();
        assertRefused("a.pt", TorchFiles.zip(text, Map.of(), true), "would exceed");
        byte[] negative = new Bytes().raw(0x8d).int64(-1).array();
        assertRefused("a.pt", TorchFiles.zip(negative, Map.of(), true), "would exceed");
        // a pickle of more than 16 MiB, which packs into nothing
        assertRefused("a.pt", TorchFiles.zip(new byte[17 << 20], Map.of(), true), "data.pkl has 17825792 bytes");
    }

    @Test
    void refusesTensorsBeyondTheirStorage() throws IOException {
        byte[] content = new Bytes().floats(1, 2, 3, 4).array();
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 0, List.of(5), List.of(1)), "reaches beyond");
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 1, List.of(2, 2), List.of(2, 1)), "reaches beyond");
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 9, List.of(1), List.of(1)), "behind the end");
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 4, List.of(1), List.of(1)), "begins at byte 16");
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 0, List.of(2, 3), List.of(1, 1)), "overlaps itself");
        assertBeyond(
                new Tensor("FloatStorage", 4, "0", content, 0, List.of(40_000, 40_000), List.of(0, 0)), "repeats few");
        assertBeyond(
                new Tensor("FloatStorage", 4, "0", content, 0, List.of(70_000, 70_000), List.of(1, 1)), "more than");
        assertBeyond(new Tensor("FloatStorage", 4, "0", content, 0, List.of(-1), List.of(1)), "size that is none");
    }

    private void assertBeyond(Tensor tensor, String reason) throws IOException {
        for (byte[] bytes : bothForms(Map.of("x", tensor))) {
            assertRefused("a.pt", bytes, reason);
        }
    }

    @Test
    void refusesStoragesOfAnotherLength() throws IOException {
        byte[] pickle = new Pickle(false).value(ONE).end();
        assertRefused("a.pt", TorchFiles.zip(pickle, Map.of(), false), "it has no entry archive/data/0");
        assertRefused("a.pt", TorchFiles.zip(pickle, Map.of("0", new byte[12]), false), "2 values of F32");
        byte[] old = TorchFiles.old(ONE);
        assertRefused("a.pt", java.util.Arrays.copyOf(old, old.length - 1), "cut short");
        assertRefused("a.pt", java.util.Arrays.copyOf(old, old.length + 3), "3 bytes follow");
    }

    @Test
    void noticesAWrongChecksum() throws IOException {
        byte[] content = TorchFiles.zip(ONE);
        int at = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("\0\0\u0080?");
        content[at] = 1;
        try (WeightsFile file = open("a.pt", content)) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> file.floats("tensor"))
                    .isInstanceOf(WeightsException.class)
                    .hasMessageContainingAll("a.pt", "checksum", "archive/data/0", "(tensor tensor)");
        }
    }
}
