package org.convzoo.core;

import org.convzoo.core.TrainingOptions.Schedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate by iteration: warm-up, then constant, steps or a cosine. DL4J has no cosine with warm-up.
 *
 * <p>Strict mathematics: the same bits on every machine. Only a training holds it; a model file's configuration has a plain number instead, so that stock DL4J opens it.
 */
final class LearningRate implements ISchedule {
    private static final long serialVersionUID = 1L;

    private final double peak;
    private final transient Schedule schedule;
    private final int batchesPerEpoch;
    private final int epochs;

    LearningRate(double peak, Schedule schedule, int batchesPerEpoch, int epochs) {
        this.peak = peak;
        this.schedule = schedule;
        this.batchesPerEpoch = batchesPerEpoch;
        this.epochs = epochs;
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        double warmup = schedule.warmupEpochs() * batchesPerEpoch;
        if (iteration < warmup) {
            return peak * (iteration + 1) / warmup;
        }
        return peak
                * switch (schedule.kind()) {
                    case CONSTANT -> 1;
                    case STEP ->
                        StrictMath.pow(
                                schedule.gamma(), Math.floor(iteration / (schedule.stepEpochs() * batchesPerEpoch)));
                    case COSINE -> {
                        double total = (double) epochs * batchesPerEpoch;
                        double progress = Math.min(1, (iteration - warmup) / Math.max(1, total - warmup));
                        yield 0.5 * (1 + StrictMath.cos(Math.PI * progress));
                    }
                };
    }

    /** The same curve, lower or higher; this itself for 1. */
    LearningRate times(double factor) {
        return factor == 1 ? this : new LearningRate(factor * peak, schedule, batchesPerEpoch, epochs);
    }

    @Override
    public ISchedule clone() {
        return this; // immutable
    }
}
