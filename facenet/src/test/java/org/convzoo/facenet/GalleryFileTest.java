package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.convzoo.core.ZooException;

/** Whatever is done to the bytes: the right people, in order and up to some place, or one clear error. */
class GalleryFileTest {
    private static final GalleryWeights WEIGHTS = new GalleryWeights("net.people", 3, "0123456789abcdef".repeat(4));
    private static final List<String> PEOPLE = List.of("Ada", "Ben", "Zo\u00eb", "Dan");

    private static Path file;
    private static byte[] whole;

    @BeforeContainer
    static void write() throws IOException {
        file = Files.createTempFile("faces", ".gallery");
        Files.delete(file);
        Gallery gallery = Gallery.openOrCreate(file, WEIGHTS);
        for (int i = 0; i < PEOPLE.size(); i++) {
            gallery.enroll(PEOPLE.get(i), "picture" + i + ".png", new float[] {i, 2 * i, 3 * i}, false);
        }
        whole = Files.readAllBytes(file);
    }

    @AfterContainer
    static void delete() throws IOException {
        Files.delete(file);
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".lock"));
    }

    @Property(tries = 1000)
    void flippedBits(@ForAll @Size(min = 1, max = 3) List<@IntRange(max = 1 << 20) Integer> flips) throws IOException {
        byte[] bytes = whole.clone();
        flips.forEach(flip -> bytes[flip / 8 % bytes.length] ^= (byte) (1 << flip % 8));
        open(bytes).ifPresent(GalleryFileTest::assertBeginning);
    }

    @Property(tries = 300)
    void truncation(@ForAll @IntRange(max = 1 << 20) int length) throws IOException {
        open(Arrays.copyOf(whole, length % whole.length)).ifPresent(GalleryFileTest::assertBeginning);
    }

    @Property(tries = 300)
    void randomBytes(@ForAll byte[] bytes) throws IOException {
        assertThat(open(bytes)).isEmpty();
    }

    /** Unfinished or damaged, but nobody new. */
    @Property(tries = 300)
    void randomBytesAtTheEnd(@ForAll byte[] bytes) throws IOException {
        byte[] longer = Arrays.copyOf(whole, whole.length + bytes.length);
        System.arraycopy(bytes, 0, longer, whole.length, bytes.length);
        open(longer).ifPresent(people -> assertThat(people).isEqualTo(PEOPLE));
    }

    @Property(tries = 300)
    void aPieceOverwritten(@ForAll @IntRange(max = 1 << 20) int place, @ForAll @Size(min = 1) byte[] bytes)
            throws IOException {
        byte[] changed = whole.clone();
        int at = place % changed.length;
        System.arraycopy(bytes, 0, changed, at, Math.min(bytes.length, changed.length - at));
        open(changed).ifPresent(GalleryFileTest::assertBeginning);
    }

    private static void assertBeginning(List<String> people) {
        assertThat(people).isEqualTo(PEOPLE.subList(0, people.size()));
    }

    /** The people, or nothing where that is refused; checks what belongs to each. */
    private static Optional<List<String>> open(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        Gallery gallery;
        try {
            gallery = Gallery.open(file, WEIGHTS);
        } catch (ZooException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
            return Optional.empty();
        }
        List<String> people = new ArrayList<>();
        gallery.people().forEach((name, pictures) -> {
            int i = people.size();
            people.add(name);
            assertThat(pictures).hasSize(1);
            assertThat(pictures.get(0).source()).isEqualTo("picture" + i + ".png");
            assertThat(pictures.get(0).embedding()).containsExactly(i, 2 * i, 3 * i);
        });
        return Optional.of(people);
    }
}
