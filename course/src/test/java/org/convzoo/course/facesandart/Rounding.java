package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a distance that a float net gives is printed alike on all processors. */
final class Rounding {
    private static final double PROCESSORS = 2e-5; // by how much they differ at most

    private Rounding() {}

    /** To two decimals: it must not be just between two. */
    static void requireSafe(double distance) {
        double hundredths = 100 * distance;
        assertThat(Math.abs(hundredths - Math.floor(hundredths) - 0.5))
                .as("%s is near where two decimals change", distance)
                .isGreaterThan(100 * PROCESSORS);
    }
}
