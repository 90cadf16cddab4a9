package org.convzoo.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Blots out a rectangle, so that a net learns to look at more than one spot (Zhong et al.: Random Erasing Data Augmentation,
 * arXiv 1708.04896, algorithm 1; the side ratio is drawn from 0.3 to 1/0.3, on a log scale as in torchvision).
 *
 * @param probability 0 (never) to 1 (always)
 * @param minArea smallest area, as a fraction of the picture; the paper has 0.02
 * @param maxArea largest area; the paper has 0.4
 * @param background what the rectangle is filled with, 0 to 255
 */
public record RandomErase(float probability, float minArea, float maxArea, float background) implements Transform {
    private static final double LOG_MAX_RATIO = Math.log(1 / 0.3);
    private static final int ATTEMPTS = 10;

    public RandomErase {
        Check.between(0, 1, "probability", probability);
        Check.between(0, 1, "minArea", minArea);
        Check.between(minArea, 1, "maxArea", maxArea);
        Check.between(0, 255, "background", background);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        if (random.nextFloat() >= probability) {
            return image;
        }
        int height = image.height();
        int width = image.width();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = Randoms.uniform(random, minArea, maxArea) * (double) height * width;
            double ratio = Math.exp((2 * random.nextDouble() - 1) * LOG_MAX_RATIO); // height : width
            int h = (int) Math.round(Math.sqrt(area * ratio));
            int w = (int) Math.round(Math.sqrt(area / ratio));
            if (h <= height && w <= width) {
                int top = random.nextInt(height - h + 1);
                int left = random.nextInt(width - w + 1);
                return erase(image, top, left, h, w);
            }
        }
        return image; // no rectangle of that area fits, as the paper's loop would never end
    }

    @Override
    public Optional<Frame> frame(int height, int width) {
        return Optional.of(Frame.whole(height, width));
    }

    private Image erase(Image image, int top, int left, int h, int w) {
        float[] out = image.pixels().clone();
        for (int c = 0; c < image.channels(); c++) {
            for (int y = top; y < top + h; y++) {
                int row = (c * image.height() + y) * image.width();
                Arrays.fill(out, row + left, row + left + w, background);
            }
        }
        return new Image(image.channels(), image.height(), image.width(), out);
    }
}
