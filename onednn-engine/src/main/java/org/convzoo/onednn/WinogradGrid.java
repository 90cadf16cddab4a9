package org.convzoo.onednn;

/**
 * How a result [N, H, W, K] is cut into tiles, and rows of tiles into blocks that one worker does at a time.
 *
 * @param height of the input
 * @param width of the input
 * @param above padding of the input
 * @param left padding of the input
 * @param outHeight of the result
 * @param outWidth of the result
 * @param rows of tiles in a block
 */
record WinogradGrid(
        WinogradForm form,
        int batch,
        int height,
        int width,
        int above,
        int left,
        int outHeight,
        int outWidth,
        int rows) {
    /**
     * @param input [N, C, H, W]
     * @param output [N, K, H, W]
     * @param tiles wanted in a block, more or less
     */
    static WinogradGrid of(
            WinogradForm form, long[] input, long[] output, long above, long left, int tiles, int workers) {
        WinogradGrid whole = new WinogradGrid(
                form,
                (int) input[0],
                (int) input[2],
                (int) input[3],
                (int) above,
                (int) left,
                (int) output[2],
                (int) output[3],
                1);
        int all = whole.allRows();
        int rounds = Math.max(1, Math.round((float) all * whole.across() / tiles / workers)); // of all workers
        int blocks = Math.min(all, rounds * workers);
        return whole.withRows((all + blocks - 1) / blocks);
    }

    private WinogradGrid withRows(int rows) {
        return new WinogradGrid(form, batch, height, width, above, left, outHeight, outWidth, rows);
    }

    int down() {
        return (int) form.tiles(outHeight);
    }

    int across() {
        return (int) form.tiles(outWidth);
    }

    /** Rows of tiles in all pictures. */
    int allRows() {
        return batch * down();
    }

    int blocks() {
        return (allRows() + rows - 1) / rows;
    }

    /** Tiles of a block. */
    int tiles() {
        return rows * across();
    }
}
