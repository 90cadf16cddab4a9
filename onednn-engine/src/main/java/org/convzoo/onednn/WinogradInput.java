package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** Patches of pixels, transformed, from a picture with channels last: one row of tiles at a time. */
final class WinogradInput {
    private final WinogradGrid grid;
    private final WinogradForm form;
    private final int side; // of a patch
    private final int channels;
    private final int tilesAtOnce;
    private final float[][] d; // [side, side]: pixels of the patches
    private final float[][] half; // transformed along the columns
    private final float[] whole;

    /** @param segment numbers to work on at once, more or less */
    WinogradInput(WinogradGrid grid, int channels, int segment) {
        this.grid = grid;
        this.form = grid.form();
        this.side = form.patch;
        this.channels = channels;
        this.tilesAtOnce = Math.max(1, segment / channels);
        this.d = new float[side * side][tilesAtOnce * channels];
        this.half = new float[side][tilesAtOnce * channels];
        this.whole = new float[tilesAtOnce * channels];
    }

    /**
     * Transforms a row.
     *
     * @param x [N, H, W, C]
     * @param row of all rows of tiles
     * @param place of the row in the block
     * @param to [side * side, tiles, C]
     */
    void row(FloatBuffer x, int row, int place, FloatBuffer to) {
        int plane = grid.tiles() * channels;
        for (int tile = 0; tile < grid.across(); tile += tilesAtOnce) {
            int count = Math.min(tilesAtOnce, grid.across() - tile);
            int n = count * channels;
            for (int i = 0; i < side; i++) {
                pixels(x, row / grid.down(), row % grid.down() * form.tile - grid.above() + i, tile, count, i);
            }
            int at = (place * grid.across() + tile) * channels;
            for (int i = 0; i < side; i++) {
                for (int j = 0; j < side; j++) {
                    form.input(i, d, j, side, half[j], n);
                }
                for (int j = 0; j < side; j++) {
                    form.input(j, half, 0, 1, whole, n);
                    to.put((side * i + j) * plane + at, whole, 0, n);
                }
            }
        }
    }

    /** Row {@code i} of the patches. */
    private void pixels(FloatBuffer x, int picture, int y, int tile, int count, int i) {
        boolean outside = y < 0 || y >= grid.height();
        int line = (picture * grid.height() + y) * grid.width();
        for (int j = 0; j < side; j++) {
            float[] pixels = d[side * i + j];
            if (outside) {
                Arrays.fill(pixels, 0, count * channels, 0);
                continue;
            }
            for (int t = 0; t < count; t++) {
                int column = form.tile * (tile + t) - grid.left() + j;
                if (column >= 0 && column < grid.width()) {
                    x.get((line + column) * channels, pixels, t * channels, channels);
                } else {
                    Arrays.fill(pixels, t * channels, (t + 1) * channels, 0);
                }
            }
        }
    }
}
