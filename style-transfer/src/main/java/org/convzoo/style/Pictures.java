package org.convzoo.style;

import java.util.SplittableRandom;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Pictures as the numbers that are painted on. */
public final class Pictures {
    private static final int SMALLEST = 16; // VGG's four poolings leave a pixel

    private static final int COPIES = 72; // of a picture, in the worst case: L-BFGS remembers thirty steps and slopes

    private Pictures() {}

    /**
     * In colour, with a longer side of some pixels, of the same shape.
     *
     * @param name what messages call it
     * @throws ZooException if a side would be shorter than {@value #SMALLEST}
     */
    public static Image fitted(Image picture, int size, String name) {
        int longer = Math.max(picture.height(), picture.width());
        int height = (int) Math.round((double) picture.height() * size / longer);
        int width = (int) Math.round((double) picture.width() * size / longer);
        if (Math.min(picture.height(), picture.width()) < 2 || Math.min(height, width) < SMALLEST) {
            throw new ZooException(name + " of " + picture.width() + "x" + picture.height() + " would be " + width + "x"
                    + height + ": each side must have at least " + SMALLEST + " pixels, and the picture at least 2");
        }
        Memory.requireHeap(width, height, Float.BYTES * 3.0 * width * height * COPIES);
        Image coloured = picture.channels() == 3 ? picture : picture.toRgb();
        return height == coloured.height() && width == coloured.width()
                ? coloured
                : new Resize(height, width).apply(coloured, new SplittableRandom(0)); // it draws nothing
    }

    /** [1, 3, H, W]. */
    static INDArray array(Image picture) {
        return Nd4j.create(
                picture.pixels().clone(), new long[] {1, picture.channels(), picture.height(), picture.width()}, 'c');
    }

    /** With all values from 0 to 255. */
    static Image image(float[] values, int height, int width) {
        float[] pixels = values.clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.max(0, Math.min(255, pixels[i]));
        }
        return new Image(3, height, width, pixels);
    }

    /** Brightness alone, as a picture of three equal channels. */
    static Image brightness(Image picture) {
        return picture.toGrey().toRgb();
    }

    /** Brightness with the mean and the deviation of another's. */
    static Image matched(Image brightness, Image other) {
        double[] from = statistics(brightness), to = statistics(other);
        float[] pixels = brightness.pixels().clone();
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (to[0] + (pixels[i] - from[0]) * to[1] / Math.max(from[1], 1));
        }
        return new Image(brightness.channels(), brightness.height(), brightness.width(), pixels);
    }

    private static double[] statistics(Image image) {
        double sum = 0, squares = 0;
        for (float value : image.pixels()) {
            sum += value;
            squares += (double) value * value;
        }
        double mean = sum / image.pixels().length;
        return new double[] {mean, Math.sqrt(Math.max(0, squares / image.pixels().length - mean * mean))};
    }

    /** The colours of one picture with the brightness of another: what is added to all three channels leaves the hue differences. */
    static Image recoloured(Image brightness, Image colours) {
        Image light = brightness.toGrey(), old = colours.toGrey();
        float[] pixels = colours.pixels().clone();
        int places = light.pixels().length;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] += light.pixels()[i % places] - old.pixels()[i % places];
        }
        return image(pixels, colours.height(), colours.width());
    }
}
