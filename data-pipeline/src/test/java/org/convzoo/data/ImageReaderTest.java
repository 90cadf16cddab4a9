package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.convzoo.data.Pictures.ascii;
import static org.convzoo.data.Pictures.encode;
import static org.convzoo.data.Pictures.join;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReaderTest {
    @Test
    void grey_bytes_come_out_as_they_are() {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 100, 255});
        Image image = read(encode(picture, "png"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.pixels()).containsExactly(0, 100, 255);
    }

    @Test
    void sixteen_bits_keep_their_depth() {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_USHORT_GRAY);
        picture.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 257 * 100 + 1, 65535});
        Image image = read(encode(picture, "png"));
        assertThat(image.pixels()).containsExactly(0, 25701 * 255f / 65535, 255);
        assertThat(image.pixels()[1]).isNotEqualTo(100f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void colours_come_as_planes(String format) {
        BufferedImage picture = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        picture.setRGB(0, 0, 0x010203);
        picture.setRGB(1, 0, 0x0a0b0c);
        picture.setRGB(0, 1, 0xff8040);
        Image image = read(encode(picture, format));
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.pixels()).containsExactly(1, 10, 255, 0, 2, 11, 128, 0, 3, 12, 64, 0);
    }

    @Test
    void alpha_is_laid_over_white() {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
        picture.setRGB(0, 0, 0x00000000);
        picture.setRGB(1, 0, 0x33ff0000); // a fifth of red
        picture.setRGB(2, 0, 0xff0000ff);
        float[] expected = {255, 255, 0, 255, 204, 0, 255, 204, 255};
        assertThat(read(encode(picture, "png")).pixels()).containsExactly(expected, within(1e-4f));

        BufferedImage premultiplied = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB_PRE);
        premultiplied.setRGB(1, 0, 0x33ff0000);
        premultiplied.setRGB(2, 0, 0xff0000ff);
        assertThat(ImageReader.of(premultiplied).pixels()).containsExactly(expected, within(1e-4f));
    }

    @Test
    void palettes_give_their_colours_or_greys() {
        byte[] red = {0, (byte) 200, 10};
        byte[] green = {0, 100, 10};
        BufferedImage colours = indexed(new IndexColorModel(8, 3, red, green, green, 2)); // 2 is transparent
        assertThat(read(encode(colours, "png")).pixels()).containsExactly(0, 200, 255, 0, 100, 255, 0, 100, 255);

        BufferedImage greys = indexed(new IndexColorModel(8, 3, red, red, red));
        Image image = read(encode(greys, "png"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.pixels()).containsExactly(0, 200, 10);

        BufferedImage bits = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        bits.getRaster().setSample(1, 0, 0, 1);
        assertThat(read(encode(bits, "png")).pixels()).containsExactly(0, 255);
    }

    @Test
    void other_layouts_of_java_pictures() {
        for (int type : new int[] {
            BufferedImage.TYPE_INT_BGR,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_4BYTE_ABGR_PRE,
            BufferedImage.TYPE_INT_RGB
        }) {
            BufferedImage picture = new BufferedImage(1, 1, type);
            picture.setRGB(0, 0, 0xff102030);
            assertThat(ImageReader.of(picture).pixels()).as("type " + type).containsExactly(16, 32, 48);
        }
        BufferedImage packed = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
        packed.getRaster().setPixel(0, 0, new int[] {31, 21, 0});
        assertThat(ImageReader.of(packed).pixels()).containsExactly(255, 85, 0);
        // A part of a larger picture has a raster that does not start at its array's start.
        BufferedImage whole = Pictures.gradient(8, 8);
        Image part = ImageReader.of(whole.getSubimage(2, 3, 4, 5));
        assertThat(part.at(0, 0, 0)).isEqualTo(63); // 255 * 2 / 8
        assertThat(part.at(1, 0, 0)).isEqualTo(95);
    }

    @Test
    void first_frame_of_a_gif() throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.prepareWriteSequence(null);
            for (int frame = 1; frame <= 2; frame++) {
                byte[] colours = {(byte) (frame * 50), 0, 7};
                IndexColorModel palette = new IndexColorModel(8, 3, colours, new byte[3], new byte[3]);
                writer.writeToSequence(new IIOImage(indexed(palette), null, null), null);
            }
            writer.endWriteSequence();
        }
        assertThat(read(out.toByteArray()).pixels()).containsExactly(50, 0, 7, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void netpbm_text_and_binary_with_comments() {
        assertThat(read(ascii("P2 # a comment\n# another\n3 2\n# one more\n255\n0 50 100\n10 20 30\n"))
                        .pixels())
                .containsExactly(0, 50, 100, 10, 20, 30);
        assertThat(read(ascii("P3\n1 2\n255\n1 2 3 4 5 6\n")).pixels()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(read(join(ascii("P5\n# made by a scanner 12\n2 1\n255\n"), new byte[] {100, (byte) 200}))
                        .pixels())
                .containsExactly(100, 200);
        assertThat(read(join(ascii("P6 1 1 255\n"), new byte[] {1, 2, (byte) 255}))
                        .pixels())
                .containsExactly(1, 2, 255);
    }

    @Test
    void netpbm_of_sixteen_bits_and_of_few_greys() {
        byte[] two = {1, 0, (byte) 0xff, (byte) 0xff};
        assertThat(read(join(ascii("P5\n2 1\n65535\n"), two)).pixels()).containsExactly(256 * 255f / 65535, 255);
        assertThat(read(ascii("P2\n3 1\n15\n0 5 15\n")).pixels()).containsExactly(0, 85, 255);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void jpeg_in_colour(boolean progressive) throws IOException {
        BufferedImage picture = Pictures.gradient(40, 60);
        Image image = read(jpeg(picture, progressive));
        assertThat(image.channels()).isEqualTo(3);
        assertThat(image.pixels()).containsExactly(ImageReader.of(picture).pixels(), within(8f));
    }

    @Test
    void jpeg_in_grey_is_one_channel() {
        BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
        picture.getRaster().setPixels(0, 0, 16, 16, filled(256, 100));
        Image image = read(encode(picture, "jpg"));
        assertThat(image.channels()).isEqualTo(1);
        assertThat(image.pixels()).containsOnly(100f);
    }

    @Test
    void jpeg_in_cmyk_as_a_print_shop_sends_it() throws IOException {
        Image image;
        try (var in = getClass().getResourceAsStream("cmyk.jpg")) {
            image = read(in.readAllBytes());
        }
        // (1 - ink) * (1 - black): left c 0, m 200, y 150, k 20 of 255; right 180, 60, 0, 40.
        assertColour(image, 4, 2, 235, 51, 97);
        assertColour(image, 4, 13, 63, 164, 215);
    }

    /** The file's picture is 24 rows x 32 columns: top left dark red, top right green, bottom left blue, bottom right grey. */
    @ParameterizedTest
    @CsvSource({
        "1, RGBW", // what the upright picture shows: top left, top right, bottom left, bottom right
        "2, GRWB", "3, WBGR", "4, BWRG", "5, RBGW", "6, BRWG", "7, WGBR", "8, GWRB"
    })
    void exif_orientation(int orientation, String corners) throws IOException {
        BufferedImage picture = new BufferedImage(32, 24, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 24; y++) {
            for (int x = 0; x < 32; x++) {
                picture.setRGB(x, y, y < 12 ? (x < 16 ? 0xff0000 : 0x00ff00) : x < 16 ? 0x0000ff : 0xffffff);
            }
        }
        byte[] jpeg = jpeg(picture, false);
        for (boolean littleEndian : new boolean[] {false, true}) {
            byte[] turned = Pictures.withExif(jpeg, Pictures.exif(orientation, littleEndian));
            Image image = read(turned);
            assertThat(image.height()).isEqualTo(orientation < 5 ? 24 : 32);
            assertThat(image.width()).isEqualTo(orientation < 5 ? 32 : 24);
            int bottom = image.height() - 3;
            int right = image.width() - 3;
            String seen = "" + colour(image, 2, 2) + colour(image, 2, right) + colour(image, bottom, 2)
                    + colour(image, bottom, right);
            assertThat(seen).isEqualTo(corners);
        }
    }

    @Test
    void exif_in_a_png() {
        byte[] png = encode(Pictures.gradient(4, 6), "png");
        byte[] exif = Pictures.exif(6, false);
        byte[] chunk = join(ascii("eXIf"), exif);
        CRC32 crc = new CRC32();
        crc.update(chunk);
        int headerEnd = 8 + 12 + 13;
        byte[] turned = join(
                Arrays.copyOf(png, headerEnd),
                new byte[] {0, 0, 0, (byte) exif.length},
                chunk,
                java.nio.ByteBuffer.allocate(4).putInt((int) crc.getValue()).array(),
                Arrays.copyOfRange(png, headerEnd, png.length));
        assertThat(read(turned).height()).isEqualTo(6);
    }

    @Test
    void damaged_exif_counts_as_none() throws IOException {
        byte[] jpeg = jpeg(Pictures.gradient(8, 16), false);
        byte[] exif = Pictures.exif(6, false);
        for (int length = 0; length < 20; length++) {
            byte[] cut = Arrays.copyOf(exif, length);
            assertThat(read(Pictures.withExif(jpeg, cut)).width()).isEqualTo(16);
        }
        exif[4] = 127; // the directory lies far outside
        assertThat(read(Pictures.withExif(jpeg, exif)).width()).isEqualTo(16);
        assertThat(read(Pictures.withExif(jpeg, Pictures.exif(9, false))).width())
                .isEqualTo(16);
    }

    @Test
    void the_extension_does_not_matter(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("picture.jpg"), encode(Pictures.gradient(5, 7), "png"));
        Image image = ImageReader.read(file);
        assertThat(image.height()).isEqualTo(5);
        assertThat(image.width()).isEqualTo(7);
    }

    @Test
    void reading_from_several_threads_gives_the_same() throws IOException {
        byte[] jpeg = jpeg(Pictures.gradient(32, 32), true);
        float[] expected = read(jpeg).pixels();
        java.util.stream.IntStream.range(0, 64)
                .parallel()
                .forEach(i -> assertThat(read(jpeg).pixels()).isEqualTo(expected));
    }

    private static Image read(byte[] bytes) {
        return ImageReader.read(bytes, "test picture");
    }

    private static BufferedImage indexed(IndexColorModel palette) {
        BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
        picture.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 1, 2});
        return picture;
    }

    static byte[] jpeg(BufferedImage picture, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(picture), "jpeg")
                .next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(0.97f);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        }
        return out.toByteArray();
    }

    private static int[] filled(int length, int value) {
        int[] values = new int[length];
        Arrays.fill(values, value);
        return values;
    }

    private static void assertColour(Image image, int y, int x, float red, float green, float blue) {
        assertThat(new float[] {image.at(0, y, x), image.at(1, y, x), image.at(2, y, x)})
                .containsExactly(new float[] {red, green, blue}, within(3f));
    }

    private static char colour(Image image, int y, int x) {
        boolean red = image.at(0, y, x) > 127;
        boolean green = image.at(1, y, x) > 127;
        return red && green ? 'W' : red ? 'R' : green ? 'G' : 'B';
    }
}
