package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the bytes are: either a picture for every byte, or one of the two expected failures. */
class IdxFilePropertiesTest {
    @Property(tries = 300)
    void readsBackWhatWasWritten(
            @ForAll @IntRange(min = 1, max = 5) int count,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll byte fill)
            throws IOException {
        byte[] pixels = new byte[count * height * width];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (fill + 31 * i);
        }
        IdxFile.Images images = read(Idx.images(count, height, width, pixels));
        assertThat(images.bytes()).isEqualTo(pixels);
        assertThat(new int[] {images.count(), images.height(), images.width()}).containsExactly(count, height, width);
    }

    @Property(tries = 300)
    void anyCutOrAdditionFails(
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll @IntRange(min = 1, max = 6) int side,
            @ForAll @IntRange(min = -40, max = 40) int change) {
        byte[] whole = Idx.images(count, side, side, new byte[count * side * side]);
        int length = Math.max(0, whole.length + change);
        assertThat(fails(Arrays.copyOf(whole, length))).isEqualTo(length != whole.length);
    }

    @Property(tries = 1000)
    void anyHeaderGivesPicturesOrAnExpectedFailure(
            @ForAll int magic,
            @ForAll int count,
            @ForAll int height,
            @ForAll int width,
            @ForAll @Size(max = 64) byte[] rest) {
        byte[] file = Idx.images(count, height, width, rest);
        if (magic % 3 == 0) { // else the reader would hardly ever get beyond the magic number
            file[3] = (byte) magic;
        }
        if (!fails(file)) {
            assertThat((long) count * height * width).isEqualTo(rest.length);
        }
    }

    /** Every other kind of exception, and running out of memory, fails the property. */
    private static boolean fails(byte[] file) {
        try {
            read(file);
            return false;
        } catch (DataException | IOException e) {
            return true;
        }
    }

    private static IdxFile.Images read(byte[] file) throws IOException {
        return IdxFile.images(new ByteArrayInputStream(file), "file");
    }
}
