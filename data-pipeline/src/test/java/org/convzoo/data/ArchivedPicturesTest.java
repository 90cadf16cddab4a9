package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a small archive in CIFAR-10's binary form: two records a batch. */
class ArchivedPicturesTest {
    private static final int RECORD = 1 + 3 * 32 * 32;

    @TempDir
    private Path dir;

    private DataHome home;
    private Path archive;
    private Path cached;

    /** Record i of a file has class {@code first + i} and the value {@code first + i} in all of its red, 100 more in green, 200 in blue. */
    private static byte[] batch(int first) {
        byte[] bytes = new byte[2 * RECORD];
        for (int i = 0; i < 2; i++) {
            bytes[i * RECORD] = (byte) (first + i);
            for (int k = 1; k < RECORD; k++) {
                bytes[i * RECORD + k] = (byte) (first + i + 100 * ((k - 1) / 1024));
            }
        }
        return bytes;
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cifar-10-batches-bin/readme.html", new byte[] {1});
        for (int i = 5; i >= 1; i--) {
            files.put("cifar-10-batches-bin/data_batch_" + i + ".bin", batch(i));
        }
        files.put("cifar-10-batches-bin/test_batch.bin", batch(8));
        return files;
    }

    private static CatalogEntry entry(Map<String, byte[]> files) {
        TreeMap<String, String> digests = new TreeMap<>();
        long[] bytes = {0};
        files.forEach((path, content) -> {
            String name = path.substring(path.indexOf('/') + 1);
            if (name.endsWith(".bin")) {
                digests.put(name, Digests.sha256(content));
                bytes[0] += content.length;
            }
        });
        RemoteFile archive = new RemoteFile(
                "small", "small.tar.gz", List.of(), bytes[0], Digests.ofFiles(digests), true, Cifar10.BINARY_FILES);
        return new CatalogEntry(
                "small",
                "small",
                "",
                "",
                Cifar10.CLASSES,
                Map.of(),
                List.of(3, 32, 32),
                archive.digest(),
                "",
                List.of(archive));
    }

    @BeforeEach
    void write() throws IOException {
        home = new DataHome(
                dir.resolve("cache"), Optional.of(dir.resolve("mirror").toString()), false);
        archive = Archives.write(dir.resolve("mirror/small/small.tar.gz"), Archives.tar(files()), true);
        cached = dir.resolve("cache/small/small.tar.gz.pictures");
    }

    private Dataset open() {
        return Cifar10.binary(entry(files())).open(home, Progress.NONE);
    }

    @Test
    void readsTheBinaryRecords() {
        Dataset set = open();
        assertThat(set.parts()).containsExactly("train", "validation", "test");
        assertThat(set.digest()).isEqualTo(entry(files()).digest());
        Split train = set.part("train");
        // data_batch_1 has records 0 and 1, data_batch_4 has 30,000 and 30,001; those from 45,000 on validate, and
        // there are none.
        assertThat(train.size()).isEqualTo(10);
        assertThat(set.part("validation").size()).isZero();
        for (int i = 0; i < train.size(); i++) {
            String[] id = train.id(i).split("/", -1);
            int number = Integer.parseInt(id[2]);
            int value = 1 + number / 10_000 + number % 10_000;
            assertThat(train.label(i)).isEqualTo(value);
            assertThat(id[1]).isEqualTo(Cifar10.CLASSES.get(value));
            Image image = train.image(i);
            assertThat(image.channels()).isEqualTo(3);
            assertThat(image.at(0, 31, 31)).isEqualTo(value);
            assertThat(image.at(1, 0, 0)).isEqualTo(value + 100);
            assertThat(image.at(2, 17, 3)).isEqualTo(value + 200);
        }
        Split test = set.part("test");
        assertThat(List.of(test.id(0), test.id(1))).containsExactly("test/ship/00000", "test/truck/00001");
        assertThat(test.label(1)).isEqualTo(9);
    }

    @Test
    void theLastOfTheAuthorsRecordsValidate() {
        List<Division.Place> places = new ArrayList<>();
        CatalogSource source = Cifar10.binary(entry(files()));
        places.addAll(((ArchivedPictures) source)
                .division()
                .places(List.of("train/cat/44999", "train/cat/45000", "train/dog/49999", "test/cat/09999")));
        assertThat(places)
                .containsExactly(
                        new Division.Place("train", 3),
                        new Division.Place("validation", 3),
                        new Division.Place("validation", 5),
                        new Division.Place("test", 3));
    }

    @Test
    void theSecondTimeTheArchiveIsNotNeeded() throws IOException {
        Image first = open().part("test").image(1);
        assertThat(dir.resolve("cache/small").toFile().list())
                .containsExactlyInAnyOrder("small.tar.gz.pictures", ".small.tar.gz.pictures.lock");
        Files.delete(archive);
        Pictures.assertSame(open().part("test").image(1), first);
    }

