package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What tests of formats share: bytes to a file, and failures of one line. */
abstract class FileTest {
    @TempDir
    Path dir;

    Path write(String name, byte[] content) throws IOException {
        return Files.write(dir.resolve(name), content);
    }

    WeightsFile open(String name, byte[] content) throws IOException {
        return WeightsFile.open(write(name, content));
    }

    void assertRefused(String name, byte[] content, String... parts) throws IOException {
        assertRefused(write(name, content), parts);
    }

    static void assertRefused(Path file, String... parts) {
        assertThatThrownBy(() -> WeightsFile.open(file).close())
                .isInstanceOf(WeightsException.class)
                .hasMessageContainingAll(parts)
                .hasMessageStartingWith("cannot read ")
                .message()
                .doesNotContain("\n");
    }

    static void assertTensor(WeightsFile file, String name, ValueType dtype, Object shape, double... values) {
        assertThat(file.tensor(name).dtype()).isEqualTo(dtype);
        assertThat(file.tensor(name).shape()).hasToString(shape.toString());
        assertThat(file.doubles(name)).containsExactly(values);
    }
}
