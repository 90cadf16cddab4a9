package org.convzoo.course.facesandart;

/**
 * How two features differ, which a logistic unit weighs. The chi-square form counts a difference for more where both features are small, and has a pole
 * where they cancel: b = -a. With features that are not negative nothing cancels but two zeros, whose quotient is taken as 0; then it is never more than |a - b|,
 * since |a - b| <= a + b.
 *
 * <p>Source: Y. Taigman, M. Yang, M. Ranzato, L. Wolf, "DeepFace: Closing the Gap to Human-Level Performance in Face Verification", CVPR 2014,
 * sections 4.1 and 4.2.
 */
public enum PairDifference {
    /** |a - b|. */
    ABSOLUTE {
        @Override
        public double of(double a, double b) {
            return Math.abs(a - b);
        }
    },
    /** (a - b)^2 / (a + b). */
    CHI_SQUARE {
        @Override
        public double of(double a, double b) {
            return a == 0 && b == 0 ? 0 : (a - b) * (a - b) / (a + b);
        }
    };

    /** Of one feature in both pictures. */
    public abstract double of(double a, double b);

    /** Of all features, [features]. */
    public double[] of(float[] a, float[] b) {
        double[] differences = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            differences[i] = of(a[i], b[i]);
        }
        return differences;
    }
}
