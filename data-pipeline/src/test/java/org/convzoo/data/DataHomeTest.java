package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DataHomeTest {
    private static final RemoteFile FILE =
            RemoteFile.of("mnist", "a.gz", "https://example.org/a.gz", -1, "0".repeat(64));

    private static DataHome from(Map<String, String> environment, String os) {
        return DataHome.from(environment, os, "/home/u");
    }

    @Test
    void takesThePlatformsCacheFolder() {
        assertThat(from(Map.of(), "Linux").cache())
                .isEqualTo(Path.of("/home/u/.cache/convzoo").toAbsolutePath());
        assertThat(from(Map.of("XDG_CACHE_HOME", "/x"), "Linux").cache())
                .isEqualTo(Path.of("/x/convzoo").toAbsolutePath());
        assertThat(from(Map.of(), "Mac OS X").cache())
                .isEqualTo(Path.of("/home/u/Library/Caches/convzoo").toAbsolutePath());
        assertThat(from(Map.of("LOCALAPPDATA", "/local"), "Windows 11").cache())
                .isEqualTo(Path.of("/local/convzoo").toAbsolutePath());
        assertThat(from(Map.of("ZOO_HOME", "/z", "XDG_CACHE_HOME", "/x"), "Linux")
                        .cache())
                .isEqualTo(Path.of("/z").toAbsolutePath());
    }

    @Test
    void readsTheOfflineSwitch() {
        assertThat(from(Map.of(), "Linux").offline()).isFalse();
        assertThat(from(Map.of("ZOO_OFFLINE", "0"), "Linux").offline()).isFalse();
        assertThat(from(Map.of("ZOO_OFFLINE", ""), "Linux").offline()).isFalse();
        assertThat(from(Map.of("ZOO_OFFLINE", "1"), "Linux").offline()).isTrue();
    }

    @Test
    void tellsAMirrorFolderFromAMirrorAddress() {
        DataHome folder = from(Map.of("ZOO_MIRROR", "/m"), "Linux");
        assertThat(folder.mirrorFolder()).contains(Path.of("/m").toAbsolutePath());
        assertThat(folder.mirrorUrl(FILE)).isEmpty();
        DataHome web = from(Map.of("ZOO_MIRROR", "http://host/prefix"), "Linux");
        assertThat(web.mirrorFolder()).isEmpty();
        assertThat(web.mirrorUrl(FILE)).contains(URI.create("http://host/prefix/mnist/a.gz"));
    }

    @Test
    void refusesNamesThatLeaveTheCache() {
        for (String bad : List.of("..", "../x", "a/b", "a\\b", "", ".hidden", "a b")) {
            assertThatThrownBy(() -> RemoteFile.of(bad, "a", "https://example.org", -1, "0".repeat(64)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> RemoteFile.of("a", bad, "https://example.org", -1, "0".repeat(64)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> RemoteFile.of("a", "b", "https://example.org", -1, "abc"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
