package org.convzoo.course.foundations;

/**
 * A convolutional layer in plain loops: forwards, and backwards to its input, its weights and its biases.
 *
 * <p>What the field calls convolution slides the filter over the picture without mirroring it (a cross-correlation). Shapes are in the zoo's
 * order: N pictures of C channels, H rows, W columns; F filters of C channels, f rows, f columns. Assignments with channels last have the
 * same loops with other indices. Read it for understanding; {@code ConvolutionStepsTest} holds it against DL4J's layer and against differences.
 *
 * <p>Source: Goodfellow, Bengio and Courville, "Deep Learning", MIT Press 2016, section 9.1; the derivatives are the chain rule.
 */
public final class ConvolutionSteps {
    private ConvolutionSteps() {}

    /**
     * Zeros around each picture.
     *
     * @param x [N][C][H][W]
     * @return [N][C][H + 2 padding][W + 2 padding]
     */
    public static double[][][][] zeroPad(double[][][][] x, int padding) {
        int height = x[0][0].length, width = x[0][0][0].length;
        double[][][][] padded = new double[x.length][x[0].length][height + 2 * padding][width + 2 * padding];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < height; i++) {
                    System.arraycopy(x[n][c][i], 0, padded[n][c][i + padding], padding, width);
                }
            }
        }
        return padded;
    }

    /**
     * The part of a picture that the filter lies on.
     *
     * @param picture [C][H][W]
     * @return [C][f][f]
     */
    public static double[][][] slice(double[][][] picture, int top, int left, int f) {
        double[][][] slice = new double[picture.length][f][f];
        for (int c = 0; c < picture.length; c++) {
            for (int i = 0; i < f; i++) {
                System.arraycopy(picture[c][top + i], left, slice[c][i], 0, f);
            }
        }
        return slice;
    }

    /**
     * One number of the output: the sum of the products of slice and filter, and the bias.
     *
     * @param slice [C][f][f]
     * @param filter [C][f][f]
     */
    public static double singleStep(double[][][] slice, double[][][] filter, double bias) {
        double sum = bias;
        for (int c = 0; c < slice.length; c++) {
            for (int i = 0; i < slice[0].length; i++) {
                for (int j = 0; j < slice[0][0].length; j++) {
                    sum += slice[c][i][j] * filter[c][i][j];
                }
            }
        }
        return sum;
    }

    /**
     * The whole layer, forwards.
     *
     * @param x [N][C][H][W]
     * @param w [F][C][f][f]
     * @param b [F]
     * @return z [N][F][H'][W'], sides by {@link OutputSize}
     */
    public static double[][][][] forward(double[][][][] x, double[][][][] w, double[] b, int stride, int padding) {
        int f = w[0][0].length;
        int height = OutputSize.of(x[0][0].length, f, padding, stride);
        int width = OutputSize.of(x[0][0][0].length, f, padding, stride);
        double[][][][] padded = zeroPad(x, padding);
        double[][][][] z = new double[x.length][w.length][height][width];
        for (int n = 0; n < x.length; n++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    double[][][] slice = slice(padded[n], i * stride, j * stride, f);
                    for (int k = 0; k < w.length; k++) {
                        z[n][k][i][j] = singleStep(slice, w[k], b[k]);
                    }
                }
            }
        }
        return z;
    }

    /**
     * How much the cost changes with each number of the layer, summed over the pictures.
     *
     * @param x with the input, [N][C][H][W]
     * @param w with the filters, [F][C][f][f]
     * @param b with the biases, [F]
     */
    @SuppressWarnings("ArrayRecordComponent") // not compared
    public record Gradients(double[][][][] x, double[][][][] w, double[] b) {}

    /**
     * The whole layer, backwards. Each output is a sum of products: the slope passes to the slice by the filter's weights, and to the filter by the
     * slice's values.
     *
     * @param dz how much the cost changes with each output, [N][F][H'][W']
     * @param x the input of the forward pass, [N][C][H][W]
     * @param w [F][C][f][f]
     */
    public static Gradients backward(double[][][][] dz, double[][][][] x, double[][][][] w, int stride, int padding) {
        int channels = x[0].length, f = w[0][0].length;
        double[][][][] padded = zeroPad(x, padding);
        double[][][][] dPadded = new double[x.length][channels][padded[0][0].length][padded[0][0][0].length];
        double[][][][] dw = new double[w.length][channels][f][f];
        double[] db = new double[w.length];
        for (int n = 0; n < x.length; n++) {
            for (int k = 0; k < w.length; k++) {
                for (int i = 0; i < dz[0][0].length; i++) {
                    for (int j = 0; j < dz[0][0][0].length; j++) {
                        double slope = dz[n][k][i][j];
                        db[k] += slope;
                        for (int c = 0; c < channels; c++) {
                            for (int u = 0; u < f; u++) {
                                for (int v = 0; v < f; v++) {
                                    int row = i * stride + u, column = j * stride + v;
                                    dw[k][c][u][v] += slope * padded[n][c][row][column];
                                    dPadded[n][c][row][column] += slope * w[k][c][u][v];
                                }
                            }
                        }
                    }
                }
            }
        }
        return new Gradients(crop(dPadded, padding), dw, db);
    }

    /** Without the zeros around, whose slopes nobody asks for. */
    private static double[][][][] crop(double[][][][] padded, int padding) {
        int height = padded[0][0].length - 2 * padding, width = padded[0][0][0].length - 2 * padding;
        double[][][][] x = new double[padded.length][padded[0].length][height][width];
        for (int n = 0; n < x.length; n++) {
            for (int c = 0; c < x[0].length; c++) {
                for (int i = 0; i < height; i++) {
                    System.arraycopy(padded[n][c][i + padding], padding, x[n][c][i], 0, width);
                }
            }
        }
        return x;
    }
}
