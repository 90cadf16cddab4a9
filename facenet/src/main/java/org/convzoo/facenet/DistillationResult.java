package org.convzoo.facenet;

import java.util.List;
import java.util.Locale;
import org.convzoo.core.Evaluation;
import org.convzoo.core.ModelCard.Metric;

/**
 * How near a net's embeddings come to its teacher's.
 *
 * @param model id
 * @param teacher id
 * @param data name of the data set
 * @param split part of it
 * @param images pictures
 * @param cosine of an embedding and its target ({@link DistillationTask}), mean per picture; 1 at best
 */
public record DistillationResult(String model, String teacher, String data, String split, int images, double cosine)
        implements Evaluation {
    @Override
    public double score() {
        return Math.max(0, cosine);
    }

    /** The mean of |f(x) - t|^2. */
    @Override
    public double loss() {
        return 2 - 2 * cosine;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(new Metric(data, split, DistillationTask.MEASURE, cosine, images));
    }

    /** For people. */
    public String toTable() {
        return String.format(
                Locale.ROOT,
                "model              %s%n"
                        + "data               %s, %s, %,d pictures%n"
                        + "teacher            %s%n"
                        + "mean cosine        %.4f%n",
                model,
                data,
                split,
                images,
                teacher,
                cosine);
    }
}
