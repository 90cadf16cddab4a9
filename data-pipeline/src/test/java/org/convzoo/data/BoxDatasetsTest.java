package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoxDatasetsTest {
    @Test
    @Tag("real-data")
    void highway(@TempDir Path cache) {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "highway is not at hand: set ZOO_MIRROR");
        DataHome home = new DataHome(cache, Optional.of(mirror), true);
        BoxDataset data = BoxDatasets.open(BoxDatasets.HIGHWAY, home, true);
        assertThat(data.classes()).containsExactly("bus", "car", "motorbike", "person", "truck");
        assertThat(data.part("train")).hasSize(1698);
        assertThat(data.part("validation")).hasSize(485);
        assertThat(data.part("test")).hasSize(251);
        assertThat(List.of(data.things("train"), data.things("validation"), data.things("test")))
                .containsExactly(3842, 853, 539);
        assertThat(data.problems()).hasSize(2); // what has the source of another part's
        assertThat(cache.resolve("highway")).isDirectoryNotContaining("glob:**.unpacking*");
        BoxDataset again = BoxDatasets.open(BoxDatasets.HIGHWAY, home, true);
        assertThat(again.parts()).isEqualTo(data.parts());
        assertThat(again.problems()).isEqualTo(data.problems());
        assertThat(again.digest()).isEqualTo(data.digest());
        CatalogEntry entry = Datasets.entry(BoxDatasets.HIGHWAY);
        assertThat(entry.classes()).isEqualTo(data.classes());
        assertThat(entry.images())
                .containsExactly(Map.entry("train", 1698), Map.entry("validation", 485), Map.entry("test", 251));
        assertThat(Datasets.fetch(BoxDatasets.HIGHWAY, home, Progress.NONE)).hasSize(1);
        assertThat(Datasets.verify(BoxDatasets.HIGHWAY, home)).singleElement().satisfies(check -> {
            assertThat(check.state()).isEqualTo(FileCheck.State.OK);
            assertThat(check.found()).isEqualTo(data.digest());
        });
    }

    @Test
    void whatIsMissingIsTold(@TempDir Path cache) {
        DataHome home = new DataHome(cache, Optional.empty(), true);
        assertThatThrownBy(() -> BoxDatasets.open("highway", home, true))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("data set 'highway' is not on this machine")
                .hasMessageEndingWith(cache.resolve("highway").toString());
        assertThatThrownBy(() -> BoxDatasets.open("motorway", home, true))
                .hasMessage("'motorway' is no data set with boxes and no folder; there is: highway");
        assertThatThrownBy(() -> Datasets.fetch("highway", home, Progress.NONE))
                .hasMessageStartingWith("data set 'highway' is not on this machine");
        assertThat(Datasets.verify("highway", home))
                .extracting(FileCheck::state)
                .containsExactly(FileCheck.State.MISSING);
        assertThat(Files.exists(cache.resolve("highway"))).isFalse();
    }

    /** An archive with a folder around all, or with none. */
    @ParameterizedTest
    @ValueSource(strings = {"", "highway-40/"})
    void anArchiveIsUnpackedOnce(String around, @TempDir Path cache) throws IOException {
        DataHome home = new DataHome(cache, Optional.empty(), true);
        Path laid = cache.resolve("laid");
        BoxLayouts.random(2).ultralytics(laid);
        Path zip = Files.createDirectories(cache.resolve("highway")).resolve("highway.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.walk(laid)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = laid.relativize(file).toString().replace(".png", ".jpg"); // the bytes tell what it is
                out.putNextEntry(new ZipEntry(around + name));
                out.write(Files.readAllBytes(file));
            }
        }
        BoxDataset data = BoxDatasets.open("highway", home, true);
        assertThat(data.part("train"))
                .hasSameSizeAs(UltralyticsFolder.open(laid, true).part("train"));
        assertThat(data.part("train").get(0).read().image().width()).isPositive();
    }

    @Test
    void anArchiveOfSomethingElseIsNotKept(@TempDir Path cache) throws IOException {
        DataHome home = new DataHome(cache, Optional.empty(), true);
        Path zip = Files.createDirectories(cache.resolve("highway")).resolve("other.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("data.yaml"));
            out.write("names: [car]".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> BoxDatasets.open("highway", home, true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("it has no folder train/images");
        assertThat(cache.resolve("highway/unpacked")).doesNotExist();
    }

    @Test
    void whatIsCalledHighwayMustBeIt(@TempDir Path cache) throws IOException {
        DataHome home = new DataHome(cache, Optional.empty(), true);
        BoxLayouts.random(2).ultralytics(cache.resolve("highway"));
        assertThat(BoxDatasets.open("highway", home, false).name()).isEqualTo("highway");
        assertThat(Datasets.verify("highway", home).get(0).state()).isEqualTo(FileCheck.State.DAMAGED);
        Files.writeString(cache.resolve("highway/data.yaml"), "names: 3");
        assertThat(Datasets.verify("highway", home).get(0).state()).isEqualTo(FileCheck.State.DAMAGED);
    }
}
