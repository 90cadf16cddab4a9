package org.convzoo.style;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Numbers;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.convzoo.style.StyleObjective.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A picture in the making: its pixels, what the minimiser remembers, the best so far, and how the costs fell. */
final class Painting {
    private static final int MAGIC = 0x5A53544C, VERSION = 1; // ZSTL
    private static final double DEVIATION = 32; // of noise, in levels

    private final int height;
    private final int width;
    private final Minimizer minimizer;
    private final float[] x; // 3 x height x width
    private float[] best;
    private double lowest = Double.POSITIVE_INFINITY;
    private int evaluations;
    private final List<StyleStep> steps = new ArrayList<>();

    private Painting(int height, int width, Minimizer minimizer, float[] x) {
        this.height = height;
        this.width = width;
        this.minimizer = minimizer;
        this.x = x;
        this.best = x.clone();
    }

    /** Before the first step. */
    static Painting start(StyleSettings settings, Image content) {
        double noise =
                switch (settings.start()) {
                    case CONTENT -> 0;
                    case NOISE -> 1;
                    case MIX -> settings.noise();
                };
        SplittableRandom random = new SplittableRandom(settings.seed());
        float[] x = content.pixels().clone();
        if (noise > 0) {
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) ((1 - noise) * x[i] + noise * (127.5 + DEVIATION * random.nextGaussian()));
            }
        }
        return new Painting(content.height(), content.width(), minimizer(settings, content), x);
    }

    private static Minimizer minimizer(StyleSettings settings, Image content) {
        return Minimizer.of(settings, content.height(), content.width());
    }

    /** Made so far. */
    List<StyleStep> steps() {
        return Collections.unmodifiableList(steps);
    }

    /** One step of the minimiser. */
    StyleStep step(StyleObjective objective) {
        Costs[] lowestOfStep = new Costs[1];
        minimizer.step(x, (at, slope) -> {
            INDArray picture = Nd4j.create(at, new long[] {1, 3, height, width}, 'c'); // copied
            Evaluation evaluation = objective.evaluate(picture);
            picture.close();
            evaluations++;
            Costs costs = evaluation.costs();
            if (lowestOfStep[0] == null || costs.total() < lowestOfStep[0].total()) {
                lowestOfStep[0] = costs;
            }
            if (costs.total() < lowest) {
                lowest = costs.total();
                best = at.clone();
            }
            System.arraycopy(Numbers.of(evaluation.slope()), 0, slope, 0, slope.length);
            evaluation.slope().close();
            return costs.total();
        });
        Costs costs = lowestOfStep[0] != null
                ? lowestOfStep[0]
                : steps.get(steps.size() - 1).costs(); // nothing was evaluated: the slope is zero
        StyleStep step = new StyleStep(steps.size() + 1, evaluations, costs);
        steps.add(step);
        return step;
    }

    /** The picture with the lowest costs so far. */
    Image best() {
        return Pictures.image(best, height, width);
    }

    /** Writes all, whole or not at all. */
    void write(Path file) {
        AtomicFile.write(file, stream -> {
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(height);
            out.writeInt(width);
            out.writeInt(evaluations);
            out.writeDouble(lowest);
            Floats.write(out, x);
            Floats.write(out, best);
            out.writeInt(steps.size());
            for (StyleStep step : steps) {
                out.writeInt(step.evaluations());
                for (double cost : new double[] {
                    step.costs().content(),
                    step.costs().style(),
                    step.costs().variation(),
                    step.costs().total()
                }) {
                    out.writeDouble(cost);
                }
            }
            minimizer.write(out);
            out.flush();
        });
    }

    /**
     * Reads one back.
     *
     * @throws ZooException if the file is missing, damaged, or of a picture of another size
     */
    static Painting read(Path file, StyleSettings settings, Image content) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC || in.readInt() != VERSION) {
                throw new ZooException(file + " is not what an interrupted painting left");
            }
            if (in.readInt() != content.height() || in.readInt() != content.width()) {
                throw new ZooException(file + " is of a picture of another size");
            }
            int evaluations = in.readInt();
            double lowest = in.readDouble();
            int count = content.pixels().length;
            Painting painting = new Painting(
                    content.height(), content.width(), minimizer(settings, content), Floats.read(in, count));
            painting.best = Floats.read(in, count);
            painting.lowest = lowest;
            painting.evaluations = evaluations;
            int steps = in.readInt();
            for (int i = 1; i <= steps; i++) { // ends with the file at the latest
                painting.steps.add(new StyleStep(
                        i,
                        in.readInt(),
                        new Costs(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble())));
            }
            painting.minimizer.read(in, count);
            if (in.read() >= 0) {
                throw new IOException("it is longer than it should be");
            }
            return painting;
        } catch (IOException e) {
            throw new ZooException("cannot go on from " + file + ": " + e.getMessage(), e);
        }
    }
}
