package org.convzoo.data;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageInputStream;

/**
 * Picture files as {@link Image}s: PNG, JPEG (also CMYK and progressive), PBM/PGM/PPM, BMP, and the first frame of a GIF.
 *
 * <ul>
 *   <li>Grey pictures, and palettes that hold greys only, give one channel; all others three.
 *   <li>The numbers are the file's own: no gamma or grey conversion is done, a grey byte of 100 is read as 100.0. A 16-bit
 *       sample v becomes v * 255 / 65535, so its depth is kept. Only JPEG files with an embedded colour profile, and CMYK, are
 *       converted to sRGB.
 *   <li>Transparency is laid over white, as paper is.
 *   <li>The EXIF orientation is applied, so that the picture stands as a viewer shows it.
 * </ul>
 *
 * <p>Files are untrusted: their size and the width and height in their header are checked before anything is decoded. Whatever
 * is wrong with a file ends in a {@link DataException} with one line that names it. All methods may be called from several
 * threads, and none needs a display.
 */
public final class ImageReader {
    /** Larger pictures (width x height) are refused before they are decoded. */
    public static final long MAX_PIXELS = 100_000_000L;

    /** Larger files are refused before they are read. */
    public static final long MAX_FILE_BYTES = 256L << 20;

    static {
        // ImageIO else writes what it reads to a temporary file first.
        ImageIO.setUseCache(false);
    }

    private ImageReader() {}

    /**
     * Reads a picture file.
     *
     * @return 1 or 3 channels x height x width, values 0 to 255
     * @throws DataException if the file is missing, too large, damaged or no picture
     */
    public static Image read(Path file) {
        return read(bytes(file), file.toString());
    }

    /**
     * Reads a picture file that is in memory already.
     *
     * @param bytes the whole file
     * @param name what error messages call it
     * @throws DataException if it is too large, damaged or no picture
     */
    public static Image read(byte[] bytes, String name) {
        if (bytes.length > MAX_FILE_BYTES) {
            throw tooLarge(name, bytes.length);
        }
        String format = format(bytes, name);
        try {
            return Exif.upright(of(decode(bytes, format, name)), Exif.orientation(bytes));
        } catch (DataException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw outOfMemory(name, e);
        } catch (IOException | RuntimeException e) {
            // Decoders meet damage with many kinds of exception, such as an index out of bounds.
            throw damaged(name, format, e);
        }
    }

