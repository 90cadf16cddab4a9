package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
    @TempDir
    private Path dir;

    private DataHome offline() {
        return new DataHome(dir, Optional.empty(), true);
    }

    @Test
    void listsWhatThereIs() {
        assertThat(Datasets.catalogue())
                .extracting(CatalogEntry::name)
                .containsExactly(
                        "digits",
                        "mnist",
                        "fashion-mnist",
                        "cifar10",
                        "cifar10-binary",
                        "sign-digits",
                        "smiles",
                        "att-faces",
                        "coursera-signs",
                        "happy-house",
                        "highway");
        for (CatalogEntry entry : Datasets.catalogue()) {
            assertThat(entry.classes()).hasSizeBetween(2, 40).doesNotHaveDuplicates();
            assertThat(entry.shape()).hasSize(3);
            // Nobody publishes a digest of the course's files, or of Roboflow's.
            boolean byHand = entry.howToGet().startsWith("copy") || BoxDatasets.isOne(entry.name());
            assertThat(entry.digest()).matches(byHand ? "" : "[0-9a-f]{64}");
            assertThat(entry.files().isEmpty()).isEqualTo(byHand || entry.name().equals("digits"));
            assertThat(entry.images().keySet()).containsExactly("train", "validation", "test");
            assertThat(entry.images().values()).allMatch(n -> n > 0);
        }
        assertThat(Datasets.entry("cifar10").digest())
                .isNotEqualTo(Datasets.entry("cifar10-binary").digest());
        assertThat(Datasets.entry("coursera-signs").images().values()).containsExactly(972, 108, 120);
    }

    @Test
    void foldsAreNamesToo() {
        for (int fold = 1; fold <= 5; fold++) {
            String name = "sign-digits:fold=" + fold;
            assertThat(Datasets.isName(name)).isTrue();
            assertThat(Datasets.withoutFold(name)).isEqualTo("sign-digits");
            assertThat(Datasets.entry(name).name()).isEqualTo(name);
            assertThat(Datasets.entry(name).digest())
                    .isEqualTo(Datasets.entry("sign-digits").digest());
        }
        assertThat(Datasets.withoutFold("att-faces:fold=4")).isEqualTo("att-faces");
        assertThat(Datasets.withoutFold("mnist")).isEqualTo("mnist");
        assertThat(Datasets.isName("./mnist")).isFalse();
        for (String bad : List.of(
                "sign-digits:fold=0",
                "sign-digits:fold=6",
                "sign-digits:fold=01",
                "sign-digits:fold=",
                "sign-digits:",
                "att-faces:fold=5",
                "mnist:fold=1")) {
            assertThat(Datasets.isName(bad)).isFalse();
            assertThatThrownBy(() -> Datasets.open(bad, offline()))
                    .isInstanceOf(DataException.class)
                    .hasMessageContainingAll(
                            "has no '" + bad.substring(bad.indexOf(':') + 1) + "'",
                            "sign-digits:fold=1 to sign-digits:fold=5");
        }
    }

    @Test
    void statesTheExactLengthsOfMnist() {
        assertThat(Datasets.entry("mnist").files())
                .extracting(RemoteFile::bytes)
                .containsExactly(47_040_016L, 60_008L, 7_840_016L, 10_008L);
    }

    @Test
    void anUnknownNameGetsTheNearestOnes() {
        assertThatThrownBy(() -> Datasets.open("mnsit", offline()))
                .isInstanceOf(DataException.class)
                .hasMessage("'mnsit' is no data set and no folder; did you mean mnist?");
        assertThatThrownBy(() -> Datasets.open("", offline()))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "'' is no data set and no folder; there are: digits, mnist, fashion-mnist, cifar10,");
        assertThatThrownBy(() -> Datasets.fetch("digit", offline(), Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessage("unknown data set 'digit'; did you mean digits or sign-digits?");
        assertThatThrownBy(() -> Datasets.open("a\0b", offline())).isInstanceOf(DataException.class);
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(dir.resolve("some.zip"), "x");
        assertThatThrownBy(() -> Datasets.open(file.toString(), offline()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    void drawnDigitsNeedNoFilesAndVerify() {
        assertThat(Datasets.fetch("digits", offline(), Progress.NONE)).isEmpty();
        assertThat(Datasets.verify("digits", offline())).singleElement().satisfies(c -> assertThat(c.ok())
                .isTrue());
        assertThat(Datasets.open("digits", offline()).digest())
                .isEqualTo(Datasets.entry("digits").digest());
    }

    @Test
    void verifyTellsOfEachFile() throws IOException {
        Path folder = Files.createDirectories(dir.resolve("mnist"));
        Files.write(folder.resolve("train-labels-idx1-ubyte.gz"), Idx.gzip(Idx.labels(1, new byte[1])));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), new byte[] {0x1f, (byte) 0x8b, 1});
        List<FileCheck> checks = Datasets.verify("mnist", offline());
        assertThat(checks)
                .extracting(FileCheck::state)
                .containsExactly(
                        FileCheck.State.MISSING,
                        FileCheck.State.DAMAGED,
                        FileCheck.State.MISSING,
                        FileCheck.State.DAMAGED);
        assertThat(checks.get(1).found()).hasSize(64).isNotEqualTo(checks.get(1).expected());
        assertThat(checks.get(3).found()).isEmpty();
        assertThat(checks.get(0).place()).isEqualTo(folder.resolve("train-images-idx3-ubyte.gz"));
    }

    @Test
    void offlineSaysWhereToPutTheFile() {
        assertThatThrownBy(() -> Datasets.open("mnist", offline()))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(
                        "ZOO_OFFLINE",
                        "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz",
                        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
                        dir.resolve("mnist")
                                .resolve("train-images-idx3-ubyte.gz")
                                .toString());
    }
}
