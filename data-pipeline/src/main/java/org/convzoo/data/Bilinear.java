package org.convzoo.data;

/** Reading a picture between its pixels; pixel centres lie at whole numbers. */
final class Bilinear {
    private Bilinear() {}

    /**
     * The picture at row {@code y}, column {@code x}, all channels, written to {@code out[c * plane + at]} where plane is the
     * picture's own. Outside lies {@code background}, and the edge fades into it over one pixel.
     */
    static void sample(Image image, float y, float x, float background, float[] out, int at) {
        int h = image.height();
        int w = image.width();
        int plane = h * w;
        float[] in = image.pixels();
        if (!(y > -1 && x > -1 && y < h && x < w)) {
            for (int i = at; i < out.length; i += plane) {
                out[i] = background;
            }
            return;
        }
        int y0 = y < 0 ? -1 : (int) y; // floor; y + 1 could round up to the next row
        int x0 = x < 0 ? -1 : (int) x;
        float fy = y - y0;
        float fx = x - x0;
        int corner = y0 * w + x0;
        if (y0 >= 0 && x0 >= 0 && y0 < h - 1 && x0 < w - 1) {
            for (int i = at; i < out.length; i += plane, corner += plane) {
                float top = in[corner] + fx * (in[corner + 1] - in[corner]);
                float bottom = in[corner + w] + fx * (in[corner + w + 1] - in[corner + w]);
                out[i] = top + fy * (bottom - top);
            }
            return;
        }
        boolean up = y0 >= 0, down = y0 < h - 1, left = x0 >= 0, right = x0 < w - 1;
        for (int i = at; i < out.length; i += plane, corner += plane) {
            float a = up && left ? in[corner] : background;
            float b = up && right ? in[corner + 1] : background;
            float c = down && left ? in[corner + w] : background;
            float d = down && right ? in[corner + w + 1] : background;
            float top = a + fx * (b - a);
            out[i] = top + fy * (c + fx * (d - c) - top);
        }
    }

    /** The value of a grey field at a place within it, written to {@code out[at]}. */
    static void value(Image field, float y, float x, float[] out, int at) {
        int w = field.width();
        float[] in = field.pixels();
        int y0 = (int) y;
        int x0 = (int) x;
        float fy = y - y0;
        float fx = x - x0;
        int corner = y0 * w + x0;
        int right = fx > 0 ? 1 : 0; // on the last column and row nothing lies beyond
        int down = fy > 0 ? w : 0;
        float top = in[corner] + fx * (in[corner + right] - in[corner]);
        float bottom = in[corner + down] + fx * (in[corner + down + right] - in[corner + down]);
        out[at] = top + fy * (bottom - top);
    }
}
