package org.convzoo.style;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, arXiv 1412.6980, algorithm 1. */
final class Adam implements Minimizer {
    private static final double BETA1 = 0.9, BETA2 = 0.999, EPSILON = 1e-8;

    private final double learningRate;
    private int steps;
    private float[] mean = {};
    private float[] square = {};

    Adam(double learningRate) {
        this.learningRate = learningRate;
    }

    @Override
    public void step(float[] x, Function function) {
        if (steps == 0) {
            mean = new float[x.length];
            square = new float[x.length];
        }
        float[] slope = new float[x.length];
        function.at(x, slope);
        steps++;
        double unbiased1 = 1 - Math.pow(BETA1, steps), unbiased2 = 1 - Math.pow(BETA2, steps);
        for (int i = 0; i < x.length; i++) {
            double g = slope[i];
            mean[i] = (float) (BETA1 * mean[i] + (1 - BETA1) * g);
            square[i] = (float) (BETA2 * square[i] + (1 - BETA2) * g * g);
            x[i] -= (float) (learningRate * (mean[i] / unbiased1) / (Math.sqrt(square[i] / unbiased2) + EPSILON));
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeInt(steps);
        if (steps > 0) {
            Floats.write(out, mean);
            Floats.write(out, square);
        }
    }

    @Override
    public void read(DataInput in, int count) throws IOException {
        steps = in.readInt();
        if (steps > 0) {
            mean = Floats.read(in, count);
            square = Floats.read(in, count);
        }
    }
}
