package org.convzoo.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Measures a session's rate and its peak memory, and the machine's rate in turn with it, so that a busy spell meets both. */
final class Stopwatch {
    /** For who is in no hurry, a step of so many seconds speaks for itself: no warm-up and no other one. */
    static final double SLOW_STEP = 10;

    private static final double WARM_UP = 3, MEASURED = 2, SLICE = 0.5, PRODUCT_SLICE = 0.15;
    private static final double TRIAL = 0.5; // of these times

    private final Session session;
    private final boolean withProduct;
    private final boolean inNoHurry;

    /** @param withProduct whether the machine's rate is wanted */
    Stopwatch(Session session, boolean withProduct, boolean inNoHurry) {
        this.session = session;
        this.withProduct = withProduct;
        this.inNoHurry = inNoHurry;
    }

    /**
     * What was found.
     *
     * @param peakMemoryMiB of the process when it is warm, before the matrices of the product come; null where the system does not tell
     * @param matmulGflops null if not measured
     */
    record Reading(double stepsPerSecond, Long peakMemoryMiB, Double matmulGflops) {}

    /** @param trial shorter, to choose among settings */
    Reading read(boolean trial) throws Exception {
        double part = trial ? TRIAL : 1;
        double first = run(0).seconds();
        if (inNoHurry && first > SLOW_STEP) {
            return new Reading(1 / first, peakMemoryMiB(), null);
        }
        if (first < part * WARM_UP) {
            run(part * WARM_UP - first);
        }
        Long peak = peakMemoryMiB();
        MatrixProduct product = withProduct ? new MatrixProduct() : null;
        Span all = new Span(0, 0);
        while (all.seconds() < part * MEASURED) {
            Span next = run(part * SLICE);
            all = new Span(all.steps() + next.steps(), all.seconds() + next.seconds());
            if (product != null) {
                product.run(part * PRODUCT_SLICE);
            }
        }
        return new Reading(all.steps() / all.seconds(), peak, product == null ? null : product.gflops());
    }

    /** Linux only. */
    private static Long peakMemoryMiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(null);
        }
    }

    private record Span(int steps, double seconds) {}

    /** Steps for so long, but at least one. */
    private Span run(double seconds) throws Exception {
        long start = System.nanoTime();
        for (int steps = 1; ; steps++) {
            session.step();
            double elapsed = (System.nanoTime() - start) / 1e9;
            if (elapsed >= seconds) {
                return new Span(steps, elapsed);
            }
        }
    }
}
