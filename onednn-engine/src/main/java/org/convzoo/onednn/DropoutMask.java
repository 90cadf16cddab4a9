package org.convzoo.onednn;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * What a dropout multiplies with: 1/p where an element is kept, which it is with probability p, else 0. Each element depends on seed,
 * iteration, layer and its place alone, so a resumed training goes on with the same bits, whatever the number of threads. The numbers are
 * SplitMix64's (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014), half a word for each element.
 */
final class DropoutMask {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;
    private static final int CHUNK = 1 << 13; // elements that a thread makes at once, even

    private DropoutMask() {}

    /**
     * Fills a mask.
     *
     * @param layer index of its vertex
     * @param keep p; all are dropped if it is 0, none from 1 on
     */
    static void fill(FloatBuffer mask, long seed, long iteration, long layer, double keep) {
        long key = mix(mix(mix(seed + GAMMA) + iteration + GAMMA) + layer + GAMMA);
        long threshold = (long) (keep * 0x1p32);
        int scale = Float.floatToRawIntBits(keep > 0 ? (float) (1 / keep) : 0);
        int elements = mask.capacity();
        IntStream chunks = IntStream.range(0, (elements + CHUNK - 1) / CHUNK);
        (elements > 4 * CHUNK ? chunks.parallel() : chunks).forEach(chunk -> {
            int from = chunk * CHUNK;
            float[] values = new float[CHUNK];
            for (int i = 0; i < CHUNK; i += 2) {
                long word = mix(key + GAMMA * ((from + i) / 2 + 1));
                values[i] = select((word & 0xFFFFFFFFL) - threshold, scale);
                values[i + 1] = select((word >>> 32) - threshold, scale);
            }
            mask.put(from, values, 0, Math.min(CHUNK, elements - from));
        });
    }

    /** The float with these bits if a number is negative, else 0; without a branch, as every second one would be guessed wrong. */
    private static float select(long number, int bits) {
        return Float.intBitsToFloat((int) (number >> 63) & bits);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
