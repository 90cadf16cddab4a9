package org.convzoo.style;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.Html;
import org.convzoo.core.Model;
import org.convzoo.core.Report;
import org.convzoo.core.Report.Figure;
import org.convzoo.core.Report.Section;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.ZooException;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** To paint any picture in one style in a single pass: trains a {@link StyleNet} with {@link PerceptualLoss}, and judges it on pictures apart. */
public final class StyleTask extends Task<StyleResult> {
    /** The validation score by which weights are chosen: the share of a picture's costs that painting takes away. */
    static final String MEASURE = "style";

    private final TrainingRun run;
    private final Dataset data;
    private final Split train;
    private final PerceptualObjective objective;

    /**
     * A task.
     *
     * @param data pictures; what they show does not matter
     * @param style file of the picture whose manner is learned
     * @param features weights of {@link VggFeatures}
     * @throws ZooException if the run asks for what only classifiers have, or the style is too small
     */
    public StyleTask(TrainingRun run, Dataset data, Path style, Model features) {
        super(data.name(), data.digest(), StyleNet.COLOURS, data.parts(), MEASURE);
        refuseClassifiersOptions("a style net", run.options());
        this.run = run;
        this.data = data;
        this.train = data.part(Dataset.TRAIN);
        this.objective = objective(features, run.engine(), style, run.preprocessing());
    }

    /** With strokes as large as those of the style picture, were it as large as the net's pictures. */
    private static PerceptualObjective objective(
            Model features, Engine engine, Path style, Preprocessing preprocessing) {
        return new PerceptualObjective(
                features,
                engine,
                StyleSettings.defaults(1),
                Pictures.fitted(
                        ImageReader.read(style),
                        Math.max(preprocessing.height(), preprocessing.width()),
                        style.toString()));
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Batches batches(ComputationGraph learner, int[] order, int epoch) {
        attach(learner);
        BatchLoader loader = loader(run, train, order, epoch);
        return Batches.of(
                () -> {
                    INDArray pictures = array(loader.next(), run.preprocessing());
                    return new MultiDataSet(pictures, pictures.dup());
                },
                loader::close);
    }

    private void attach(ComputationGraph learner) {
        if (learner.getOutputLayer(0).conf().getLayer() instanceof CnnLossLayer layer
                && layer.getLossFn() instanceof PerceptualLoss loss) {
            loss.attach(objective, run.spec().height(), run.spec().width());
        }
    }

    private static INDArray array(Batch batch, Preprocessing preprocessing) {
        long[] shape = {batch.size(), 3, preprocessing.height(), preprocessing.width()};
        return Nd4j.create(batch.features(), shape, 'c').dup();
    }

    @Override
    public StyleResult evaluate(Model model, String part) {
        return evaluate(objective, model, data, part, images -> {});
    }

    /**
     * Judges weights by all pictures of a part.
     *
     * @param style file of the picture whose manner they are to have
     * @param features weights of {@link VggFeatures}
     * @param progress called with the number of pictures seen so far
     */
    public static StyleResult evaluate(
            Model model, Dataset data, String part, Path style, Model features, IntConsumer progress) {
        try (PerceptualObjective objective =
                objective(features, Engine.ONEDNN, style, model.card().preprocessing())) {
            return evaluate(objective, model, data, part, progress);
        }
    }

    private static StyleResult evaluate(
            PerceptualObjective objective, Model model, Dataset data, String part, IntConsumer progress) {
        Split split = data.part(part);
        Preprocessing preprocessing = model.card().preprocessing();
        double[] painted = new double[4], unpainted = new double[4];
        for (int i = 0; i < split.size(); i++) {
            float[] pixels = new float[preprocessing.length()];
            preprocessing.normalize(preprocessing.prepare(split.image(i)), pixels, 0);
            INDArray picture =
                    Nd4j.create(pixels, new long[] {1, 3, preprocessing.height(), preprocessing.width()}, 'c');
            add(objective.costs(model.graph().outputSingle(picture).dup('c'), picture), painted);
            add(objective.costs(picture, picture), unpainted);
            progress.accept(i + 1);
        }
        return new StyleResult(
                model.card().id(), data.name(), part, split.size(), mean(painted, split), mean(unpainted, split));
    }

    private static void add(Costs costs, double[] sums) {
        sums[0] += costs.content();
        sums[1] += costs.style();
        sums[2] += costs.variation();
        sums[3] += costs.total();
    }

    private static Costs mean(double[] sums, Split split) {
        double[] means = Arrays.stream(sums).map(sum -> sum / split.size()).toArray();
        return new Costs(means[0], means[1], means[2], means[3]);
    }

    @Override
    public Report.Details details(StyleResult validation, StyleResult test) {
        List<StyleResult> results = test == null ? List.of(validation) : List.of(validation, test);
        return new Report.Details(
                results.stream()
                        .map(result -> new Figure(
                                name(result),
                                String.format(Locale.ROOT, "%.1f %%", 100 * result.score()),
                                "of the picture's costs taken away"))
                        .toList(),
                IntStream.range(0, results.size())
                        .mapToObj(i -> new Section(
                                name(results.get(i)),
                                "<pre>" + Html.escape(results.get(i).toTable()) + "</pre>\n"))
                        .toList(),
                Report.Charts.NONE);
    }

    private static String name(StyleResult result) {
        return result.split().substring(0, 1).toUpperCase(Locale.ROOT)
                + result.split().substring(1);
    }
}
