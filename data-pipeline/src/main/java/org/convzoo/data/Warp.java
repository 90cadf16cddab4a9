package org.convzoo.data;

import java.util.random.RandomGenerator;

/** A transform that moves a picture's content and leaves its size; {@link OneWarp} makes several of them at once. */
interface Warp extends Transform {
    /** Draws what is random, for a picture of a size. */
    Motion draw(int height, int width, RandomGenerator random);

    /** Where in the picture a place of the result comes from. */
    interface Motion {
        /**
         * Traces a place back.
         *
         * @param place row and column of the result, between pixels too; then those of the picture, which may lie outside it
         */
        void trace(float[] place);
    }

    /** The picture at the places that a motion leads to; beyond its edge the edge goes on. */
    static Image sample(Image image, Motion motion) {
        int height = image.height(), width = image.width();
        float[] out = new float[image.pixels().length];
        float[] place = new float[2];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                place[0] = y;
                place[1] = x;
                motion.trace(place);
                float fromY = Math.max(0, Math.min(height - 1, place[0]));
                float fromX = Math.max(0, Math.min(width - 1, place[1]));
                Bilinear.sample(image, fromY, fromX, 0, out, y * width + x);
            }
        }
        return new Image(image.channels(), height, width, out);
    }
}
