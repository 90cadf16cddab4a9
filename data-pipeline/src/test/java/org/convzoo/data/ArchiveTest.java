package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {
    private static final Pattern BIN = Pattern.compile("[a-z]+/[0-9]\\.bin");

    @TempDir
    private Path dir;

    private static byte[] noise(int length, long seed) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, byte[]> files(String top) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(top + "/b/1.bin", noise(3000, 1));
        files.put(top + "/README", noise(10, 2));
        files.put(top + "/a/2.bin", noise(5, 3));
        return files;
    }

    private Map<String, Integer> read(Path archive, long limit) throws IOException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        Archive.forEach(archive, BIN, limit, (name, content) -> lengths.put(name, content.length));
        return lengths;
    }

    private void assertRefused(byte[] archive, long limit, String... parts) throws IOException {
        Path file = Archives.write(dir.resolve("bad"), archive, false);
        assertThatThrownBy(() -> read(file, limit))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void readsWhatMatchesFromEachKind() throws IOException {
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("b/1.bin", 3000);
        expected.put("a/2.bin", 5);
        assertThat(read(Archives.write(dir.resolve("t.tar"), Archives.tar(files("top")), false), 3005))
                .isEqualTo(expected);
        assertThat(read(Archives.write(dir.resolve("t.tgz"), Archives.tar(files("top")), true), 3005))
                .isEqualTo(expected);
        assertThat(read(Archives.write(dir.resolve("t.zip"), Archives.zip(files("top")), false), 3005))
                .isEqualTo(expected);
    }

    @Test
    void theDigestIsOfTheContentWhateverThePacking() throws IOException {
        TreeMap<String, String> digests = new TreeMap<>();
        digests.put("a/2.bin", Digests.sha256(noise(5, 3)));
        digests.put("b/1.bin", Digests.sha256(noise(3000, 1)));
        Path tar = Archives.write(dir.resolve("t.tgz"), Archives.tar(files("top")), true);
        Path zip = Archives.write(dir.resolve("t.zip"), Archives.zip(files("repository-1234")), false);
        assertThat(Archive.digest(tar, BIN, 3005)).isEqualTo(Digests.ofFiles(digests));
        assertThat(Archive.digest(zip, BIN, 3005)).isEqualTo(Digests.ofFiles(digests));
    }

    @ParameterizedTest
    @ValueSource(strings = {"top/../../1.bin", "/etc/1.bin", "../a/1.bin", "top\\..\\1.bin", "C:/a/1.bin"})
    void namesThatEscapeAreRefused(String name) throws IOException {
        assertRefused(Archives.zip(Map.of(name, new byte[1])), 10, "unsafe name");
        // commons-compress itself takes a leading slash and a drive off when it writes a tar.
        if (name.contains("..")) {
            assertRefused(Archives.tar(Map.of(name.replace('\\', '/'), new byte[1])), 10, "unsafe name");
        }
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        assertRefused(Archives.tarLink("top/a/1.bin", TarConstants.LF_SYMLINK, "/etc/passwd"), 10, "a link");
        assertRefused(Archives.tarLink("top/a/1.bin", TarConstants.LF_LINK, "top/x"), 10, "a link");
        assertRefused(Archives.tarLink("top/a/1.bin", TarConstants.LF_CHR, ""), 10, "a device");
        assertRefused(Archives.tarLink("top/elsewhere", TarConstants.LF_SYMLINK, "/etc"), 10, "a link");
        assertRefused(Archives.zipLink("top/a/1.bin", "/etc/passwd"), 100, "a link");
    }

    @Test
    void aFileThatComesTwiceIsRefused() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("one/a/1.bin", new byte[1]);
        files.put("two/a/1.bin", new byte[1]);
        assertRefused(Archives.tar(files), 10, "two/a/1.bin twice");
        assertRefused(Archives.zip(files), 10, "two/a/1.bin twice");
    }

    @Test
    void moreThanExpectedIsRefused() throws IOException {
        Map<String, byte[]> big = Map.of("top/a/1.bin", new byte[1 << 20]);
        assertRefused(Archives.tar(big), 1000, "more than the 1000 bytes expected");
        assertRefused(Archives.zip(big), 1000, "more than the 1000 bytes expected");
        // The bound is on the sum, and a zip's claim of a size is not believed.
        assertRefused(Archives.zip(files("top")), 3004, "more than the 3004 bytes");
        byte[] zip = Archives.zip(big);
        for (int i = 0; i + 4 <= zip.length; i++) {
            boolean claim = zip[i] == 0 && zip[i + 1] == 0 && zip[i + 2] == 0x10 && zip[i + 3] == 0;
            if (claim) {
                zip[i + 2] = 0;
                zip[i] = 100;
            }
        }
        assertThatThrownBy(() -> read(Archives.write(dir.resolve("lie.zip"), zip, false), 1000))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aBombInWhatIsNotAskedForEnds() throws IOException {
        Map<String, byte[]> files = Map.of("top/other", new byte[3 << 20]);
        Path bomb = Archives.write(dir.resolve("bomb.tgz"), Archives.tar(files), true);
        assertThat(Files.size(bomb)).isLessThan(10_000);
        assertThatThrownBy(() -> Archive.forEach(bomb, BIN, 1000, 1 << 20, (name, content) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unpacks to more");
    }

    @Test
    void whatIsCutAnywhereIsRefusedOrWhole() throws IOException {
        for (byte[] whole : new byte[][] {Archives.tar(files("top")), Archives.zip(files("top"))}) {
            Path file = dir.resolve("cut");
            for (int length = 0; length < whole.length; length += 97) {
                Files.write(file, Arrays.copyOf(whole, length));
                try {
                    // A tar that is cut in the zeros at its end holds all its files.
                    assertThat(Map.of("b/1.bin", 3000, "a/2.bin", 5)).containsAllEntriesOf(read(file, 4000));
                } catch (IOException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
        byte[] gzip = Files.readAllBytes(Archives.write(dir.resolve("t.tgz"), Archives.tar(files("top")), true));
        Path cut = Files.write(dir.resolve("cut.tgz"), Arrays.copyOf(gzip, gzip.length / 2));
        assertThatThrownBy(() -> read(cut, 4000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        assertRefused(noise(2000, 9), 4000, "archive");
        assertRefused(new byte[0], 4000, "no tar or zip archive");
        byte[] zip = noise(2000, 9);
        zip[0] = 'P';
        zip[1] = 'K';
        assertRefused(zip, 4000, "archive");
    }
}
