package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.convzoo.core.Model;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelZoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
    @TempDir
    static Path folder;

    private static final Model LENET = ModelZoo.load("lenet5.digits");

    private static Path weights;

    @BeforeAll
    static void export() {
        weights = folder.resolve("lenet.safetensors");
        Cli.done("export", "lenet5.digits", "--format", "safetensors", "--out", weights);
    }

    @Test
    void whatWasExportedIsTheModelThatItWas() {
        Path out = folder.resolve("again.zip");
        JsonNode result = Cli.json("import", weights, "--out", out);
        assertThat(result.path("model").asText()).isEqualTo("lenet5.digits");
        assertThat(result.path("origin").asText()).isEqualTo("ConvZoo");
        assertThat(result.path("parameters").asLong()).isEqualTo(61_706);
        Model read = ModelFile.read(out);
        assertThat(read.graph().params()).isEqualTo(LENET.graph().params());
        assertThat(read.card()).isEqualTo(LENET.card());
    }

    @Test
    void labelsLicenceAndDataAreTheUsers() throws IOException {
        Path labels = Files.writeString(
                folder.resolve("labels.txt"), "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");
        Path out = folder.resolve("labelled.zip");
        Cli.done(
                "import",
                weights,
                "--as",
                "lenet5",
                "--labels",
                labels,
                "--data",
                "mine",
                "--licence",
                "MIT",
                "--out",
                out);
        Model read = ModelFile.read(out);
        assertThat(read.card().classes()).startsWith("zero", "one").hasSize(10);
        assertThat(read.card().id()).isEqualTo("lenet5.mine");
        assertThat(read.card().provenance().licence()).isEqualTo("MIT");
    }

    @Test
    void whatDoesNotFitIsATableAndALine() {
        Cli run =
                Cli.zoo("import", weights, "--as", "lenet5", "--width-factor", "2", "--out", folder.resolve("no.zip"));
        assertThat(run.exitCode()).isEqualTo(Main.FAILED);
        assertThat(run.errLines().get(0)).startsWith("PROBLEM");
        assertThat(run.errLines().get(run.errLines().size() - 1))
                .startsWith("error: ")
                .contains("lenet.safetensors of ConvZoo does not fit lenet5: ", "tensors misshapen (");
        assertThat(folder.resolve("no.zip")).doesNotExist();
    }

    @Test
    void otherFilesAreOneLine() throws IOException {
        Path out = folder.resolve("no.zip");
        Path text = Files.writeString(folder.resolve("text.pth"), "weights");
        assertThat(Cli.zoo("import", text, "--as", "lenet5", "--out", out).error())
                .contains(text.toString());
        assertThat(Cli.zoo("import", folder.resolve("none.pth"), "--as", "lenet5", "--out", out)
                        .error())
                .contains("none.pth", "no such file");
        assertThat(Cli.zoo("import", folder, "--as", "lenet5", "--out", out).error())
                .contains(folder.toString());
        assertThat(Cli.zoo("import", weights, "--labels", folder.resolve("none.txt"), "--out", out)
                        .error())
                .contains("none.txt");
    }
}
