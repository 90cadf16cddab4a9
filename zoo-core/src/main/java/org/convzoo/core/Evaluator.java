package org.convzoo.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs classifiers over a part of a data set. */
public final class Evaluator {
    private static final int LARGEST_BATCH = 256, SMALLEST_BATCH = 4, VALUES_PER_BATCH = 1 << 21;

    private Evaluator() {}

    /** One model, no test-time augmentation. */
    public static EvaluationResult evaluate(Model model, Dataset data, String part) {
        return evaluate(List.of(model), data, part, Tta.NONE, images -> {});
    }

    /**
     * The mean of the probabilities of all models and all views.
     *
     * @param models their graphs prepared for an engine; several are an ensemble
     * @param progress called with the number of pictures seen so far, over all models and views
     * @throws ZooException if a model and the data set have other classes
     */
    public static EvaluationResult evaluate(
            List<Model> models, Dataset data, String part, Tta tta, IntConsumer progress) {
        return compare(models, data, part, tta, progress).all();
    }

    /**
     * What an ensemble, or several views of each picture, are worth.
     *
     * @param all the mean of the probabilities of all models and all views
     * @param members each model alone, on the pictures as they are
     */
    public record Comparison(EvaluationResult all, List<EvaluationResult> members) {
        public Comparison {
            members = List.copyOf(members);
        }

        /** Index of the member with the highest accuracy, the first of them on a tie. */
        public int best() {
            int best = 0;
            for (int i = 1; i < members.size(); i++) {
                if (members.get(i).accuracy() > members.get(best).accuracy()) {
                    best = i;
                }
            }
            return best;
        }

        /** By how much all together are better than the best member. */
        public PairedDifference gain() {
            return PairedDifference.of(all, members.get(best()));
        }
    }

    /** The same as {@link #evaluate(List, Dataset, String, Tta, IntConsumer)}, and each model alone without views. */
    public static Comparison compare(List<Model> models, Dataset data, String part, Tta tta, IntConsumer progress) {
        for (Model model : models) { // said before the first of them is run
            model.requireClassifier();
            columns(model.card(), data);
        }
        Split split = data.part(part);
        float[][] sum = new float[split.size()][data.classes().size()];
        List<EvaluationResult> members = new ArrayList<>();
        int passes = 0;
        for (Model model : models) {
            int[] columns = columns(model.card(), data);
            List<Preprocessing> views = tta.views(model.card().preprocessing());
            for (int i = 0; i < views.size(); i++) {
                float[][] own = new float[split.size()][data.classes().size()];
                run(model.graph(), views.get(i), split, columns, own, progress, passes * split.size());
                passes++;
                addTo(sum, own);
                if (i == tta.plainView()) {
                    members.add(result(model.card().id(), data, part, own));
                }
            }
        }
        for (float[] row : sum) {
            for (int k = 0; k < row.length; k++) {
                row[k] /= passes;
            }
        }
        String name =
                String.join("+", models.stream().map(model -> model.card().id()).toList());
        return new Comparison(result(name, data, part, sum), members);
    }

    private static void addTo(float[][] sum, float[][] rows) {
        for (int i = 0; i < sum.length; i++) {
            for (int k = 0; k < sum[i].length; k++) {
                sum[i][k] += rows[i][k];
            }
        }
    }

    /**
     * Compares probabilities with a part.
     *
     * @param name of what gave them
     * @param probabilities [pictures, numClasses], by the data set's classes
     */
    static EvaluationResult result(String name, Dataset data, String part, float[][] probabilities) {
        Split split = data.part(part);
        int[] labels = IntStream.range(0, split.size()).map(split::label).toArray();
        List<String> ids = IntStream.range(0, split.size()).mapToObj(split::id).toList();
        return EvaluationResult.of(name, data.name(), part, data.classes(), probabilities, labels, ids);
    }

    /** Number of forward passes over a part, for progress. */
    public static int passes(List<Model> models, Tta tta) {
        return models.stream()
                .mapToInt(model -> tta.views(model.card().preprocessing()).size())
                .sum();
    }

    private static void run(
            ComputationGraph graph,
            Preprocessing view,
            Split split,
            int[] columns,
            float[][] to,
            IntConsumer progress,
            int before) {
        int[] order = IntStream.range(0, split.size()).toArray();
        try (BatchLoader loader =
                new BatchLoader(split, view, List.of(), order, batchSize(view), 1, 0, RuntimeInfo.loaderThreads())) {
            int done = before;
            while (loader.hasNext()) {
                Batch batch = loader.next();
                float[][] probabilities = probabilities(graph, features(batch.features(), batch.size(), view));
                for (int i = 0; i < batch.size(); i++) {
                    float[] row = to[batch.indices()[i]];
                    for (int k = 0; k < row.length; k++) {
                        row[k] = probabilities[i][columns[k]];
                    }
                }
                done += batch.size();
                progress.accept(done);
            }
        }
    }

    /** So many pictures at once as a large net has room for: 256 of 3 x 32 x 32, 13 of 3 x 224 x 224. */
    static int batchSize(Preprocessing input) {
        return Math.max(SMALLEST_BATCH, Math.min(LARGEST_BATCH, VALUES_PER_BATCH / input.length()));
    }

    /** Pictures, one behind the other, as an array [n, C, H, W]. */
    static INDArray features(float[] pictures, int n, Preprocessing shape) {
        return Nd4j.create(pictures, new long[] {n, shape.channels(), shape.height(), shape.width()});
    }

    /** What a net's first output says, [n, numClasses]. Other outputs, which only help to train it, are not computed. */
    static float[][] probabilities(ComputationGraph graph, INDArray input) {
        return values(graph, graph.getConfiguration().getNetworkOutputs().get(0), input)
                .toFloatMatrix();
    }

    /** The value of a layer, as an inference has it. */
    static INDArray values(ComputationGraph graph, String layer, INDArray input) {
        return graph.output(List.of(layer), false, new INDArray[] {input}, null)[0];
    }

    /** For each class of the data set, the output of the model that has its label. */
    private static int[] columns(ModelCard card, Dataset data) {
        if (card.classes().equals(data.classes())) {
            return IntStream.range(0, data.classes().size()).toArray(); // labels may repeat here, as "crane" does
        }
        Set<String> labels = new HashSet<>(data.classes());
        if (labels.size() < card.classes().size()
                || labels.size() < data.classes().size()
                || !labels.equals(new HashSet<>(card.classes()))) {
            throw new ZooException("the model " + card.id() + " knows the classes " + brief(card.classes())
                    + ", the data set " + data.name() + " has " + brief(data.classes()));
        }
        return data.classes().stream().mapToInt(card.classes()::indexOf).toArray();
    }

    static String brief(List<String> classes) {
        List<String> some = new ArrayList<>(classes.subList(0, Math.min(10, classes.size())));
        return String.join(", ", some) + (classes.size() > 10 ? ", ... (" + classes.size() + ")" : "");
    }
}
