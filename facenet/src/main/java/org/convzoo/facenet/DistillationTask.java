package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import org.convzoo.core.Html;
import org.convzoo.core.Model;
import org.convzoo.core.Report;
import org.convzoo.core.Report.Figure;
import org.convzoo.core.Report.Section;
import org.convzoo.core.Spec;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.convzoo.data.Strangers;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossL2;

/**
 * To put faces where another net, the teacher, puts them. Nobody has to know who is on the pictures, and one picture of a person is enough: what makes
 * two of them one person is in the teacher's embeddings.
 *
 * <p>The target of a picture is t = (T(x) - mean) / |T(x) - mean|, with T the mean of the teacher's embeddings of the picture and its mirror image, and
 * the mean over the training part; the loss is |f(x') - t|^2, with x' an augmented view. The mean is taken out since it is most of an embedding and tells
 * nobody from anybody: those that dlib's net makes of {@code smiles} are 1.39 long, and 0.51 without it.
 *
 * <p>Shapes: pictures [N, C, H, W] as the run's spec has them, embeddings and targets [N, dimensions].
 *
 * <p>Source: G. Hinton, O. Vinyals, J. Dean, "Distilling the Knowledge in a Neural Network", 2015, arXiv 1503.02531; of embeddings instead of classes as
 * in A. Romero et al., "FitNets: Hints for Thin Deep Nets", ICLR 2015, arXiv 1412.6550, equation 3.
 */
public final class DistillationTask extends Task<DistillationResult> {
    /** The validation score by which weights are chosen: the mean cosine of a net's embedding and its target. */
    static final String MEASURE = "cosine";

    private static final int PICTURES_AT_ONCE = 64;

    private final TrainingRun run;
    private final Dataset data;
    private final FaceEmbedder teacher;
    private final IntConsumer progress;
    private final Map<String, float[][]> targets = new HashMap<>(); // by part
    private double[] mean; // of the training part

    /**
     * A task.
     *
     * @param data pictures of faces; who they are does not matter
     * @param teacher a net of embeddings, its graph prepared for an engine
     * @param progress called with the number of pictures of a part that the teacher has seen
     * @throws ZooException if the teacher gives embeddings of another length, or the run asks for what only classifiers have
     */
    public DistillationTask(TrainingRun run, Dataset data, Model teacher, IntConsumer progress) {
        super(data.name(), data.digest(), EmbeddingTask.dimensions(run.spec().numClasses()), data.parts(), MEASURE);
        refuseClassifiersOptions("an embedding", run.options());
        if (run.options().augmentation().stream()
                .anyMatch(one -> one instanceof Lookalikes || one instanceof Strangers)) {
            throw new ZooException(
                    "who learns from a teacher needs no strangers and no lookalikes: leave --strangers out");
        }
        this.run = run;
        this.data = data;
        this.teacher = new FaceEmbedder(teacher, Tta.MIRROR);
        this.progress = progress;
        if (this.teacher.dimensions() != run.spec().numClasses()) {
            throw new ZooException(run.teacher() + " gives embeddings of " + this.teacher.dimensions()
                    + " numbers, the net of " + run.spec().numClasses() + ": take another teacher");
        }
    }

    /** The recipe for it. */
    public static TrainingOptions recipe() {
        return FaceTraining.distillation();
    }

    /** What the net sees of a picture: the face alone. */
    public static Preprocessing preprocessing(Spec spec) {
        return FaceTraining.closePreprocessing(spec);
    }

    @Override
    public int size() {
        return data.part(Dataset.TRAIN).size();
    }

    @Override
    public String alsoSeen() {
        return "with the embeddings of " + teacher.model().card().id() + " as targets";
    }

    @Override
    public Batches batches(ComputationGraph learner, int[] order, int epoch) {
        if (learner.getOutputLayer(0).conf().getLayer() instanceof LossLayer layer) {
            layer.setLossFn(new LossL2());
        }
        float[][] wanted = targets(Dataset.TRAIN);
        BatchLoader loader = loader(run, new Numbered(data.name(), data.part(Dataset.TRAIN)), order, epoch);
        return Batches.of(
                () -> {
                    Batch batch = loader.next();
                    float[][] rows = new float[batch.size()][];
                    for (int i = 0; i < rows.length; i++) {
                        rows[i] = wanted[batch.labels()[i]];
                    }
                    return new MultiDataSet(features(run, batch), Nd4j.create(rows));
                },
                loader::close);
    }

