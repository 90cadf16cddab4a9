package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Patches of 4x4 pixels, transformed, from a picture with channels last: one row of tiles at a time. */
final class WinogradInput {
    private final WinogradGrid grid;
    private final int channels;
    private final int tilesAtOnce;
    private final float[][] d; // [4, 4]: pixels of the patches
    private final float[][] half; // transformed along the columns
    private final float[] whole;

    /** @param segment numbers to work on at once, more or less */
    WinogradInput(WinogradGrid grid, int channels, int segment) {
        this.grid = grid;
        this.channels = channels;
        this.tilesAtOnce = Math.max(1, segment / channels);
        this.d = new float[16][tilesAtOnce * channels];
        this.half = new float[4][tilesAtOnce * channels];
        this.whole = new float[tilesAtOnce * channels];
    }

    /**
     * Transforms a row.
     *
     * @param x [N, H, W, C]
     * @param row of all rows of tiles
     * @param place of the row in the block
     * @param to [16, tiles, C]
     */
    void row(FloatBuffer x, int row, int place, FloatBuffer to) {
        int plane = grid.tiles() * channels;
        for (int tile = 0; tile < grid.across(); tile += tilesAtOnce) {
            int count = Math.min(tilesAtOnce, grid.across() - tile);
            int n = count * channels;
            for (int i = 0; i < 4; i++) {
                pixels(x, row / grid.down(), row % grid.down() * 2 - grid.above() + i, tile, count, i);
            }
            int at = (place * grid.across() + tile) * channels;
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    WinogradTransforms.input(i, d[j], d[4 + j], d[8 + j], d[12 + j], half[j], n);
                }
                for (int j = 0; j < 4; j++) {
                    WinogradTransforms.input(j, half[0], half[1], half[2], half[3], whole, n);
                    to.put((4 * i + j) * plane + at, whole, 0, n);
                }
            }
        }
    }

    /** Row {@code i} of the patches. */
    private void pixels(FloatBuffer x, int picture, int y, int tile, int count, int i) {
        boolean outside = y < 0 || y >= grid.height();
        int line = (picture * grid.height() + y) * grid.width();
        for (int j = 0; j < 4; j++) {
            float[] pixels = d[4 * i + j];
            if (outside) {
                Arrays.fill(pixels, 0, count * channels, 0);
                continue;
            }
            for (int t = 0; t < count; t++) {
                int column = 2 * (tile + t) - grid.left() + j;
                if (column >= 0 && column < grid.width()) {
                    x.get((line + column) * channels, pixels, t * channels, channels);
                } else {
                    Arrays.fill(pixels, t * channels, (t + 1) * channels, 0);
                }
            }
        }
    }
}
