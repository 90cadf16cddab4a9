package org.convzoo.core;

/** Hears how a training goes on; called on the training's thread. */
public interface TrainingListener {
    /** Hears nothing. */
    TrainingListener NONE = new TrainingListener() {};

    /**
     * While the values of the frozen layers are computed, once before the first step, where they stay the same.
     *
     * @param images done
     * @param total images in all
     */
    default void features(int images, int total) {}

    /**
     * After each step.
     *
     * @param epoch from 1
     * @param images seen in this epoch
     * @param total images of an epoch
     * @param loss mean over the epoch so far
     */
    default void batch(int epoch, int images, int total, double loss) {}

    /** After each epoch; once its weights are on disk where they are to be kept. */
    default void epoch(EpochMetrics metrics, boolean best) {}

    /** Asked after each step, and while features are computed: true saves a checkpoint and ends the training. */
    default boolean stop() {
        return false;
    }
}
