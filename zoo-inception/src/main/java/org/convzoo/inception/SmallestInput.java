package org.convzoo.inception;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.convzoo.core.Spec;

/** Refuses inputs of which a later layer would have nothing left. */
final class SmallestInput {
    private SmallestInput() {}

    /**
     * Checks an input.
     *
     * @param fits whether a side of so many pixels is large enough; so is any longer one
     * @throws IllegalArgumentException that names the smallest size that works
     */
    static void check(String architecture, Spec spec, IntPredicate fits) {
        if (!fits.test(Math.min(spec.height(), spec.width()))) {
            int smallest = IntStream.iterate(1, side -> side + 1)
                    .filter(fits)
                    .findFirst()
                    .orElseThrow();
            throw new IllegalArgumentException(architecture + " needs an input of at least " + smallest + "x" + smallest
                    + ", got " + spec.height() + "x" + spec.width());
        }
    }
}
