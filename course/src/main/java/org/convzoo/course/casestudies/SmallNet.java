package org.convzoo.course.casestudies;

import java.util.Random;

/**
 * Dense layers with rectified linear units, then softmax, in plain loops and double precision: a net that learns in a second, and the same on every
 * machine, for comparing ways to train and to use nets.
 *
 * <p>Sizes such as 196, 24, 10: so many numbers in, hidden units, classes. With two sizes it is a linear classifier.
 */
final class SmallNet {
    private final double[][][] w; // by layer, [outputs][inputs]
    private final double[][] b; // by layer, [outputs]

    /** A picture in a form that may change from epoch to epoch. */
    interface Pictures {
        /** Numbers of picture i, as an epoch sees them. */
        double[] at(int epoch, int i);
    }

    /** With random weights that keep the size of what they read (He et al. 2015, arXiv:1502.01852, section 2.2). */
    SmallNet(long seed, int... sizes) {
        Random random = new Random(seed);
        w = new double[sizes.length - 1][][];
        b = new double[sizes.length - 1][];
        for (int l = 0; l < w.length; l++) {
            w[l] = new double[sizes[l + 1]][sizes[l]];
            b[l] = new double[sizes[l + 1]];
            double deviation = Math.sqrt(2.0 / sizes[l]);
            for (double[] row : w[l]) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = deviation * random.nextGaussian();
                }
            }
        }
    }

    /** Numbers that it learns. */
    int parameters() {
        int parameters = 0;
        for (double[][] layer : w) {
            parameters += layer.length * (layer[0].length + 1);
        }
        return parameters;
    }

    /** What each layer gives, the input first and the probabilities last. */
    private double[][] forward(double[] x) {
        double[][] a = new double[w.length + 1][];
        a[0] = x;
        for (int l = 0; l < w.length; l++) {
            a[l + 1] = new double[b[l].length];
            for (int j = 0; j < b[l].length; j++) {
                double z = b[l][j] + dot(w[l][j], a[l]);
                a[l + 1][j] = l < w.length - 1 ? Math.max(0, z) : z;
            }
        }
        a[w.length] = softmax(a[w.length]);
        return a;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** StrictMath, because the last digit of Math's is the machine's own affair. */
    private static double[] softmax(double[] z) {
        double largest = z[0], sum = 0;
        for (double number : z) {
            largest = Math.max(largest, number);
        }
        double[] p = new double[z.length];
        for (int k = 0; k < z.length; k++) {
            p[k] = StrictMath.exp(z[k] - largest);
            sum += p[k];
        }
        for (int k = 0; k < z.length; k++) {
            p[k] /= sum;
        }
        return p;
    }

    /** One probability per class. */
    double[] probabilities(double[] x) {
        return forward(x)[w.length];
    }

    /**
     * Gradient descent on the cross-entropy, picture by picture; the rate falls to 0 along a straight line.
     *
     * @param labels of the pictures
     * @param rate of learning at the start
     */
    void train(Pictures pictures, int[] labels, int epochs, double rate) {
        int steps = epochs * labels.length;
        for (int step = 0; step < steps; step++) {
            int epoch = step / labels.length, i = step % labels.length;
            step(pictures.at(epoch, i), labels[i], rate * (steps - step) / steps);
        }
    }

    private void step(double[] x, int label, double rate) {
        double[][] a = forward(x);
        double[] dz = a[w.length].clone(); // of softmax and cross-entropy: probabilities minus truth
        dz[label]--;
        for (int l = w.length - 1; l >= 0; l--) {
            double[] before = new double[a[l].length];
            for (int j = 0; j < dz.length; j++) {
                for (int i = 0; i < before.length; i++) {
                    before[i] += dz[j] * w[l][j][i];
                    w[l][j][i] -= rate * dz[j] * a[l][i];
                }
                b[l][j] -= rate * dz[j];
            }
            for (int i = 0; i < before.length; i++) { // no slope passes a unit that is off
                before[i] = a[l][i] > 0 ? before[i] : 0;
            }
            dz = before;
        }
    }

    /** The likeliest class, the first of them on a tie. */
    static int likeliest(double[] probabilities) {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            best = probabilities[k] > probabilities[best] ? k : best;
        }
        return best;
    }
}
