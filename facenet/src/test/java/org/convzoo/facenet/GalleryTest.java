package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.convzoo.core.ZooException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
    private static final GalleryWeights WEIGHTS = new GalleryWeights("net.people", 2, "0123456789abcdef".repeat(4));

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("friends.gallery");
    }

    private Gallery gallery() {
        return Gallery.openOrCreate(file, WEIGHTS);
    }

    private static float[] at(double x, double y) {
        return new float[] {(float) x, (float) y};
    }

    @Test
    void ranksPeopleByTheirNearestPicture() {
        Gallery gallery = gallery();
        gallery.enroll("Ada", "ada1.png", at(0, 0), false);
        gallery.enroll("Ben", "ben.png", at(1, 0), false);
        gallery.enroll("Ada", "ada2.png", at(0, 1), true);

        Identification found = Gallery.open(file, WEIGHTS).identify(at(0, 1.5), 0.5);
        assertThat(found.name()).contains("Ada");
        assertThat(found.candidates().get(0)).isEqualTo(new Identification.Candidate("Ada", 0.5, "ada2.png"));
        assertThat(found.candidates())
                .extracting(Identification.Candidate::name)
                .containsExactly("Ada", "Ben");
        assertThat(found.candidates().get(1).distance()).isEqualTo(Math.sqrt(1 + 1.5 * 1.5));
        assertThat(gallery.identify(at(0, 1.5), 0.49).name()).isEmpty();
    }

    @Test
    void embeddingsComeBackBitForBit() {
        float[] values = {Float.MIN_VALUE, -0.0f};
        gallery().enroll("Zoë", "a b.jpg", values, false);
        Gallery.Picture picture = gallery().people().get("Zoë").get(0);
        assertThat(picture.source()).isEqualTo("a b.jpg");
        assertThat(picture.embedding()).isEqualTo(values);
    }

    @Test
    void aNameThatExistsIsTakenForAnotherPersonUnlessSaid() {
        gallery().enroll("Zoe\u0308", "a.png", at(0, 0), false);
        assertThatThrownBy(() -> gallery().enroll(" Zo\u00eb ", "b.png", at(1, 1), false))
                .isInstanceOf(ZooException.class)
                .hasMessage("Zo\u00eb is enrolled in " + file
                        + " already: add pictures of the same person with --add, give another person another name");
        assertThat(gallery().people().get("Zo\u00eb")).hasSize(1);
    }

    @Test
    void whoIsRemovedIsGoneFromTheFileOnceItIsCompacted() throws IOException {
        Gallery gallery = gallery();
        gallery.enroll("Ada", "ada.png", at(0, 0), false);
        gallery.enroll("Ada", "ada2.png", at(0, 0), true);
        gallery.enroll("Ben", "ben.png", at(1, 0), false);
        long before = Files.size(file);
        assertThat(gallery.remove("Ada")).isEqualTo(2);
        assertThat(gallery().people()).containsOnlyKeys("Ben");
        assertThat(Files.size(file)).as("a record more").isGreaterThan(before);
        gallery.compact();
        assertThat(Files.size(file)).isLessThan(before);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("Ben")
                .doesNotContain("Ada", "ada.png");
        gallery.enroll("Ada", "new.png", at(2, 2), false);
        assertThat(gallery().people()).containsOnlyKeys("Ben", "Ada");
        assertThatThrownBy(() -> gallery.remove("Bem"))
                .hasMessage("nobody called Bem is enrolled in " + file + "; did you mean Ben?");
    }

    /** One of two that are open at once has the file written anew below the other. */
    @Test
    void seesWhatOthersWrote() {
        Gallery one = gallery();
        Gallery other = gallery();
        one.enroll("Ada", "ada.png", at(0, 0), false);
        assertThatThrownBy(() -> other.enroll("Ada", "else.png", at(1, 0), false))
                .hasMessageContaining("already");
        other.enroll("Ben", "ben.png", at(1, 0), false);
        one.remove("Ada");
        one.compact();
        other.enroll("Cleo", "cleo.png", at(1, 1), false);
        assertThat(other.people()).containsOnlyKeys("Ben", "Cleo");
        assertThat(gallery().people()).containsOnlyKeys("Ben", "Cleo");
    }

    @Test
    void threadsDoNotLoseEachOthersPeople() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Void>> all = threads.invokeAll(IntStream.range(0, 4)
                .mapToObj(t -> (Callable<Void>) () -> {
                    Gallery own = gallery();
                    for (int i = 0; i < 10; i++) {
                        own.enroll("person " + t + " " + i, "p.png", at(t, i), false);
                    }
                    return null;
                })
                .toList());
        for (Future<Void> one : all) {
            one.get();
        }
        threads.shutdown();
        assertThat(gallery().people()).hasSize(40);
    }

    /** Wherever a write was cut off: what was acknowledged before stands, and the next enrolment too. */
    @Test
    void anUnfinishedLastRecordIsCutOff() throws IOException {
        gallery().enroll("Ada", "ada.png", at(0, 0), false);
        int whole = (int) Files.size(file);
        gallery().enroll("Ben", "ben.png", at(1, 0), false);
        byte[] bytes = Files.readAllBytes(file);
        for (int length = whole; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            Gallery cut = gallery();
            assertThat(cut.people()).containsOnlyKeys("Ada");
            assertThat(cut.unfinishedBytes()).isEqualTo(length - whole);
            cut.enroll("Cleo", "cleo.png", at(1, 1), false);
            assertThat(gallery().people()).containsOnlyKeys("Ada", "Cleo");
            assertThat(gallery().unfinishedBytes()).isZero();
        }
        Files.write(file, Arrays.copyOf(Arrays.copyOf(bytes, whole), whole + 100_000));
        assertThat(gallery().people()).as("zeros where the bytes never came").containsOnlyKeys("Ada");
    }

    @Test
    void damageBeforeTheLastRecordIsAnError() throws IOException {
        gallery().enroll("Ada", "ada.png", at(0, 0), false);
        int first = (int) Files.size(file);
        gallery().enroll("Ben", "ben.png", at(1, 0), false);
        byte[] bytes = Files.readAllBytes(file);
        bytes[first - 1] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(this::gallery)
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith(file + " is a damaged gallery: what begins at byte ");
    }

    @Test
    void othersFilesAreRefused() throws IOException {
        gallery().enroll("Ada", "ada.png", at(0, 0), false);
        GalleryWeights other = new GalleryWeights("net.others", 2, "f".repeat(64));
        assertThatThrownBy(() -> Gallery.open(file, other))
                .hasMessage(file + " was made with weights net.people (digest 01234567...), not net.others (digest"
                        + " ffffffff...): give those with --model, or enroll into another file");
        assertThat(Gallery.weights(file)).isEqualTo(WEIGHTS);

        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = 2;
        Files.write(file, bytes);
        assertThatThrownBy(this::gallery)
                .hasMessage(file + " is a gallery in format 2; this version of ConvZoo reads 1");
        Files.writeString(file, "a letter of some length, to a friend");
        assertThatThrownBy(this::gallery).hasMessage(file + " is no gallery of faces");
        Files.write(file, new byte[0]);
        assertThatThrownBy(this::gallery).hasMessage(file + " is no gallery of faces");
        assertThatThrownBy(() -> Gallery.open(folder.resolve("none"), WEIGHTS))
                .hasMessage("there is no gallery " + folder.resolve("none") + ": zoo face enroll makes one");
        assertThatThrownBy(() -> Gallery.open(folder, WEIGHTS))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void whatCannotBeEnrolledLeavesTheFileAsItIs() throws IOException {
        gallery().enroll("Ada", "ada.png", at(0, 0), false);
        byte[] before = Files.readAllBytes(file);
        for (String name : List.of("", "  ", "two\nlines", "x".repeat(201), "bell\u0007", "half \ud800")) {
            assertThatThrownBy(() -> gallery().enroll(name, "a.png", at(0, 0), false))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("a name must be 1 to 200 characters");
        }
        assertThatThrownBy(() -> gallery().enroll("Ben", "b.png", at(Double.NaN, 0), false))
                .hasMessage("the embedding of b.png has values that are no numbers");
        assertThatThrownBy(() -> gallery().enroll("Ben", "b.png", new float[3], false))
                .hasMessage("the gallery's embeddings have 2 dimensions, got 3");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void nobodyIsFoundInAnEmptyGallery() {
        assertThatThrownBy(() -> gallery().identify(at(0, 0), 1))
                .isInstanceOf(ZooException.class)
                .hasMessage("nobody is enrolled in " + file + ": zoo face enroll NAME IMAGE --gallery " + file);
    }
}
