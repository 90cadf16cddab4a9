package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(BoxDatasets.open(BoxDatasets.HIGHWAY, home, true)).isEqualTo(data);
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
        assertThat(Files.exists(cache.resolve("highway"))).isFalse();
    }
}
