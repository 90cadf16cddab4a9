package org.convzoo.data;

import java.util.random.RandomGenerator;

/**
 * Turns a head to the side as if it were a cylinder seen from the front: the middle moves most, the edges stay. Beyond the edge the edge goes on.
 *
 * @param share of half the width by which the middle moves at most, each way; below 0.5, where columns would overtake each other
 */
public record HeadTurn(float share) implements Warp {
    private static final float MOST = 0.49f;

    public HeadTurn {
        Check.between(0, MOST, "share", share);
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return Warp.sample(image, draw(image.height(), image.width(), random));
    }

    @Override
    public Motion draw(int height, int width, RandomGenerator random) {
        float turn = Randoms.uniform(random, -share, share);
        float half = Math.max(1, width - 1) / 2f;
        return place -> {
            float x = Math.max(-1, Math.min(1, place[1] / half - 1)); // -1 to 1 across the picture
            place[1] += turn * half * (1 - x * x);
        };
    }
}
