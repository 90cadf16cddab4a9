package org.convzoo.core;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** To tell of which class a picture is. */
public final class ClassificationTask extends Task<EvaluationResult> {
    private static final int MISTAKES_SHOWN = 24;

    private final TrainingRun run;
    private final TrainingOptions options;
    private final Dataset data;
    private final Split train;
    private final int[] pictures; // of it, that are trained on
    private FrozenFeatures trainFeatures; // null where they are not kept
    private FrozenFeatures validationFeatures; // null likewise

    /**
     * A task.
     *
     * @throws org.convzoo.data.DataException if there is no training part
     */
    public ClassificationTask(TrainingRun run, Dataset data) {
        super(data.name(), data.digest(), data.classes(), data.parts(), "accuracy");
        this.run = run;
        this.options = run.options();
        this.data = data;
        this.train = data.part(Dataset.TRAIN);
        this.pictures = train.size() == 0
                ? new int[0]
                : ClassDraw.of(data, options.imagesPerClass(), options.seed(), Trainer.DRAW);
    }

    @Override
    public int size() {
        return pictures.length;
    }

    @Override
    public Batches batches(ComputationGraph learner, int[] order, int epoch) {
        int[] shown = IntStream.of(order).map(i -> pictures[i]).toArray();
        return trainFeatures != null ? new FeatureBatches(learner, shown) : new PictureBatches(learner, shown, epoch);
    }

    private final class PictureBatches implements Batches {
        private final ComputationGraph learner;
        private final BatchLoader loader;

        PictureBatches(ComputationGraph learner, int[] order, int epoch) {
            this.learner = learner;
            this.loader = loader(run, train, order, epoch);
        }

        @Override
        public MultiDataSet next() {
            Batch batch = loader.next();
            float[] targets = targets(batch.labels());
            double mixup = options.regularization().mixup();
            if (mixup > 0) {
                Targets.mixup(batch, targets, mixup, options.seed(), learner.getIterationCount(), Trainer.MIXUP);
            }
            INDArray features = Evaluator.features(batch.features(), batch.size(), run.preprocessing());
            return withTargets(learner, features, targets);
        }

        @Override
        public void close() {
            loader.close();
        }
    }

    private final class FeatureBatches implements Batches {
        private final ComputationGraph learner;
        private final int[] order;
        private int from;

        FeatureBatches(ComputationGraph learner, int... order) {
            this.learner = learner;
            this.order = order;
        }

        @Override
        public MultiDataSet next() {
            int to = Math.min(order.length, from + options.batchSize());
            int[] batch = Arrays.copyOfRange(order, from, to);
            from = to;
            return withTargets(learner, trainFeatures.values(batch), targets(trainFeatures.labels(batch)));
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private float[] targets(int... labels) {
        return Targets.of(
                labels, run.spec().numClasses(), options.regularization().labelSmoothing());
    }

    /** All outputs get the same targets: those after the first are auxiliary classifiers, whose losses have weights of their own. */
    private MultiDataSet withTargets(ComputationGraph learner, INDArray features, float[] targets) {
        INDArray labels =
                Nd4j.create(targets, new long[] {features.size(0), run.spec().numClasses()});
        INDArray[] each = new INDArray[learner.getNumOutputArrays()];
        Arrays.fill(each, labels);
        return new MultiDataSet(new INDArray[] {features}, each);
    }

    @Override
    public EvaluationResult evaluate(Model model, String part) {
        return Evaluator.evaluate(model, data, part);
    }

    @Override
    EvaluationResult validate(Model learner) {
        return validationFeatures != null
                ? Evaluator.result(
                        learner.card().id(), data, validationPart(), validationFeatures.probabilities(learner.graph()))
                : super.validate(learner);
    }

    @Override
    long imagesToKeep() {
        return pictures.length + (long) data.part(validationPart()).size();
    }

    @Override
    boolean keepFeatures(TrainedNet net, TrainingListener listener) {
        Split validation = data.part(validationPart());
        int[] validated = IntStream.range(0, validation.size()).toArray();
        int total = pictures.length + validated.length;
        String last = net.lastFrozen();
        trainFeatures = FrozenFeatures.of(net.graph(), last, train, run.preprocessing(), pictures, done -> {
            listener.features(done, total);
            return !listener.stop();
        });
        if (trainFeatures != null) {
            validationFeatures =
                    FrozenFeatures.of(net.graph(), last, validation, run.preprocessing(), validated, done -> {
                        listener.features(pictures.length + done, total);
                        return !listener.stop();
                    });
        }
        return validationFeatures != null;
    }

    @Override
    public Report.Details details(EvaluationResult validation, EvaluationResult test) {
        Split split = data.part(validationPart());
        return ClassificationReport.of(
                validation,
                test,
                validation.mistakes().stream()
                        .limit(MISTAKES_SHOWN)
                        .map(m -> new ClassificationReport.Mistake(
                                split.image(m.index()).toBufferedImage(),
                                data.classes().get(m.label()),
                                data.classes().get(m.predicted()),
                                m.probability(),
                                m.id()))
                        .toList());
    }
}