    /** Pictures of a part as those of att-faces are cut out, each labelled with its number. */
    private record Numbered(String data, Split split) implements Split {
        @Override
        public int size() {
            return split.size();
        }

        @Override
        public Image image(int i) {
            return FaceFraming.ofData(data).as(FaceFraming.ATT, split.image(i));
        }

        @Override
        public int label(int i) {
            return i;
        }

        @Override
        public String id(int i) {
            return split.id(i);
        }
    }

    /** Of each picture of a part, of length 1; made once. */
    private float[][] targets(String part) {
        if (mean == null && !part.equals(Dataset.TRAIN)) {
            targets(Dataset.TRAIN);
        }
        return targets.computeIfAbsent(part, name -> {
            List<float[]> embeddings = taught(data.part(name));
            if (mean == null) {
                mean = mean(embeddings);
            }
            return embeddings.stream().map(this::target).toArray(float[][]::new);
        });
    }

    private List<float[]> taught(Split split) {
        FaceFraming is = FaceFraming.ofData(data.name()),
                wanted = FaceFraming.of(teacher.model().card());
        List<float[]> all = new ArrayList<>();
        for (int from = 0; from < split.size(); from += PICTURES_AT_ONCE) {
            List<Image> chips = new ArrayList<>();
            for (int i = from; i < Math.min(split.size(), from + PICTURES_AT_ONCE); i++) {
                chips.add(is.as(wanted, split.image(i)));
            }
            all.addAll(teacher.embed(chips));
            progress.accept(all.size());
        }
        return all;
    }

    private static double[] mean(List<float[]> points) {
        double[] mean = new double[points.get(0).length];
        for (float[] point : points) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += point[k] / points.size();
            }
        }
        return mean;
    }

    private float[] target(float[] embedding) {
        double squares = 0;
        for (int k = 0; k < embedding.length; k++) {
            squares += Math.pow(embedding[k] - mean[k], 2);
        }
        float[] target = new float[embedding.length];
        for (int k = 0; k < target.length && squares > 0; k++) {
            target[k] = (float) ((embedding[k] - mean[k]) / Math.sqrt(squares));
        }
        return target;
    }

    @Override
    public DistillationResult evaluate(Model model, String part) {
        float[][] wanted = targets(part);
        Split split = new Numbered(data.name(), data.part(part));
        FaceEmbedder student = new FaceEmbedder(model);
        double cosines = 0;
        for (int from = 0; from < split.size(); from += PICTURES_AT_ONCE) {
            List<Image> pictures = new ArrayList<>();
            for (int i = from; i < Math.min(split.size(), from + PICTURES_AT_ONCE); i++) {
                pictures.add(split.image(i));
            }
            List<float[]> embeddings = student.embed(pictures);
            for (int i = 0; i < embeddings.size(); i++) {
                for (int k = 0; k < wanted[from + i].length; k++) {
                    cosines += embeddings.get(i)[k] * wanted[from + i][k];
                }
            }
        }
        return new DistillationResult(
                student.id(),
                teacher.model().card().id(),
                data.name(),
                part,
                split.size(),
                cosines / Math.max(1, split.size()));
    }

    @Override
    public Report.Details details(DistillationResult validation, DistillationResult test) {
        List<Figure> figures = new ArrayList<>();
        List<Section> sections = new ArrayList<>();
        for (DistillationResult result : test == null ? List.of(validation) : List.of(validation, test)) {
            String part = result.split().substring(0, 1).toUpperCase(Locale.ROOT)
                    + result.split().substring(1);
            figures.add(new Figure(
                    part + " cosine",
                    String.format(Locale.ROOT, "%.4f", result.cosine()),
                    "mean, of an embedding and the teacher's"));
            sections.add(new Section(part, "<pre>" + Html.escape(result.toTable()) + "</pre>\n"));
        }
        return new Report.Details(figures, sections, Report.Charts.NONE);
    }
}
