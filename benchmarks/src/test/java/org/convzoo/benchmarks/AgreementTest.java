package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.convzoo.core.Engine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The nets in the rivals' hands give what they give in DL4J: they all do the same work. */
class AgreementTest {
    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "VGG19_512") // the same, but larger
    void givesTheSameInAllEngines(Net net) throws Exception {
        Work work = new Work(net, Work.Task.INFER, 2);
        float[] input = Child.input(work);
        Path onnx = folder.resolve("net.onnx");
        float[] expected;
        try (Dl4jSession stock = Dl4jSession.stock(work, input);
                Dl4jSession convzoo = new Dl4jSession(work, Engine.ONEDNN::prepare, input, graph -> null)) {
            Child.export(work, stock.graph(), onnx);
            expected = stock.outputs();
            assertThat(Outputs.difference(convzoo.outputs(), expected)).isLessThan(TOLERANCE);
        }
        assertThat(expected)
                .hasSize(
                        switch (net) {
                            case TINYYOLO2 -> 2 * 125 * 13 * 13;
                            case YOLOSMALL -> 2 * 255 * (13 * 13 + 26 * 26);
                            case VGG19_256 -> 2 * 512 * 16 * 16;
                            default -> 2 * net.classes;
                        });
        float[] second = Arrays.copyOfRange(expected, expected.length / 2, expected.length);
        assertThat(Outputs.difference(Arrays.copyOf(expected, second.length), second))
                .isGreaterThan(1e-3); // another picture, another answer
        try (Session onnxRuntime = new OrtSession(work, onnx, input, true)) {
            assertThat(Outputs.difference(onnxRuntime.outputs(), expected)).isLessThan(TOLERANCE);
        }
        for (boolean channelsLast : new boolean[] {false, true}) {
            try (Session torch = new TorchSession(work, onnx, input, channelsLast)) {
                assertThat(Outputs.difference(torch.outputs(), expected)).isLessThan(TOLERANCE);
            }
        }
    }

    /** The gradient of a style's costs by the picture. Rounding decides some of the many rectifiers and pools near a tie otherwise. */
    @Test
    void paintsAsLibtorchDoes() throws Exception {
        Work work = new Work(Net.VGG19_256, Work.Task.STYLE, 1);
        float[] input = Child.input(work);
        Path onnx = folder.resolve("net.onnx");
        float[] expected;
        try (StyleSession convzoo = new StyleSession(work, Engine.ONEDNN, input)) {
            Child.export(work, convzoo.graph(), onnx);
            expected = convzoo.outputs();
        }
        for (boolean channelsLast : new boolean[] {false, true}) {
            try (Session torch = new TorchStyleSession(work, onnx, input, channelsLast)) {
                assertThat(Outputs.difference(torch.outputs(), expected)).isLessThan(5e-3);
            }
        }
    }

    /** The same loss, learning rate and optimiser: after some steps the nets still agree. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainsAsLibtorchDoes(boolean channelsLast) throws Exception {
        Work work = new Work(Net.LENET5, Work.Task.TRAIN, 16);
        float[] input = Child.input(work);
        Path onnx = folder.resolve("net.onnx");
        try (Dl4jSession stock = Dl4jSession.stock(work, input)) {
            Child.export(work, stock.graph(), onnx);
            try (Session torch = new TorchSession(work, onnx, input, channelsLast)) {
                float[] before = stock.outputs();
                for (int i = 0; i < 10; i++) {
                    stock.step();
                    torch.step();
                }
                float[] after = stock.outputs();
                assertThat(Outputs.difference(after, before)).isGreaterThan(1e-2);
                assertThat(Outputs.difference(torch.outputs(), after)).isLessThan(1e-3);
            }
        }
    }
}
