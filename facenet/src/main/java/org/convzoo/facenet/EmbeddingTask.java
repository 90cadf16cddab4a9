package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.convzoo.core.Html;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Report;
import org.convzoo.core.Report.Figure;
import org.convzoo.core.Report.Section;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.Split;
import org.convzoo.data.Strangers;
import org.convzoo.data.Transform;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** To tell people apart: trains nets whose output is an embedding with {@link TripletLoss}, and judges them on people whom they have not seen. */
public final class EmbeddingTask extends Task<EmbeddingResult> {
    /** The validation score by which weights are chosen: the area under the ROC curve of all pairs. */
    static final String MEASURE = "auc";

    private static final int LOSS_BATCH = 100, PICTURES_AT_ONCE = 64;

    private final TrainingRun run;
    private final Dataset data;
    private final Dataset strangers; // null: there are none
    private final Crowd crowd;

    /** A task whose strangers, if the run has any, are opened as {@link Datasets#open(String)} does. */
    public EmbeddingTask(TrainingRun run, Dataset data) {
        this(run, data, Datasets::open);
    }

    /**
     * A task.
     *
     * @param data its classes are people. Where parts share people they are divided anew, see {@link #people}
     * @param open opens the data set of strangers that the run names
     * @throws ZooException if the run asks for what only classifiers have, there are too few people, or the strangers are these people
     */
    public EmbeddingTask(TrainingRun run, Dataset data, Function<String, Dataset> open) {
        super(
                data.name(),
                data.digest(),
                dimensions(run.spec().numClasses()),
                People.apart(data).parts(),
                MEASURE);
        this.run = run;
        this.data = People.apart(data);
        refuseClassifiersOptions("an embedding", run.options());
        this.strangers = Strangers.of(run.options().augmentation())
                .map(some -> open.apply(some.data()))
                .orElse(null);
        if (strangers != null) {
            requireStrange();
        }
        this.crowd = new Crowd(this.data.part(Dataset.TRAIN), run.options(), strangers);
    }

    /** Whoever is to test the net must not be among those that it sees. */
    private void requireStrange() {
        if (strangers.digest().equals(data.digest())
                || Datasets.withoutFold(strangers.name()).equals(Datasets.withoutFold(data.name()))) {
            throw new ZooException("the people of " + strangers.name()
                    + " cannot be strangers, since among them are those who validate and test: name another data set");
        }
        if (run.options().patience() > 0) {
            throw new ZooException(
                    "with strangers the last weights are kept, for which patience has no meaning: leave it out");
        }
    }

    /**
     * The augmentation where each picture of another data set counts as one more person, see {@link Strangers}.
     *
     * @param augmentation of a recipe
     * @param data name or folder
     * @throws ZooException if it is not that of an embedding
     */
    public static List<Transform> withStrangers(List<Transform> augmentation, String data) {
        if (augmentation.stream().noneMatch(Lookalikes.class::isInstance)) {
            throw new ZooException("strangers are for embeddings that are trained with augmentation: leave them out");
        }
        return FaceTraining.amongStrangers(data);
    }

    /** Names of an embedding's dimensions, which stand where a classifier's card has its labels. */
    public static List<String> dimensions(int count) {
        return ModelCard.numbers(count);
    }

    /** The data set with other people in each part; one of five validates and one of five tests where it was not so. */
    public static Dataset people(Dataset data) {
        return People.apart(data);
    }

    @Override
    public int size() {
        return crowd.size();
    }

    @Override
    public String seenDigest() {
        return strangers == null ? dataDigest() : dataDigest() + "+" + strangers.digest();
    }

    @Override
    public String alsoSeen() {
        return strangers == null
                ? ""
                : "with each picture of " + strangers.name() + " (SHA-256 " + strangers.digest()
                        + ") as one more person";
    }

    /** The few who validate are too few to choose among the many epochs that such a training has. */
    @Override
    public boolean keepsLast() {
        return strangers != null;
    }

