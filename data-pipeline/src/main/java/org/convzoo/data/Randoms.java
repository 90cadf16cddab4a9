package org.convzoo.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers by name instead of by order: a generator is keyed by what it is for (seed, epoch, picture), not drawn from one
 * stream. So a killed run continues bit for bit, and the number of threads does not matter.
 */
public final class Randoms {
    private Randoms() {}

    /** A generator that depends on all keys and their order, and on nothing else. */
    public static SplittableRandom keyed(long... keys) {
        return new SplittableRandom(key(keys));
    }

    /** The keys hashed to one seed by SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014). */
    public static long key(long... keys) {
        long hash = 0x9E3779B97F4A7C15L;
        for (long key : keys) {
            hash = mix(hash + 0x9E3779B97F4A7C15L ^ mix(key + 0x9E3779B97F4A7C15L));
        }
        return hash;
    }

    /** A permutation of 0..n-1, by Fisher and Yates. */
    public static int[] permutation(int n, long... keys) {
        SplittableRandom random = keyed(keys);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** Evenly from {@code from} (inclusive) to {@code to}; {@code from} itself if the two are equal. */
    public static float uniform(RandomGenerator random, float from, float to) {
        return from + random.nextFloat() * (to - from);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
