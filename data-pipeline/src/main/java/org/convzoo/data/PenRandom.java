package org.convzoo.data;

/**
 * Random numbers for drawing, whose bits are equal on every platform and JDK: 24 bits of SplitMix64 a number, plain arithmetic
 * from there on. ({@code RandomGenerator.nextGaussian} has changed between releases.)
 */
final class PenRandom {
    private long state;

    PenRandom(long... keys) {
        this.state = Randoms.key(keys);
    }

    /** Uniform from {@code low} up to, not including, {@code high}. */
    float between(float low, float high) {
        return low + (high - low) * uniform();
    }

    boolean chance(float probability) {
        return uniform() < probability;
    }

    /** Bell-shaped around 0 with a deviation, never beyond 3.46 deviations: the sum of four uniform numbers. */
    float normal(float deviation) {
        float sum = uniform() + uniform() + uniform() + uniform() - 2;
        return sum * 1.7320508f * deviation;
    }

    private float uniform() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return ((z ^ (z >>> 31)) >>> 40) * 0x1p-24f;
    }
}
