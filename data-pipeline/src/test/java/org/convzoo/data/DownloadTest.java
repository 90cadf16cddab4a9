package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final byte[] CONTENT = new byte[300_000];
    private static final byte[] OTHER = new byte[300_000];

    static {
        new SplittableRandom(1).nextBytes(CONTENT);
        new SplittableRandom(2).nextBytes(OTHER);
    }

    @TempDir
    private Path dir;

    private FileServer server;
    private Path cache;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer();
        cache = dir.resolve("cache");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private RemoteFile file(String... paths) {
        List<URI> urls = new ArrayList<>();
        for (String path : paths) {
            urls.add(server.url(path));
        }
        return new RemoteFile("set", "a.bin", urls, CONTENT.length, Digests.sha256(CONTENT), false);
    }

    private DataHome home() {
        return DataHome.of(cache);
    }

    private Download download() {
        return download(home());
    }

    private static Download download(DataHome home) {
        HttpSource impatient = new HttpSource(Duration.ofSeconds(2), Duration.ofMillis(500));
        return new Download(home, impatient, Files::newOutputStream);
    }

    private Path target() {
        return cache.resolve("set").resolve("a.bin");
    }

    /** Nothing but the named file and the lock is left. */
    private void assertNoRemains() throws IOException {
        try (var files = Files.list(target().getParent())) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.contains(".part")))
                    .isEmpty();
        }
    }

    private static AbstractThrowableAssert<?, ?> assertFails(Download download, RemoteFile file) {
        var thrown =
                assertThatThrownBy(() -> download.fetch(file, Progress.NONE)).isInstanceOf(DataException.class);
        thrown.message().doesNotContain("\n");
        return thrown;
    }

    @Test
    void fetchesOnceAndTellsHowFarItIs() throws IOException {
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        List<Long> done = new ArrayList<>();
        Path path = download().fetch(file("/a"), (f, bytes, total) -> {
            assertThat(total).isEqualTo(CONTENT.length);
            done.add(bytes);
        });
        assertThat(path).isEqualTo(target()).hasBinaryContent(CONTENT);
        assertThat(done).isSorted().endsWith((long) CONTENT.length);
        assertThat(download().fetch(file("/a"), Progress.NONE)).isEqualTo(path);
        assertThat(server.requests).containsExactly("/a");
        assertNoRemains();
    }

    @Test
    void goesOnAfterACutWhereItStopped() {
        server.on("/a", FileServer.cut(CONTENT, "\"v1\"", 120_000));
        assertThat(download().fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/a", "/a bytes=120000-", "/a bytes=240000-");
    }

    @Test
    void aLaterCallGoesOnWhereAnEarlierGaveUp() {
        server.on("/a", FileServer.cut(CONTENT, "\"v1\"", 60_000));
        assertFails(download(), file("/a"))
                .hasMessageContainingAll(server.url("/a").toString(), "180000");
        assertThat(download().fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(server.requests).hasSize(5).endsWith("/a bytes=180000-", "/a bytes=240000-");
    }

    @Test
    void startsAfreshWhenTheFileChangedInBetween() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target().resolveSibling("a.bin.part"), new byte[1000]);
        Files.writeString(target().resolveSibling("a.bin.part-origin"), server.url("/a") + "\n\"old\"\n");
        server.on("/a", FileServer.serve(CONTENT, "\"new\""));
        assertThat(download().fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/a bytes=1000-");
    }

    @Test
    void startsAfreshWhenTheResumedWholeIsWrong() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target().resolveSibling("a.bin.part"), new byte[1000]);
        Files.writeString(target().resolveSibling("a.bin.part-origin"), server.url("/a") + "\n\"v1\"\n");
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        assertThat(download().fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/a bytes=1000-", "/a");
    }

    @Test
    void refusesWrongContentAndNamesBothDigests() throws IOException {
        server.on("/a", FileServer.serve(OTHER, "\"v1\""));
        assertFails(download(), file("/a"))
                .hasMessageContainingAll(
                        server.url("/a").toString(),
                        "expected SHA-256 " + Digests.sha256(CONTENT),
                        "found " + Digests.sha256(OTHER),
                        "put a file with",
                        target().toString());
        assertThat(target()).doesNotExist();
        assertNoRemains();
    }

    @Test
    void goesOnToTheNextAddress() {
        server.on("/gone", FileServer.status(404));
        server.on("/wrong", FileServer.serve(OTHER, "\"v1\""));
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        assertThat(download().fetch(file("/gone", "/wrong", "/a"), Progress.NONE))
                .hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/gone", "/wrong", "/a");
    }

    @Test
    void namesTheStatusAndAsksOnlyOnce() {
        server.on("/gone", FileServer.status(404));
        assertFails(download(), file("/gone"))
                .hasMessageContainingAll(server.url("/gone") + ": HTTP 404", target().toString());
        assertThat(server.requests).containsExactly("/gone");
    }

    @Test
    void followsRedirectionsButNotForEverAndNotToOtherSchemes() {
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        server.on("/first", FileServer.redirect("/second"));
        server.on("/second", FileServer.redirect(server.url("/a").toString()));
        assertThat(download().fetch(file("/first"), Progress.NONE)).hasBinaryContent(CONTENT);
        RemoteFile loop = new RemoteFile("set", "b", List.of(server.url("/loop")), -1, "0".repeat(64), false);
        server.on("/loop", FileServer.redirect("/loop"));
        assertFails(download(), loop).hasMessageContaining("more than 10 redirections");
        RemoteFile local = new RemoteFile("set", "b", List.of(server.url("/local")), -1, "0".repeat(64), false);
        server.on("/local", FileServer.redirect("file:///etc/hostname"));
        assertFails(download(), local).hasMessageContaining("it redirects from http to file");
        RemoteFile nowhere = new RemoteFile("set", "b", List.of(server.url("/nowhere")), -1, "0".repeat(64), false);
        server.on("/nowhere", FileServer.redirect("https:nowhere"));
        assertFails(download(), nowhere).hasMessageContaining("https:nowhere names no server");
        URI ftp = URI.create("ftp://example.org/a");
        assertThatThrownBy(() -> new RemoteFile("set", "b", List.of(ftp), -1, "0".repeat(64), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ftp://example.org/a");
    }

    @Test
    void waitsForASlowServerButNotForASilentOne() {
        server.on("/slow", FileServer.slow(CONTENT, 80));
        assertThat(download().fetch(file("/slow"), Progress.NONE)).hasBinaryContent(CONTENT);
        server.on("/silent", exchange -> FileServer.pause(3000));
        RemoteFile silent = new RemoteFile("set", "b", List.of(server.url("/silent")), -1, "0".repeat(64), false);
        assertFails(download(), silent).hasMessageContaining("timed out");
    }

    @Test
    void neverTakesMoreThanTheFileHas() throws IOException {
        server.on("/long", FileServer.serve(new byte[CONTENT.length + 1], "\"v1\""));
        assertFails(download(), file("/long")).hasMessageContaining("it has 300001 bytes, not the 300000 expected");
        server.on("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0); // chunked: no length is stated
            for (int i = 0; i < 100; i++) {
                exchange.getResponseBody().write(OTHER);
            }
        });
        assertFails(download(), file("/endless")).hasMessageContaining("more than the 300000 bytes expected");
        assertNoRemains();
    }

    @Test
    void asksTheMirrorFolderFirstAndUsesItInPlace() throws IOException {
        Path mirror = Files.createDirectories(dir.resolve("mirror/set"));
        Files.write(mirror.resolve("a.bin"), CONTENT);
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        DataHome home = new DataHome(cache, Optional.of(dir.resolve("mirror").toString()), false);
        assertThat(download(home).fetch(file("/a"), Progress.NONE)).isEqualTo(mirror.resolve("a.bin"));
        assertThat(server.requests).isEmpty();
        assertThat(cache).doesNotExist();
    }

    @Test
    void aWrongFileInTheMirrorIsAnError() throws IOException {
        Path mirror = Files.createDirectories(dir.resolve("mirror/set"));
        Path wrong = Files.write(mirror.resolve("a.bin"), OTHER);
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        DataHome home = new DataHome(cache, Optional.of(dir.resolve("mirror").toString()), false);
        assertFails(download(home), file("/a"))
                .hasMessageContainingAll(wrong.toString(), Digests.sha256(CONTENT), Digests.sha256(OTHER));
        Files.write(wrong, new byte[5]);
        assertFails(download(home), file("/a")).hasMessageContainingAll(wrong.toString(), "5 bytes", "300000");
        DataHome missing = new DataHome(cache, Optional.of(dir.resolve("none").toString()), false);
        assertFails(download(missing), file("/a")).hasMessageContaining("ZOO_MIRROR names no folder");
    }

    @Test
    void asksAMirrorAddressBeforeTheOrigin() {
        server.on("/mirror/set/a.bin", FileServer.serve(CONTENT, "\"v1\""));
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        DataHome home = new DataHome(cache, Optional.of(server.url("/mirror").toString()), false);
        assertThat(download(home).fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/mirror/set/a.bin");
    }

    @Test
    void offlineNothingIsAsked() throws IOException {
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        DataHome offline = new DataHome(cache, Optional.empty(), true);
        assertFails(download(offline), file("/a"))
                .hasMessageContainingAll("ZOO_OFFLINE", server.url("/a").toString(), target().toString());
        assertThat(server.requests).isEmpty();
        Files.createDirectories(target().getParent());
        Files.write(target(), CONTENT);
        assertThat(download(offline).fetch(file("/a"), Progress.NONE)).isEqualTo(target());
    }

    @Test
    void fetchesADamagedCacheFileAnew() throws IOException {
        Files.createDirectories(target().getParent());
        Files.write(target(), OTHER);
        assertFails(download(new DataHome(cache, Optional.empty(), true)), file("/a"))
                .hasMessageContainingAll(target() + ": expected SHA-256", Digests.sha256(OTHER));
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        assertThat(download().fetch(file("/a"), Progress.NONE)).hasBinaryContent(CONTENT);
    }

    @Test
    void usesAFileOfASystemPackageInPlace() throws IOException {
        Path installed = Files.write(dir.resolve("installed.bin"), CONTENT);
        RemoteFile file = new RemoteFile(
                "set", "a.bin", List.of(installed.toUri()), CONTENT.length, Digests.sha256(CONTENT), false);
        assertThat(download(new DataHome(cache, Optional.empty(), true)).fetch(file, Progress.NONE))
                .isEqualTo(installed);
    }

    @Test
    void anyWrappingOfTheSameContentPasses() throws IOException {
        RemoteFile packed = new RemoteFile("set", "a.gz", List.of(), CONTENT.length, Digests.sha256(CONTENT), true);
        Path folder = Files.createDirectories(cache.resolve("set"));
        Files.write(folder.resolve("a.gz"), Idx.gzip(CONTENT));
        assertThat(download().fetch(packed, Progress.NONE)).isEqualTo(folder.resolve("a.gz"));
        Files.write(folder.resolve("a.gz"), CONTENT);
        assertThat(download().fetch(packed, Progress.NONE)).isEqualTo(folder.resolve("a.gz"));
        Files.move(folder.resolve("a.gz"), folder.resolve("a"));
        assertThat(download().fetch(packed, Progress.NONE)).isEqualTo(folder.resolve("a"));
        Files.write(folder.resolve("a"), Idx.gzip(new byte[50_000_000]));
        assertFails(download(), packed).hasMessageContaining("content is longer than 300000 bytes");
    }

    @Test
    void aFullDiskIsNamedAndTheUnfinishedFileRemoved() throws IOException {
        server.on("/a", FileServer.serve(CONTENT, "\"v1\""));
        PartialDownload.Opener full = (path, options) -> new OutputStream() {
            private final OutputStream out = Files.newOutputStream(path, options);
            private int written;

            @Override
            public void write(int b) throws IOException {
                if (++written > 100_000) {
                    throw new IOException("No space left on device");
                }
                out.write(b);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
        HttpSource http = new HttpSource(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertFails(new Download(home(), http, full), file("/a", "/a"))
                .hasMessageContainingAll("cannot write", "a.bin.part: No space left on device", "ZOO_HOME");
        assertThat(server.requests).hasSize(1);
        assertNoRemains();
        RemoteFile huge = new RemoteFile("set", "a.bin", List.of(server.url("/a")), 1L << 60, "0".repeat(64), false);
        assertFails(download(), huge).hasMessageContaining("needs " + (1L << 60) + " bytes, but");
    }

    @Test
    void acceptsAnMd5WhereTheOriginHasNothingElse() {
        server.on("/a", FileServer.serve("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII), "\"v1\""));
        RemoteFile md5 =
                new RemoteFile("set", "a.bin", List.of(server.url("/a")), 3, "900150983cd24fb0d6963f7d28e17f72", false);
        assertThat(download().fetch(md5, Progress.NONE)).hasContent("abc");
    }

    @Test
    void threadsThatWantTheSameFileFetchItOnce() throws Exception {
        server.on("/a", FileServer.slow(CONTENT, 20));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Path>> paths = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                paths.add(threads.submit(() -> download().fetch(file("/a"), Progress.NONE)));
            }
            for (Future<Path> path : paths) {
                assertThat(path.get(20, TimeUnit.SECONDS)).hasBinaryContent(CONTENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.requests).containsExactly("/a");
    }

    @Test
    void processesThatWantTheSameFileFetchItOnce() throws Exception {
        server.on("/a", FileServer.slow(CONTENT, 100));
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:-UsePerfData", // whose file two processes of one number may want: a warning on stdout
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                    + File.pathSeparator
                                    + System.getProperty("java.class.path"),
                            Fetcher.class.getName(),
                            cache.toString(),
                            server.url("/a").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("out" + i).toFile())
                    .start());
        }
        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dir.resolve("out" + i)).hasContent(target().toString());
        }
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("/a");
    }

    /** What each of the two processes runs. */
    static final class Fetcher {
        private Fetcher() {}

        public static void main(String[] args) {
            RemoteFile file = new RemoteFile(
                    "set", "a.bin", List.of(URI.create(args[1])), CONTENT.length, Digests.sha256(CONTENT), false);
            System.out.println(new Download(DataHome.of(Path.of(args[0]))).fetch(file, Progress.NONE));
        }
    }
}
