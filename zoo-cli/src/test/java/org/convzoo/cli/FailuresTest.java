package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                | a command is missing",
                "data                            | a command is missing",
                "trian lenet5                    | train",
                "train                           | Missing required parameter: 'MODEL'",
                "train lenet5 --epoch 3          | --epochs",
                "train lenet5 --lr abc           | 'abc' is not a double",
                "train lenet5 --optimizer adma   | must be sgd or adam or adamw, got 'adma'",
                "train lenet5 --input 28x28      | must be channels x height x width, as 3x224x224, got '28x28'",
                "predict lenet5.digits           | Missing required parameter: 'IMAGE'",
                "evaluate lenet5.digits --tta six| must be none or mirror or five-crop or ten-crop, got 'six'",
                "export lenet5.digits --out a   | Missing required option: '--format=FORMAT'",
                "export lenet5.digits --format onnx | Missing required option: '--out=FILE'",
                "export lenet5.digits --format keras --out a | must be onnx or safetensors, got 'keras'",
                "list a b                        | Unmatched argument",
            })
    void wrongUsageIsOneLineAndWhereHelpIs(String line, String message) {
        Cli run = Cli.zoo(line == null ? new Object[0] : (Object[]) line.strip().split(" "));
        assertThat(run.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).hasSize(2);
        assertThat(run.errLines().get(0)).startsWith("error: ").contains(message);
        assertThat(run.errLines().get(1)).matches("see 'zoo.* --help'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train lenet5 --batch-size 0       | batch size must be >= 1, got 0",
                "train lenet5 --epochs -1          | epochs must be >= 1, got -1",
                "train lenet5 --seed 0             | seed must not be 0",
                "train lenet5 --lr 0               | learning rate must be above 0, got 0.0",
                "train lenet5 --input 2x28x28      | channels must be 1 or 3, got 2",
                "train lenet5 --input 1x8x8        | lenet5 needs an input of at least 12x12, got 8x8",
                "train lenet5 --strong-augmentation | no strong augmentation for digits",
                "train resnet20 --data cifar10 --no-augmentation --strong-augmentation | contradicts",
                "train lenet6                      | lenet5",
                "train lenet5 --data mnits         | mnist",
                "describe lenet5 --classes 0       | numClasses must be >= 1, got 0",
                "predict lenet5-rleu a.png         | lenet5-relu",
                "predict lenet5 a.png --top 0      | --top must be >= 1, got 0",
                "predict lenet5-relu a.png         | an architecture without weights",
                "predict nowhere/best.zip a.png    | no such file: nowhere/best.zip",
                "export lenet5-relu --format onnx --out a | an architecture without weights: train it",
                "export lenet5.mnits --format onnx --out a | lenet5.mnist",
                "export nowhere/best.zip --format onnx --out a | no such file: nowhere/best.zip",
                "evaluate nowhere/best.zip         | no such file: nowhere/best.zip",
                "train lenet5 --resume --run nowhere | no training in nowhere",
                "data fetch mnits                  | mnist",
                "data show digits --split dev      | train, validation, test",
                "list resnet9*                     | no model matches resnet9*",
            })
    void whatCannotBeDoneIsOneLine(String line, String message) {
        assertThat(Cli.zoo((Object[]) line.strip().split(" ")).error()).contains(message);
    }

    @Test
    void jsonFailuresAreJson() {
        Cli failed = Cli.zoo("evaluate", "nowhere.zip", "--json");
        assertThat(failed.exitCode()).isEqualTo(Main.FAILED);
        assertThat(Cli.parse(failed.err()).get("error").asText()).isEqualTo("no such file: nowhere.zip");
        Cli wrong = Cli.zoo("evaluate", "--json");
        assertThat(wrong.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(Cli.parse(wrong.err()).get("error").asText()).contains("zoo evaluate --help");
    }

    @Test
    void verboseAddsTheStackTrace() {
        Cli run = Cli.zoo("train", "lenet6", "--verbose");
        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.errLines().get(0)).startsWith("error: no architecture is called lenet6");
        assertThat(run.err()).contains("\tat org.convzoo.core.ModelZoo");
    }

    @Test
    void foldersThatAreNoDataSet() throws IOException {
        assertThat(Cli.zoo("train", "lenet5", "--data", folder).error()).contains(folder.toString());
        Files.createDirectories(folder.resolve("only"));
        Drawing.write(folder.resolve("only/a.png"), 3);
        assertThat(Cli.zoo("train", "lenet5", "--data", folder).error()).contains("only");
    }

    @Test
    void unexpectedOnesAskForAReport() {
        assertThat(failed(new IllegalStateException("broken\nsecond line")))
                .isEqualTo("error: unexpected IllegalStateException: broken; run again with --verbose and report it");
    }

    @Test
    void anIllegalArgumentFromElsewhereIsUnexpected() {
        IllegalArgumentException foreign = new IllegalArgumentException("shape mismatch");
        foreign.setStackTrace(new StackTraceElement[] {new StackTraceElement("org.nd4j.Some", "call", "Some.java", 1)});
        assertThat(failed(foreign)).contains("unexpected IllegalArgumentException: shape mismatch");
    }

    @Test
    void expectedOnesAreTheirMessage() {
        assertThat(failed(new UncheckedIOException(new IOException("no such disk"))))
                .contains("no such disk");
        assertThat(failed(new RuntimeException(new OutOfMemoryError("Java heap space"))))
                .contains("out of memory (Java heap space): try a smaller --batch-size");
    }

    private static String failed(Throwable failure) {
        java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
        java.io.PrintStream stream = new java.io.PrintStream(err, true, java.nio.charset.StandardCharsets.UTF_8);
        assertThat(new Failures(new Console(stream, stream, false), false).failed(failure))
                .isEqualTo(Main.FAILED);
        String text = err.toString(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(text.lines()).hasSize(1);
        return text.strip();
    }
}
