package org.convzoo.style;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;
import org.convzoo.core.ZooException;

/** Refuses pictures for which there is not enough memory before it is asked for. */
final class Memory {
    private static final double GIB = 1 << 30;

    /** Of the free memory, what a picture may take: a bit is left for all else. */
    private static final double SHARE = 0.9;

    private Memory() {}

    /** Java's, for pixels and what the minimiser remembers. */
    static void requireHeap(long width, long height, double needed) {
        require(width, height, needed, (double) Runtime.getRuntime().maxMemory(), " of Java's memory");
    }

    /** The machine's, for the net. */
    static void requireNative(long width, long height, double needed) {
        long free = Math.min(Pointer.availablePhysicalBytes(), Pointer.maxPhysicalBytes() - Pointer.physicalBytes());
        require(width, height, needed, (double) free, " of memory");
    }

    private static void require(long width, long height, double needed, double free, String what) {
        if (needed > SHARE * free) {
            throw new ZooException(String.format(
                    Locale.ROOT,
                    "a picture of %dx%d needs %.1f GiB%s, but %.1f are free: a longer side of %d pixels would fit",
                    width,
                    height,
                    needed / GIB,
                    what,
                    free / GIB,
                    (int) (Math.max(width, height) * Math.sqrt(SHARE * Math.max(0, free) / needed))));
        }
    }
}
