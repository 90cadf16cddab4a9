package org.convzoo.style;

/** What the sums of squares are divided by. */
public enum Constants {
    /** The deep-learning course's: content by 4 H W C, style by (2 H W C)^2. */
    COURSE {
        @Override
        double content(double size) {
            return 1 / (4 * size);
        }
    },
    /** Gatys et al. 2016, equations 1 and 4: content by 2, style by (2 H W C)^2. */
    GATYS {
        @Override
        double content(double size) {
            return 0.5;
        }
    };

    /**
     * Factor of the content's squared differences.
     *
     * @param size H W C of the layer
     */
    abstract double content(double size);

    /** Factor of the Gram matrices' squared differences. */
    double style(double size) {
        return 1 / (4 * size * size);
    }
}
