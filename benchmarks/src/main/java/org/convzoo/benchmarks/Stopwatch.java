package org.convzoo.benchmarks;

/** Measures a session's rate, and the machine's in turn with it, so that a busy spell meets both. */
final class Stopwatch {
    /** For who is in no hurry, a step of so many seconds speaks for itself: no warm-up and no other one. */
    static final double SLOW_STEP = 10;

    private static final double WARM_UP = 3, MEASURED = 2, SLICE = 0.5, PRODUCT_SLICE = 0.15;
    private static final double TRIAL = 0.5; // of these times

    private final Session session;
    private final MatrixProduct product; // null: of no interest
    private final boolean inNoHurry;

    Stopwatch(Session session, MatrixProduct product, boolean inNoHurry) {
        this.session = session;
        this.product = product;
        this.inNoHurry = inNoHurry;
    }

    /** @param trial shorter, to choose among settings */
    double stepsPerSecond(boolean trial) throws Exception {
        double part = trial ? TRIAL : 1;
        double first = run(0).seconds();
        if (inNoHurry && first > SLOW_STEP) {
            return 1 / first;
        }
        if (first < part * WARM_UP) {
            run(part * WARM_UP - first);
        }
        Span all = new Span(0, 0);
        while (all.seconds() < part * MEASURED) {
            Span next = run(part * SLICE);
            all = new Span(all.steps() + next.steps(), all.seconds() + next.seconds());
            if (product != null) {
                product.run(part * PRODUCT_SLICE);
            }
        }
        return all.steps() / all.seconds();
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
