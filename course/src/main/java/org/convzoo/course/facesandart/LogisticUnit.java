package org.convzoo.course.facesandart;

import java.util.List;

/** One unit: the probability that two pictures show one person, 1 / (1 + exp(-(w x + b))), by how their features differ. */
public final class LogisticUnit {
    private final double[] w;
    private double b;

    LogisticUnit(int features) {
        w = new double[features];
    }

    /** The probability. */
    double probability(double[] x) {
        double z = b;
        for (int k = 0; k < w.length; k++) {
            z += w[k] * x[k];
        }
        return 1 / (1 + Math.exp(-z));
    }

    /**
     * Gradient descent on the mean cross-entropy, in which pairs of one person and pairs of two count half each.
     *
     * @param pairs [pairs][features]
     * @param same whether each is of one person
     */
    void train(List<double[]> pairs, boolean[] same, int steps, double rate) {
        int sames = 0;
        for (boolean one : same) {
            sames += one ? 1 : 0;
        }
        for (int step = 0; step < steps; step++) {
            double[] dw = new double[w.length];
            double db = 0;
            for (int i = 0; i < same.length; i++) {
                double[] x = pairs.get(i);
                double share = 0.5 / (same[i] ? sames : same.length - sames);
                double slope = share * (probability(x) - (same[i] ? 1 : 0)); // of the cross-entropy by z
                for (int k = 0; k < w.length; k++) {
                    dw[k] += slope * x[k];
                }
                db += slope;
            }
            for (int k = 0; k < w.length; k++) {
                w[k] -= rate * dw[k];
            }
            b -= rate * db;
        }
    }
}
