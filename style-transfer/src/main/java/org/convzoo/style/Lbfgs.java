package org.convzoo.style;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Newton's method with a curvature that is remembered from the last steps: D. Liu, J. Nocedal, "On the Limited Memory BFGS Method for Large Scale
 * Optimization", Mathematical Programming 45 (1989), algorithm 2.1. A step that does not lower the function enough (Armijo's condition) is made
 * shorter; mostly the first one does, so a step costs one evaluation.
 */
final class Lbfgs implements Minimizer {
    private static final int MEMORY = 30;
    private static final double ENOUGH = 1e-4; // of the decrease that the slope promises
    private static final int SHORTENINGS = 20;
    private static final double FIRST_MOVE = 1; // of the number that moves farthest

    /** A step and the change of slope along it. */
    @SuppressWarnings("ArrayRecordComponent") // no two are compared
    private record Curvature(float[] step, float[] change, double product) {}

    private final Consumer<float[]> preconditioner;
    private final List<Curvature> remembered = new ArrayList<>();
    private double value = Double.NaN; // where the last step ended
    private float[] slope = {};

    /**
     * Nothing is remembered yet.
     *
     * @param preconditioner a first guess of the inverse of the curvature, but for its scale: multiplies a slope, in place, by a symmetric positive matrix
     */
    Lbfgs(Consumer<float[]> preconditioner) {
        this.preconditioner = preconditioner;
    }

    @Override
    public void step(float[] x, Function function) {
        if (Double.isNaN(value)) {
            slope = new float[x.length];
            value = function.at(x, slope);
        }
        float[] direction = direction();
        double descent = dot(slope, direction);
        if (!(descent < 0)) { // rounding made it useless
            remembered.clear();
            direction = direction();
            descent = dot(slope, direction);
            if (!(descent < 0)) {
                return; // the slope is zero
            }
        }
        double length = remembered.isEmpty() ? FIRST_MOVE / largest(direction) : 1;
        float[] start = x.clone(), next = new float[x.length];
        for (int i = 0; i < SHORTENINGS; i++) {
            move(start, length, direction, x);
            double reached = function.at(x, next);
            if (reached <= value + ENOUGH * length * descent) {
                remember(start, x, next);
                value = reached;
                slope = next;
                return;
            }
            double bottom = -descent * length * length / (2 * (reached - value - descent * length)); // of a parabola
            length = reached < Double.POSITIVE_INFINITY
                    ? Math.min(Math.max(bottom, 0.1 * length), 0.5 * length)
                    : 0.1 * length;
        }
        System.arraycopy(start, 0, x, 0, x.length); // no step helps: the next one follows the slope
        remembered.clear();
    }

    private static void move(float[] from, double length, float[] direction, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) (from[i] + length * direction[i]);
        }
    }

    private void remember(float[] from, float[] to, float[] next) {
        float[] step = new float[to.length], change = new float[to.length];
        for (int i = 0; i < to.length; i++) {
            step[i] = to[i] - from[i];
            change[i] = next[i] - slope[i];
        }
        double product = dot(step, change);
        if (product > 1e-10 * dot(change, change)) { // curved upwards
            if (remembered.size() == MEMORY) {
                remembered.remove(0);
            }
            remembered.add(new Curvature(step, change, product));
        }
    }

    /** The slope by the remembered curvature, downwards: the two loops of the paper's section 2. */
    private float[] direction() {
        float[] d = new float[slope.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = -slope[i];
        }
        double[] shares = new double[remembered.size()];
        for (int k = remembered.size() - 1; k >= 0; k--) {
            Curvature c = remembered.get(k);
            shares[k] = dot(c.step(), d) / c.product();
            add(d, -shares[k], c.change());
        }
        preconditioner.accept(d);
        if (!remembered.isEmpty()) {
            Curvature last = remembered.get(remembered.size() - 1);
            float[] guessed = last.change().clone();
            preconditioner.accept(guessed);
            double scale = last.product() / dot(last.change(), guessed);
            for (int i = 0; i < d.length; i++) {
                d[i] *= (float) scale;
            }
        }
        for (int k = 0; k < remembered.size(); k++) {
            Curvature c = remembered.get(k);
            add(d, shares[k] - dot(c.change(), d) / c.product(), c.step());
        }
        return d;
    }

    private static void add(float[] to, double factor, float[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += (float) (factor * what[i]);
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeDouble(value);
        out.writeInt(remembered.size());
        if (!Double.isNaN(value)) {
            Floats.write(out, slope);
        }
        for (Curvature c : remembered) {
            Floats.write(out, c.step());
            Floats.write(out, c.change());
            out.writeDouble(c.product());
        }
    }

    @Override
    public void read(DataInput in, int count) throws IOException {
        value = in.readDouble();
        int size = in.readInt();
        if (size < 0 || size > MEMORY) {
            throw new IOException("it has " + size + " remembered steps");
        }
        if (!Double.isNaN(value)) {
            slope = Floats.read(in, count);
        }
        remembered.clear();
        for (int k = 0; k < size; k++) {
            remembered.add(new Curvature(Floats.read(in, count), Floats.read(in, count), in.readDouble()));
        }
    }
}
