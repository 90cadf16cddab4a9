package org.convzoo.style;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Moves many numbers step by step to where a function of them is low. */
interface Minimizer {
    /** What is to be low. */
    interface Function {
        /**
         * The value at a point.
         *
         * @param slope to be written to
         */
        double at(float[] x, float[] slope);
    }

    /** Makes one step, for which the function is evaluated at least once. */
    void step(float[] x, Function function);

    /** Writes what it remembers. */
    void write(DataOutput out) throws IOException;

    /** Reads it back, for {@code count} numbers. */
    void read(DataInput in, int count) throws IOException;

    /** As the settings have it, for a picture of 3 x height x width. */
    static Minimizer of(StyleSettings settings, int height, int width) {
        return switch (settings.optimizer()) {
            case LBFGS -> new Lbfgs(new Pyramid(3, height, width)::apply);
            case ADAM -> new Adam(settings.learningRate());
        };
    }
}