    @Test
    void aDamagedCacheIsMadeAnew() throws IOException {
        open();
        byte[] whole = Files.readAllBytes(cached);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        for (byte[] bad : new byte[][] {damaged, Arrays.copyOf(whole, whole.length / 2), new byte[0]}) {
            Files.write(cached, bad);
            assertThat(open().part("train").size()).isEqualTo(10);
            assertThat(Files.readAllBytes(cached)).isEqualTo(whole);
        }
        // A process that died while it wrote leaves this behind.
        Files.delete(cached);
        Files.write(cached.resolveSibling(".small.tar.gz.pictures.part"), new byte[1 << 20]);
        open();
        assertThat(Files.readAllBytes(cached)).isEqualTo(whole);
        assertThat(cached.resolveSibling(".small.tar.gz.pictures.part")).doesNotExist();
    }

    @Test
    void anArchiveWithOtherContentIsRefused() throws IOException {
        Map<String, byte[]> files = files();
        files.put("cifar-10-batches-bin/data_batch_1.bin", batch(2));
        Archives.write(archive, Archives.tar(files), true);
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("is not the right one", entry(files()).digest());
        byte[] whole = Files.readAllBytes(Archives.write(archive, Archives.tar(files()), true));
        Files.write(archive, Arrays.copyOf(whole, whole.length - 20));
        assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("cut off");
        assertThat(cached).doesNotExist();
    }

    @Test
    void badRecordsAreRefused() throws IOException {
        Map<String, byte[]> files = files();
        files.put("cifar-10-batches-bin/data_batch_2.bin", new byte[RECORD + 1]);
        Archives.write(archive, Archives.tar(files), true);
        assertThatThrownBy(() -> Cifar10.binary(entry(files)).open(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("data_batch_2.bin", "3074 bytes", "3073");
        byte[] wrongClass = batch(3);
        wrongClass[RECORD] = 10;
        files.put("cifar-10-batches-bin/data_batch_2.bin", wrongClass);
        Archives.write(archive, Archives.tar(files), true);
        assertThatThrownBy(() -> Cifar10.binary(entry(files)).open(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll("record 1 of data_batch_2.bin", "class 10");
        assertThat(cached).doesNotExist();
    }

    @Test
    void aCacheThatCannotBeWrittenSaysSo() throws IOException {
        Files.createDirectories(dir.resolve("cache"));
        Files.writeString(dir.resolve("cache/small"), "a file where a folder should be");
        assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("ZOO_HOME");
    }

    @Test
    @Timeout(60)
    void threadsThatOpenAtOnceDecodeOnce() throws Exception {
        AtomicInteger decoded = new AtomicInteger();
        CatalogEntry entry = entry(files());
        ArchivedPictures source = new ArchivedPictures(
                entry,
                (name, content, pictures) -> {
                    decoded.incrementAndGet();
                    Cifar10.decodeBinary(name, content, pictures);
                },
                1,
                ((ArchivedPictures) Cifar10.binary(entry)).division());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> task =
                    () -> source.open(home, Progress.NONE).part("train").size();
            for (Future<Integer> size : threads.invokeAll(List.of(task, task, task, task))) {
                assertThat(size.get()).isEqualTo(10);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(decoded).hasValue(6);
    }

    @Test
    @Timeout(120)
    void processesThatOpenAtOnceDoNotHarmEachOther() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            dir.toString())
                    .redirectErrorStream(true)
                    .start());
        }
        for (Process process : processes) {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(output).contains("10 pictures");
        }
        assertThat(PictureFile.open(cached, "version 1 of " + entry(files()).digest()))
                .isPresent();
        assertThat(cached.getParent().toFile().list())
                .containsExactlyInAnyOrder("small.tar.gz.pictures", ".small.tar.gz.pictures.lock");
    }

    /** What a process of its own does. */
    static final class Opener {
        private Opener() {}

        @SuppressWarnings("SystemOut") // the parent reads it
        public static void main(String[] args) {
            Path dir = Path.of(args[0]);
            DataHome home = new DataHome(
                    dir.resolve("cache"), Optional.of(dir.resolve("mirror").toString()), false);
            Dataset set = Cifar10.binary(entry(files())).open(home, Progress.NONE);
            System.out.println(set.part("train").size() + " pictures");
        }
    }

    @Test
    void tellsHowFarItIs() {
        List<Long> done = new ArrayList<>();
        Cifar10.binary(entry(files())).open(home, new Progress() {
            @Override
            public void at(RemoteFile file, long bytes, long total) {
                throw new AssertionError("nothing is downloaded");
            }

            @Override
            public void decoding(RemoteFile file, long bytes, long total) {
                assertThat(total).isEqualTo(12L * RECORD);
                done.add(bytes);
            }
        });
        assertThat(done).hasSize(6).isSorted().last().isEqualTo(12L * RECORD);
    }
}
