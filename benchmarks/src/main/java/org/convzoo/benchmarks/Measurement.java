package org.convzoo.benchmarks;

import java.util.List;

/**
 * What a child process found; it either has a rate or says why not.
 *
 * @param imagesPerSecond 0 if the engine is unavailable
 * @param peakMemoryMiB null where the system does not tell
 * @param islands see {@link Session#islands}
 * @param difference of its outputs to stock DL4J's with the same weights, see {@link Outputs#difference}; null if not looked at
 * @param matmulGflops rate of a {@link MatrixProduct} in turn with the steps; null if not measured
 * @param unavailable why the engine could not do the work; null if it could
 */
record Measurement(
        double imagesPerSecond,
        Long peakMemoryMiB,
        List<String> islands,
        Double difference,
        Double matmulGflops,
        String unavailable) {
    static Measurement unavailable(String reason) {
        return new Measurement(0, null, null, null, null, reason);
    }
}