    /**
     * Width and height of the upright picture, by the file's header alone.
     *
     * @throws DataException if the file is missing, too large, damaged or no picture
     */
    static int[] size(Path file) {
        byte[] bytes = bytes(file);
        String name = file.toString();
        String format = format(bytes, name);
        javax.imageio.ImageReader reader = decoder(format, name);
        try (ImageInputStream in = new ByteArrayImageInputStream(bytes)) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0), height = reader.getHeight(0);
            return Exif.orientation(bytes) >= 5 ? new int[] {height, width} : new int[] {width, height};
        } catch (IOException | RuntimeException e) {
            throw damaged(name, format, e);
        } finally {
            reader.dispose();
        }
    }

    /**
     * A picture that Java has decoded already.
     *
     * @return 1 or 3 channels x height x width, values 0 to 255
     * @throws DataException if it has more than {@link #MAX_PIXELS}
     */
    public static Image of(BufferedImage picture) {
        int height = picture.getHeight();
        int width = picture.getWidth();
        if ((long) height * width > MAX_PIXELS) {
            throw new DataException(tooManyPixels(height, width));
        }
        ColorModel colors = picture.getColorModel();
        if (colors instanceof IndexColorModel palette) {
            return ofPalette(picture.getRaster(), palette);
        }
        int space = colors.getColorSpace().getType();
        boolean known = colors instanceof ComponentColorModel || colors instanceof DirectColorModel;
        boolean integers = colors.getTransferType() <= DataBuffer.TYPE_USHORT || colors instanceof DirectColorModel;
        if (known && integers && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB)) {
            return ofSamples(picture.getRaster(), colors);
        }
        return ofConverted(picture);
    }

    /**
     * Starts to load the decoders on a thread of its own and returns at once. A command that will read a picture later may call
     * this first: the search for decoders takes about a tenth of a second on a cold JVM.
     */
    public static void warmUp() {
        Thread thread = new Thread(ImageIO::getReaderFormatNames, "convzoo-image-decoders");
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] bytes(Path file) {
        String name = file.toString();
        try {
            if (Files.isDirectory(file)) {
                throw failure(name, "it is a folder; name a picture in it", null);
            }
            if (Files.isRegularFile(file)) {
                if (Files.size(file) > MAX_FILE_BYTES) {
                    throw tooLarge(name, Files.size(file));
                }
                return Files.readAllBytes(file);
            }
            try (InputStream in = Files.newInputStream(file)) { // a pipe has no size
                return in.readNBytes((int) MAX_FILE_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            throw failure(name, "there is no such file; check the path", e);
        } catch (AccessDeniedException e) {
            throw failure(name, "permission denied", e);
        } catch (IOException e) {
            throw failure(name, e.toString(), e);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(name, e);
        }
    }

    /** ImageIO's name of the format, by the file's first bytes; the extension is not looked at. */
    private static String format(byte[] b, String name) {
        if (b.length == 0) {
            throw failure(name, "the file is empty", null);
        }
        if (startsWith(b, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
            return "PNG";
        }
        if (startsWith(b, 0, 0xff, 0xd8, 0xff)) {
            return "JPEG";
        }
        if (startsWith(b, 0, 'G', 'I', 'F', '8')) {
            return "GIF";
        }
        if (startsWith(b, 0, 'B', 'M')) {
            return "BMP";
        }
        if (b.length > 2
                && b[0] == 'P'
                && b[1] >= '1'
                && b[1] <= '6'
                && (b[2] == '#' || Character.isWhitespace(b[2]))) {
            return "PNM";
        }
        String other = startsWith(b, 0, 'R', 'I', 'F', 'F') && startsWith(b, 8, 'W', 'E', 'B', 'P')
                ? "WebP"
                : startsWith(b, 0, 'I', 'I', '*', 0) || startsWith(b, 0, 'M', 'M', 0, '*')
                        ? "TIFF"
                        : startsWith(b, 4, 'f', 't', 'y', 'p') ? "HEIF or AVIF" : null;
        if (other != null) {
            throw failure(name, other + " is not supported; convert it to PNG or JPEG", null);
        }
        throw failure(name, "it is not a picture (PNG, JPEG, PGM, PPM, BMP or GIF)", null);
    }

    private static boolean startsWith(byte[] bytes, int offset, int... magic) {
        if (bytes.length < offset + magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[offset + i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static javax.imageio.ImageReader decoder(String format, String name) {
        Iterator<javax.imageio.ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        if (!readers.hasNext()) {
            throw failure(name, "no " + format + " decoder on the class path; add com.twelvemonkeys.imageio", null);
        }
        return readers.next();
    }

    private static BufferedImage decode(byte[] bytes, String format, String name) throws IOException {
        javax.imageio.ImageReader reader = decoder(format, name);
        // Only noted, not thrown: native code stands between the listener and this method.
        AtomicBoolean damaged = new AtomicBoolean();
        try (ImageInputStream in = new ByteArrayImageInputStream(bytes)) {
            reader.addIIOReadWarningListener((source, warning) -> damaged.compareAndSet(false, meansDamage(warning)));
            reader.setInput(in, true, true);
            int height = reader.getHeight(0);
            int width = reader.getWidth(0);
            if ((long) height * width > MAX_PIXELS) {
                throw failure(name, tooManyPixels(height, width), null);
            }
            BufferedImage picture = reader.read(0);
            if (damaged.get()) {
                throw damaged(name, format, null);
            }
            return picture;
        } finally {
            reader.dispose();
        }
    }

    /** Libjpeg fills what is missing with grey and only warns; its texts are fixed English. */
    private static boolean meansDamage(String warning) {
        return warning.startsWith("Truncated File")
                || warning.contains("remature end")
                || warning.contains("bad Huffman code")
                || warning.contains("bad progression")
                || warning.contains("restart marker");
    }

    private static Image ofPalette(Raster raster, IndexColorModel palette) {
        int n = palette.getMapSize();
        float[] red = new float[n];
        float[] green = new float[n];
        float[] blue = new float[n];
        boolean grey = true;
        for (int i = 0; i < n; i++) {
            int alpha = palette.getAlpha(i);
            red[i] = overWhite(palette.getRed(i), alpha / 255f);
            green[i] = overWhite(palette.getGreen(i), alpha / 255f);
            blue[i] = overWhite(palette.getBlue(i), alpha / 255f);
            grey &= red[i] == green[i] && green[i] == blue[i];
        }
        int height = raster.getHeight();
        int width = raster.getWidth();
        int plane = height * width;
        float[] pixels = new float[(grey ? 1 : 3) * plane];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int index = Math.min(row[x], n - 1);
                pixels[at] = red[index];
                if (!grey) {
                    pixels[plane + at] = green[index];
                    pixels[2 * plane + at] = blue[index];
                }
            }
        }
        return new Image(grey ? 1 : 3, height, width, pixels);
    }

    /** Grey or RGB samples straight from the raster: getRGB would apply a gamma to grey and cut 16 bits to 8. */
    private static Image ofSamples(Raster raster, ColorModel colors) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        int plane = height * width;
        int bands = raster.getNumBands();
        int channels = colors.getNumColorComponents();
        float[] scale = new float[bands];
        for (int b = 0; b < bands; b++) {
            scale[b] = (float) (255.0 / ((1L << colors.getComponentSize(b)) - 1));
        }
        float[] pixels = new float[channels * plane];
        int[] row = new int[width * bands];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int c = 0; c < channels; c++) {
                int to = c * plane + y * width;
                for (int x = 0; x < width; x++) {
                    pixels[to + x] = row[x * bands + c] * scale[c];
                }
            }
            if (colors.hasAlpha()) {
                blend(row, bands, scale[channels] / 255, colors.isAlphaPremultiplied(), pixels, y * width, plane);
            }
        }
        return new Image(channels, height, width, pixels);
    }

    /** One row over white; the last of its bands is alpha. */
    private static void blend(
            int[] row, int bands, float alphaScale, boolean premultiplied, float[] pixels, int offset, int plane) {
        for (int x = 0; x < row.length / bands; x++) {
            float alpha = row[x * bands + bands - 1] * alphaScale;
            for (int at = offset + x; at < pixels.length; at += plane) {
                pixels[at] = premultiplied ? pixels[at] + 255 * (1 - alpha) : overWhite(pixels[at], alpha);
            }
        }
    }

    private static float overWhite(float value, float alpha) {
        return alpha == 1 ? value : value * alpha + 255 * (1 - alpha);
    }

    /** Other colour spaces and sample types: by Java's own conversion to 8-bit sRGB. */
    private static Image ofConverted(BufferedImage picture) {
        int height = picture.getHeight();
        int width = picture.getWidth();
        int plane = height * width;
        float[] pixels = new float[3 * plane];
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                float alpha = (row[x] >>> 24) / 255f;
                for (int c = 0; c < 3; c++) {
                    pixels[c * plane + y * width + x] = overWhite(row[x] >> (16 - 8 * c) & 0xff, alpha);
                }
            }
        }
        return new Image(3, height, width, pixels);
    }

    private static String tooManyPixels(int height, int width) {
        return "it claims " + width + "x" + height + " pixels, more than " + MAX_PIXELS / 1_000_000
                + " million; make it smaller first";
    }

    private static DataException tooLarge(String name, long size) {
        return failure(
                name,
                "the file has " + (size >> 20) + " MiB, more than " + (MAX_FILE_BYTES >> 20)
                        + "; make the picture smaller first",
                null);
    }

    private static DataException outOfMemory(String name, OutOfMemoryError cause) {
        return failure(name, "it needs more memory than Java may take; make it smaller, or raise -Xmx", cause);
    }

    private static DataException damaged(String name, String format, Throwable cause) {
        return failure(name, "its " + format + " data is damaged or cut off; get the file again", cause);
    }

    private static DataException failure(String name, String reason, Throwable cause) {
        // A file name may hold a line break; a message is one line.
        return new DataException("cannot read picture " + name.replaceAll("\\p{Cntrl}", "?") + ": " + reason, cause);
    }
}
