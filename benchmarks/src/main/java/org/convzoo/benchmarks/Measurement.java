package org.convzoo.benchmarks;

/**
 * What a child process found; it either has a rate or says why not.
 *
 * @param imagesPerSecond 0 if the engine is unavailable
 * @param peakMemoryMiB null where the system does not tell
 * @param islands see {@link Session#islands}
 * @param difference largest one of any probability to stock DL4J's with the same weights
 * @param unavailable why the engine could not do the work; null if it could
 */
record Measurement(double imagesPerSecond, Long peakMemoryMiB, Integer islands, double difference, String unavailable) {
    static Measurement unavailable(String reason) {
        return new Measurement(0, null, null, 0, reason);
    }
}
