package org.convzoo.onednn;

/** What a plan computes. */
enum Mode {
    /** The outputs. */
    INFERENCE,
    /** The value of every vertex, as an inference has it. */
    ACTIVATIONS,
    /** The loss, as an inference has it. */
    SCORE,
    /** The loss and the gradients of parameters. */
    TRAINING,
    /** The gradient of taps with respect to the input, as an inference has them: nothing learns. */
    INPUT_GRADIENT;

    /** Whether there are backward steps. */
    boolean backward() {
        return this == TRAINING || this == INPUT_GRADIENT;
    }

    /** Whether outputs end in their losses. */
    boolean losses() {
        return this == TRAINING || this == SCORE;
    }
}
