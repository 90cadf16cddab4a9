package org.convzoo.style;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The net in loops over double numbers, from its papers and TensorFlow's definition of padding: what judges both engines. */
final class PlainStyleNet {
    private static final double EPSILON = 1e-3;

    /** By DL4J's names, in C order; a test may write to them. */
    final Map<String, double[]> parameters = new HashMap<>();

    private final Map<String, long[]> shapes = new HashMap<>();

    /** @param channels one after the other, row by row */
    @SuppressWarnings("ArrayRecordComponent") // numbers; no two are compared
    record Maps(int channels, int height, int width, double[] values) {
        Maps(int channels, int height, int width) {
            this(channels, height, width, new double[channels * height * width]);
        }

        double at(int c, int y, int x) {
            return y < 0 || y >= height || x < 0 || x >= width ? 0 : values[(c * height + y) * width + x];
        }

        void add(int c, int y, int x, double value) {
            if (y < height && x < width) {
                values[(c * height + y) * width + x] += value;
            }
        }
    }

    PlainStyleNet(ComputationGraph graph) {
        graph.paramTable().forEach((name, array) -> {
            parameters.put(name, numbers(array));
            shapes.put(name, array.shape());
        });
    }

    /** In C order. */
    static double[] numbers(INDArray array) {
        double[] numbers = new double[(int) array.length()];
        INDArray row = array.dup('c').reshape(array.length());
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = row.getDouble(i);
        }
        return numbers;
    }

    /** The painting. */
    Maps paint(Maps picture) {
        Maps x = rectified(convolved("conv1", picture, 1));
        x = rectified(convolved("conv2", x, 2));
        x = rectified(convolved("conv3", x, 2));
        for (int i = 1; i <= 5; i++) {
            Maps branch = rectified(convolved("block" + i + ".conv1", x, 1));
            branch = convolved("block" + i + ".conv2", branch, 1);
            for (int k = 0; k < branch.values().length; k++) {
                branch.values()[k] += x.values()[k];
            }
            x = branch;
        }
        x = rectified(enlarged("up1", x));
        x = rectified(enlarged("up2", x));
        x = convolved("conv4", x, 1);
        for (int k = 0; k < x.values().length; k++) {
            x.values()[k] = 150 * Math.tanh(x.values()[k]) + 127.5;
        }
        return x;
    }

    private Maps convolved(String name, Maps x, int stride) {
        double[] w = parameters.get(name + "_W");
        int out = (int) shapes.get(name + "_W")[0], k = (int) shapes.get(name + "_W")[2];
        Maps y = new Maps(out, (x.height() + stride - 1) / stride, (x.width() + stride - 1) / stride);
        int above = Math.max(0, (y.height() - 1) * stride + k - x.height()) / 2;
        int left = Math.max(0, (y.width() - 1) * stride + k - x.width()) / 2;
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < y.height(); i++) {
                for (int j = 0; j < y.width(); j++) {
                    double sum = 0;
                    for (int c = 0; c < x.channels(); c++) {
                        for (int a = 0; a < k; a++) {
                            for (int b = 0; b < k; b++) {
                                sum += w[((o * x.channels() + c) * k + a) * k + b]
                                        * x.at(c, i * stride + a - above, j * stride + b - left);
                            }
                        }
                    }
                    y.add(o, i, j, sum);
                }
            }
        }
        return normalised(name, y);
    }

    /** The gradient of a convolution 3x3 / 2 whose input is twice as large: that adds its zeros below and to the right. */
    private Maps enlarged(String name, Maps x) {
        double[] w = parameters.get(name + "_W");
        int out = (int) shapes.get(name + "_W")[1];
        Maps y = new Maps(out, 2 * x.height(), 2 * x.width());
        for (int c = 0; c < x.channels(); c++) {
            for (int i = 0; i < x.height(); i++) {
                for (int j = 0; j < x.width(); j++) {
                    for (int o = 0; o < out; o++) {
                        for (int a = 0; a < 3; a++) {
                            for (int b = 0; b < 3; b++) {
                                y.add(o, 2 * i + a, 2 * j + b, x.at(c, i, j) * w[((c * out + o) * 3 + a) * 3 + b]);
                            }
                        }
                    }
                }
            }
        }
        return normalised(name, y);
    }

    private Maps normalised(String name, Maps x) {
        int pixels = x.height() * x.width();
        for (int c = 0; c < x.channels(); c++) {
            double mean = 0, variance = 0;
            for (int k = c * pixels; k < (c + 1) * pixels; k++) {
                mean += x.values()[k] / pixels;
            }
            for (int k = c * pixels; k < (c + 1) * pixels; k++) {
                variance += Math.pow(x.values()[k] - mean, 2) / pixels;
            }
            double gain = parameters.get(name + ".norm_gamma")[c],
                    bias = parameters.get(name + ".norm_beta")[c];
            for (int k = c * pixels; k < (c + 1) * pixels; k++) {
                x.values()[k] = gain * (x.values()[k] - mean) / Math.sqrt(variance + EPSILON) + bias;
            }
        }
        return x;
    }

    private static Maps rectified(Maps x) {
        for (int k = 0; k < x.values().length; k++) {
            x.values()[k] = Math.max(0, x.values()[k]);
        }
        return x;
    }
}
