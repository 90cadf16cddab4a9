package org.convzoo.data;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Changes brightness, contrast, saturation and hue, in random order; the parameters mean what they mean in torchvision. Results
 * are clamped to 0..255 after each change. Saturation and hue leave grey pictures alone.
 *
 * @param brightness factor drawn from max(0, 1 - brightness) to 1 + brightness; 0 for none
 * @param contrast factor on the distance from the picture's mean grey, drawn likewise
 * @param saturation factor on the distance from each pixel's own grey, drawn likewise
 * @param hue turn on the colour circle, drawn from -hue to hue; 0 to 0.5, half a circle
 */
public record ColorJitter(float brightness, float contrast, float saturation, float hue) implements Transform {
    public ColorJitter {
        Check.atLeast(0, "brightness", brightness);
        Check.atLeast(0, "contrast", contrast);
        Check.atLeast(0, "saturation", saturation);
        Check.between(0, 0.5, "hue", hue);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        float brighter = factor(random, brightness);
        float harder = factor(random, contrast);
        float richer = factor(random, saturation);
        float turn = Randoms.uniform(random, -hue, hue);
        int[] order = {0, 1, 2, 3};
        for (int i = 3; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        Image out = image;
        for (int change : order) {
            out = switch (change) {
                case 0 -> brightness == 0 ? out : brighten(out, brighter);
                case 1 -> contrast == 0 ? out : spread(out, harder);
                case 2 -> saturation == 0 || out.channels() == 1 ? out : saturate(out, richer);
                default -> hue == 0 || out.channels() == 1 ? out : turn(out, turn);
            };
        }
        return out;
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }

    private static float factor(RandomGenerator random, float spread) {
        return Randoms.uniform(random, Math.max(0, 1 - spread), 1 + spread);
    }

    private static Image brighten(Image image, float factor) {
        float[] out = new float[image.pixels().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = clamp(image.pixels()[i] * factor);
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    private static Image spread(Image image, float factor) {
        double sum = 0;
        float[] grey = image.toGrey().pixels();
        for (float value : grey) {
            sum += value;
        }
        float mean = (float) (sum / grey.length);
        float[] out = new float[image.pixels().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = clamp(mean + factor * (image.pixels()[i] - mean));
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    private static Image saturate(Image image, float factor) {
        float[] grey = image.toGrey().pixels();
        float[] in = image.pixels();
        float[] out = new float[in.length];
        for (int plane = 0; plane < out.length; plane += grey.length) {
            for (int i = 0; i < grey.length; i++) {
                out[plane + i] = clamp(grey[i] + factor * (in[plane + i] - grey[i]));
            }
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }

    /** RGB to hue, saturation, value (Smith 1978), the hue turned, and back. */
    private static Image turn(Image image, float turn) {
        float[] in = image.pixels();
        float[] out = new float[in.length];
        int plane = in.length / 3;
        for (int i = 0; i < plane; i++) {
            float red = in[i];
            float green = in[plane + i];
            float blue = in[2 * plane + i];
            float value = Math.max(red, Math.max(green, blue));
            float chroma = value - Math.min(red, Math.min(green, blue));
            float sixths = 0; // hue, 0 to 6
            if (chroma > 0) {
                sixths = value == red
                        ? (green - blue) / chroma
                        : value == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
            }
            sixths += 6 * turn + 12; // positive
            sixths -= 6 * (int) (sixths / 6); // faster than %
            out[i] = channel(5, sixths, value, chroma);
            out[plane + i] = channel(3, sixths, value, chroma);
            out[2 * plane + i] = channel(1, sixths, value, chroma);
        }
        return new Image(3, image.height(), image.width(), out);
    }

    /** Red, green, blue for n = 5, 3, 1: the value, less the chroma where the hue is far away. */
    private static float channel(int n, float sixths, float value, float chroma) {
        float k = n + sixths;
        k = k < 6 ? k : k - 6;
        float near = k < 2 ? k : 4 - k;
        return near >= 1 ? value - chroma : near <= 0 ? value : value - chroma * near; // min and max are slower
    }

    private static float clamp(float value) {
        return Math.max(0, Math.min(255, value));
    }
}