    @Override
    public Batches batches(ComputationGraph learner, int[] order, int epoch) {
        int batchSize = run.options().batchSize(), steps = run.options().maxBatches();
        int end = steps == 0 ? size() : (int) Math.min(size(), (long) steps * batchSize);
        BatchLoader loader = new BatchLoader(
                crowd.pictures(epoch),
                run.preprocessing(),
                crowd::augmentation,
                Arrays.copyOfRange(crowd.order(epoch), end - order.length, end), // what is left of the epoch
                batchSize,
                run.options().seed(),
                epoch,
                RuntimeInfo.loaderThreads());
        return Batches.of(
                () -> {
                    Batch batch = loader.next();
                    return new MultiDataSet(features(run, batch), who(batch.labels()));
                },
                loader::close);
    }

    private static INDArray who(int... labels) {
        float[] people = new float[labels.length];
        for (int i = 0; i < people.length; i++) {
            people[i] = labels[i];
        }
        return Nd4j.create(people, new long[] {people.length, 1});
    }

    @Override
    public EmbeddingResult evaluate(Model model, String part) {
        return evaluate(model, data, part, Tta.NONE, images -> {});
    }

    /**
     * Judges weights by all pairs of a part's pictures, each of which is taken for a face chip.
     *
     * @param views of each picture, whose embeddings are averaged
     * @param progress called with the number of pictures seen so far
     * @throws ZooException if there are fewer than two people, or none with two pictures
     */
    public static EmbeddingResult evaluate(Model model, Dataset data, String part, Tta views, IntConsumer progress) {
        FaceEmbedder embedder = new FaceEmbedder(model, views);
        Split split = data.part(part);
        int[] labels = IntStream.range(0, split.size()).map(split::label).toArray();
        List<float[]> embeddings = new ArrayList<>();
        for (int from = 0; from < split.size(); from += PICTURES_AT_ONCE) {
            int to = Math.min(split.size(), from + PICTURES_AT_ONCE);
            List<Image> chips = new ArrayList<>();
            for (int i = from; i < to; i++) {
                chips.add(split.image(i));
            }
            embeddings.addAll(embedder.embed(chips));
            progress.accept(to);
        }
        return new EmbeddingResult(
                embedder.id(),
                data.name(),
                part,
                split.size(),
                (int) IntStream.of(labels).distinct().count(),
                loss(embeddings, labels),
                pairs(data.name(), embeddings, labels));
    }

    private static PairMetrics pairs(String name, List<float[]> embeddings, int... labels) {
        AllPairs all = AllPairs.of(embeddings, labels);
        int positives = 0;
        for (boolean same : all.same()) {
            positives += same ? 1 : 0;
        }
        if (positives == 0 || positives == all.same().length) {
            throw new ZooException("nothing to compare: of the " + labels.length + " pictures of " + name + " "
                    + (positives == 0 ? "no two are of one person" : "all are of one person"));
        }
        return all.metrics();
    }

    private static double loss(List<float[]> embeddings, int... labels) {
        double sum = 0;
        for (int from = 0; from < labels.length; from += LOSS_BATCH) {
            int to = Math.min(labels.length, from + LOSS_BATCH);
            sum += EmbeddingHead.LOSS.computeScore(
                    who(Arrays.copyOfRange(labels, from, to)),
                    Nd4j.create(embeddings.subList(from, to).toArray(float[][]::new)),
                    new ActivationIdentity(),
                    null,
                    false);
        }
        return sum / labels.length;
    }

    @Override
    public Report.Details details(EmbeddingResult validation, EmbeddingResult test) {
        List<Figure> figures = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        for (EmbeddingResult result : test == null ? List.of(validation) : List.of(validation, test)) {
            String part = result.split().substring(0, 1).toUpperCase(Locale.ROOT)
                    + result.split().substring(1);
            figures.add(new Figure(
                    part + " AUC",
                    String.format(Locale.ROOT, "%.4f", result.pairs().auc()),
                    String.format(
                            Locale.ROOT,
                            "equal error rate %.2f %%",
                            100 * result.pairs().eer())));
            sections.add(new Section(part, "<pre>" + Html.escape(result.toTable()) + "</pre>\n"));
        }
        return new Report.Details(figures, sections, Report.Charts.NONE);
    }
}
