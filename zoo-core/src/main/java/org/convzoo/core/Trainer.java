package org.convzoo.core;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.convzoo.core.Checkpoint.Progress;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a classifier and leaves a run folder.
 *
 * <p>Repeatable: order, augmentation, mix-up and dropout are keyed by seed, epoch, picture and step. Exact to resume: a run that was
 * killed and continued ends with the same bits as one that was not, given the same number of native threads.
 */
public final class Trainer {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final long CHECKPOINT_NANOS = 60_000_000_000L; // within an epoch, so that a long one is not lost
    private static final int MISTAKES_SHOWN = 24;
    private static final int SHUFFLE = 1, MIXUP = 2, DROPOUT = 3, DRAW = 4; // what random numbers are for

    static {
        OneDnn.quietVersionWarning();
    }

    private final TrainingRun run;
    private final TrainingOptions options;
    private final Architecture architecture;
    private final Dataset data;
    private final Split train;
    private final int[] pictures; // of it, that are trained on
    private final RunFolder folder;
    private final TrainingListener listener;
    private final int batchesPerEpoch;
    private final LearningRate learningRate;
    private final ModelCard card;
    private final Set<String> head; // layers whose size depends on the classes
    private final Set<String> frozen; // layers that are not trained
    private final ComputationGraph graph; // the whole net
    private final ComputationGraph learner; // what steps are made on: the whole net, or what is above its frozen layers
    private final INDArray average; // of the learner's weights; null: none is kept
    private final INDArray addend; // to it; null likewise
    private FrozenFeatures trainFeatures; // null where the learner is the whole net
    private FrozenFeatures validationFeatures; // null likewise

    // Where the training stands; what a checkpoint saves beside the arrays.
    private int epoch; // epochs finished
    private int batch; // steps done of the next one
    private double lossSum; // over these steps
    private double seconds; // spent on them
    private int bestEpoch; // 0 before the first one
    private List<EpochMetrics> history = new ArrayList<>();

    /**
     * How a training ended.
     *
     * @param test null where the data set has no test part
     * @param interrupted the listener asked to stop; both results are null
     */
    public record Result(EvaluationResult validation, EvaluationResult test, boolean interrupted) {}

    private Trainer(
            TrainingRun run, ComputationGraph pretrained, Dataset data, RunFolder folder, TrainingListener listener) {
        this.run = run;
        this.options = run.options();
        this.architecture = ModelZoo.architecture(run.architecture());
        this.data = data;
        this.train = data.part(Dataset.TRAIN);
        this.folder = folder;
        this.listener = listener;
        if (train.size() == 0) {
            throw new ZooException(
                    "nothing to train on: the part " + Dataset.TRAIN + " of " + data.name() + " has no pictures");
        }
        this.pictures = ClassDraw.of(data, options.imagesPerClass(), options.seed(), DRAW);
        int batches = (pictures.length - 1) / options.batchSize() + 1;
        this.batchesPerEpoch = options.maxBatches() == 0 ? batches : Math.min(batches, options.maxBatches());
        this.learningRate = new LearningRate(
                options.optimizer().learningRate(), options.schedule(), batchesPerEpoch, options.epochs());
        this.card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                run.architecture(),
                run.spec(),
                run.preprocessing(),
                data.classes(),
                List.of(),
                RuntimeInfo.provenance(run, data));
        this.head = run.transfer().takesOver() ? Pretrained.head(architecture, run.spec()) : Set.of();
        ComputationGraphConfiguration configuration = configuration(learningRate::times);
        this.frozen = run.transfer().freezes()
                ? FrozenLayers.upTo(configuration, run.transfer().freezeUpTo())
                : Set.of();
        if (run.transfer().newHead() && head.stream().anyMatch(frozen::contains)) {
            throw new ZooException("freezing all up to " + run.transfer().freezeUpTo()
                    + " would freeze the new head, which knows nothing yet: name a layer before it");
        }
        ComputationGraph net = new ComputationGraph(trainingConfiguration(learningRate::times));
        net.init();
        if (pretrained != null) {
            Set<String> fresh = run.transfer().newHead() ? head : Set.of();
            Pretrained.takeOver(net, fresh, pretrained, run.transfer().from());
        }
        this.graph = run.engine().prepare(net);
        this.learner = frozenPartIsConstant() ? run.engine().prepare(aboveFrozen(top(graph.params()))) : graph;
        this.average =
                options.regularization().emaDecay() > 0 ? learner.params().dup() : null;
        this.addend = average == null ? null : Nd4j.createUninitialized(average.dataType(), average.shape());
    }

    /** Whether the frozen layers say the same of a picture each time, it is worth keeping, and there is room for it. */
    private boolean frozenPartIsConstant() {
        String last = run.transfer().freezeUpTo();
        if (frozen.isEmpty()
                || !options.augmentation().isEmpty()
                || options.regularization().mixup() > 0
                || !FrozenLayers.endIn(graph.getConfiguration(), frozen, last)) {
            return false;
        }
        long values = ModelSummary.of(graph.getConfiguration(), run.spec()).layers().stream()
                .filter(row -> row.name().equals(last))
                .flatMap(row -> row.output().stream())
                .reduce(1L, Math::multiplyExact);
        long kept = pictures.length + (long) data.part(validationPart()).size();
        return Math.multiplyExact(kept, values) <= FrozenFeatures.MAX_BYTES / Float.BYTES;
    }

    /** The net above the frozen layers, on weights that it shares or owns. */
    private ComputationGraph aboveFrozen(INDArray weights) {
        ComputationGraph above = new ComputationGraph(aboveFrozen(configuration(learningRate::times)));
        above.init(weights, false);
        return above;
    }

    private ComputationGraphConfiguration aboveFrozen(ComputationGraphConfiguration whole) {
        List<String> order = IntStream.of(graph.topologicalSortOrder())
                .mapToObj(index -> graph.getVertices()[index].getVertexName())
                .toList();
        return FrozenLayers.above(whole, frozen, run.transfer().freezeUpTo(), order);
    }

    /** Of the whole net's weights, those above the frozen layers: a view. */
    private INDArray top(INDArray weights) {
        long below = frozen.stream()
                .map(graph::getLayer)
                .filter(Objects::nonNull)
                .mapToLong(Layer::numParams)
                .sum();
        return weights.get(NDArrayIndex.all(), NDArrayIndex.interval(below, weights.length()));
    }

    /** The learner's weights, or others in their place, with the frozen ones below. */
    private INDArray whole(INDArray learned) {
        if (learned == null || learner == graph) {
            return learned;
        }
        INDArray all = graph.params().dup();
        top(all).assign(learned);
        return all;
    }

    /**
     * Trains from the start.
     *
     * @throws ZooException if the folder holds a run already, or the loss is no number any more
     */
    public static Result train(TrainingRun run, Dataset data, RunFolder folder, TrainingListener listener) {
        return train(
                run, run.transfer().takesOver() ? ModelZoo.load(run.transfer().from()) : null, data, folder, listener);
    }

    /**
     * The same with weights that are loaded already.
     *
     * @param pretrained what the run's transfer names; null where it names nothing
     * @throws ZooException also if these weights cannot be taken over
     */
    public static Result train(
            TrainingRun run, Model pretrained, Dataset data, RunFolder folder, TrainingListener listener) {
        if (Files.exists(folder.args())) {
            throw new ZooException("a run is already in " + folder.path()
                    + ": continue it with --resume, or name another folder with --run");
        }
        if ((pretrained != null) != run.transfer().takesOver()) {
            throw new IllegalArgumentException("the run takes over '"
                    + run.transfer().from() + "', given is "
                    + (pretrained == null ? "nothing" : pretrained.card().id()));
        }
        if (pretrained != null && !pretrained.card().architecture().equals(run.architecture())) {
            throw new ZooException(run.transfer().from() + " holds weights of "
                    + pretrained.card().architecture() + ", which " + run.architecture() + " cannot take over");
        }
        Trainer trainer = new Trainer(run, pretrained == null ? null : pretrained.graph(), data, folder, listener);
        if (pretrained != null) {
            trainer.checkpoint(); // a run that is continued does not need these weights again
        }
        folder.write(folder.args(), run);
        folder.write(folder.environment(), RuntimeInfo.environment());
        return trainer.loop();
    }

    /** Continues the run in a folder from its last checkpoint, or from the start where none was written. */
    public static Result resume(Dataset data, RunFolder folder, TrainingListener listener) {
        TrainingRun run = folder.run();
        Trainer trainer = new Trainer(run, null, data, folder, listener);
        if (Files.exists(folder.last())) {
            trainer.restore(Checkpoint.read(folder.last()));
        } else if (run.transfer().takesOver()) {
            throw new ZooException(folder.last() + " is missing: begin the run anew, in another folder");
        }
        return trainer.loop();
    }

    private Result loop() {
        if (learner != graph && epoch < options.epochs() && !outOfPatience() && !computeFeatures()) {
            checkpoint();
            return new Result(null, null, true);
        }
        while (epoch < options.epochs() && !outOfPatience()) {
            if (!trainEpoch()) {
                checkpoint();
                return new Result(null, null, true);
            }
            ComputationGraph judged = judged();
            EvaluationResult validation = validate(judged);
            boolean best = finishEpoch(validation);
            if (best) {
                writeBest(card.withMetrics(validation.metrics()), whole(judged.params()));
            }
            checkpoint();
            folder.writeMetrics(history);
            listener.epoch(history.get(history.size() - 1), best);
        }
        return finish();
    }

    /** What the frozen layers say of each picture; false if the listener asked to stop. */
    private boolean computeFeatures() {
        Split validation = data.part(validationPart());
        int[] validated = IntStream.range(0, validation.size()).toArray();
        int total = pictures.length + validated.length;
        String last = run.transfer().freezeUpTo();
        trainFeatures = FrozenFeatures.of(graph, last, train, run.preprocessing(), pictures, done -> {
            listener.features(done, total);
            return !listener.stop();
        });
        if (trainFeatures != null) {
            validationFeatures = FrozenFeatures.of(graph, last, validation, run.preprocessing(), validated, done -> {
                listener.features(pictures.length + done, total);
                return !listener.stop();
            });
        }
        return validationFeatures != null;
    }

    private EvaluationResult validate(ComputationGraph judged) {
        return learner == graph
                ? Evaluator.evaluate(new Model(judged, card), data, validationPart())
                : Evaluator.result(card.id(), data, validationPart(), validationFeatures.probabilities(judged));
    }

    private boolean outOfPatience() {
        return options.patience() > 0 && epoch - bestEpoch >= options.patience();
    }

    /** One epoch, or what is left of it; false if the listener asked to stop. */
    private boolean trainEpoch() {
        int[] order = IntStream.of(Randoms.permutation(pictures.length, options.seed(), epoch, SHUFFLE))
                .map(i -> pictures[i])
                .toArray();
        if (learner != graph) {
            return makeSteps(() -> featureBatch(Arrays.copyOfRange(order, images(batch), images(batch + 1))));
        }
        try (BatchLoader loader = new BatchLoader(
                train,
                run.preprocessing(),
                options.augmentation(),
                Arrays.copyOfRange(order, images(batch), images(batchesPerEpoch)),
                options.batchSize(),
                options.seed(),
                epoch,
                RuntimeInfo.loaderThreads())) {
            return makeSteps(() -> pictureBatch(loader.next()));
        }
    }

    private boolean makeSteps(Supplier<MultiDataSet> batches) {
        long saved = System.nanoTime();
        for (long start = System.nanoTime(); batch < batchesPerEpoch; start = System.nanoTime()) {
            lossSum += step(batches.get());
            batch++;
            seconds += (System.nanoTime() - start) * 1e-9;
            listener.batch(epoch + 1, images(batch), images(batchesPerEpoch), lossSum / batch);
            if (listener.stop()) {
                return false;
            }
            if (System.nanoTime() - saved > CHECKPOINT_NANOS) {
                checkpoint();
                saved = System.nanoTime();
            }
        }
        return true;
    }

    /** How many pictures so many steps of an epoch take. */
    private int images(int steps) {
        return (int) Math.min(pictures.length, (long) steps * options.batchSize());
    }

    private MultiDataSet pictureBatch(Batch batch) {
        float[] targets = targets(batch.labels());
        if (options.regularization().mixup() > 0) {
            Targets.mixup(
                    batch,
                    targets,
                    options.regularization().mixup(),
                    options.seed(),
                    learner.getIterationCount(),
                    MIXUP);
        }
        return withTargets(Evaluator.features(batch.features(), batch.size(), run.preprocessing()), targets);
    }

    private MultiDataSet featureBatch(int... batch) {
        return withTargets(trainFeatures.values(batch), targets(trainFeatures.labels(batch)));
    }

    private float[] targets(int... labels) {
        return Targets.of(
                labels, run.spec().numClasses(), options.regularization().labelSmoothing());
    }

    /** All outputs get the same targets: those after the first are auxiliary classifiers, whose losses have weights of their own. */
    private MultiDataSet withTargets(INDArray features, float[] targets) {
        INDArray labels =
                Nd4j.create(targets, new long[] {features.size(0), run.spec().numClasses()});
        INDArray[] each = new INDArray[learner.getNumOutputArrays()];
        Arrays.fill(each, labels);
        return new MultiDataSet(new INDArray[] {features}, each);
    }

    /** One step of the optimiser; returns the loss before it. */
    private double step(MultiDataSet pictures) {
        int iteration = learner.getIterationCount();
        Nd4j.getRandom().setSeed(Randoms.key(options.seed(), iteration, DROPOUT));
        learner.fit(pictures);
        double loss = learner.score();
        if (!Double.isFinite(loss)) {
            throw new ZooException("the loss is " + loss + " in epoch " + (epoch + 1) + ", step " + (batch + 1)
                    + ": try a learning rate below " + options.optimizer().learningRate());
        }
        if (average != null) {
            // Follows fast at first, while the weights are far from any average worth keeping.
            double decay = Math.min(options.regularization().emaDecay(), (1.0 + iteration) / (10.0 + iteration));
            // As a step towards the weights: those that do not move are met bit for bit.
            average.addi(learner.params().subi(average, addend).muli(1 - decay));
        }
        return loss;
    }

    /** Books an epoch; true if it is the best so far. */
    private boolean finishEpoch(EvaluationResult validation) {
        EpochMetrics metrics = new EpochMetrics(
                epoch + 1,
                learningRate.valueAt(learner.getIterationCount() - 1, epoch),
                lossSum / batch,
                validation.crossEntropy(),
                validation.accuracy(),
                seconds,
                images(batchesPerEpoch) / seconds);
        boolean best = bestEpoch == 0 || metrics.betterThan(history.get(bestEpoch - 1));
        history.add(metrics);
        epoch++;
        batch = 0;
        lossSum = 0;
        seconds = 0;
        if (best) {
            bestEpoch = epoch;
        }
        learner.incrementEpochCount();
        return best;
    }

    /** Measures the best weights on the test part, once, and writes the report. */
    private Result finish() {
        Model best = run.engine().prepare(ModelFile.read(folder.best()));
        EvaluationResult validation = Evaluator.evaluate(best, data, validationPart());
        EvaluationResult test =
                data.parts().contains(Dataset.TEST) ? Evaluator.evaluate(best, data, Dataset.TEST) : null;
        if (test != null) {
            writeBest(best.card().withMetrics(test.metrics()), best.graph().params());
        }
        writeReport(best, validation, test);
        return new Result(validation, test, false);
    }

    private void writeReport(Model best, EvaluationResult validation, EvaluationResult test) {
        Split split = data.part(validationPart());
        List<Report.Mistake> mistakes = validation.mistakes().stream()
                .limit(MISTAKES_SHOWN)
                .map(m -> new Report.Mistake(
                        split.image(m.index()).toBufferedImage(),
                        data.classes().get(m.label()),
                        data.classes().get(m.predicted()),
                        m.probability(),
                        m.id()))
                .toList();
        Report.write(
                folder.report(),
                new Report.Content(
                        run.architecture() + " on " + data.name(),
                        run.command(),
                        ModelSummary.trainableParameters(best.graph().getConfiguration()),
                        history,
                        validation,
                        test,
                        mistakes,
                        Json.write(options),
                        RuntimeInfo.environment()));
    }

    /** The part that selects; the training part stands in only where a data set has nothing else. */
    private String validationPart() {
        return data.parts().contains(Dataset.VALIDATION) ? Dataset.VALIDATION : Dataset.TRAIN;
    }

    /** What is evaluated and kept of the learner: the average where there is one. */
    private ComputationGraph judged() {
        if (average == null) {
            return learner;
        }
        if (learner != graph) {
            return run.engine().prepare(aboveFrozen(average));
        }
        ComputationGraph averaged = new ComputationGraph(configuration(learningRate::times));
        averaged.init(average, false);
        return run.engine().prepare(averaged);
    }

    private void writeBest(ModelCard card, INDArray weights) {
        ModelFile.write(
                card,
                counted(configuration(this::constant)),
                Map.of(ModelFile.COEFFICIENTS, weights),
                Map.of(),
                folder.best());
    }

    private void checkpoint() {
        Progress progress = new Progress(
                epoch,
                batch,
                learner.getIterationCount(),
                lossSum,
                seconds,
                bestEpoch,
                data.digest(),
                RuntimeInfo.nativeThreads(),
                List.copyOf(history));
        new Checkpoint(new Model(graph, card), learner.getUpdater().getStateViewArray(), whole(average), progress)
                .write(counted(trainingConfiguration(this::constant)), folder.last());
    }

    private void restore(Checkpoint checkpoint) {
        Progress progress = checkpoint.progress();
        if (!progress.datasetDigest().equals(data.digest())) {
            throw new ZooException("the data set " + data.name() + " has changed since the run began: start a new run");
        }
        if (progress.threads() != RuntimeInfo.nativeThreads()) {
            LOG.warn(
                    "the run began with {} native threads and goes on with {}: the last bits will differ",
                    progress.threads(),
                    RuntimeInfo.nativeThreads());
        }
        assign(graph.params(), checkpoint.model().graph().params());
        assign(learner.getUpdater().getStateViewArray(), checkpoint.updaterState());
        assign(
                average,
                checkpoint.average() == null || learner == graph ? checkpoint.average() : top(checkpoint.average()));
        OneDnn.weightsChanged(graph);
        epoch = progress.epoch();
        batch = progress.batch();
        lossSum = progress.lossSum();
        seconds = progress.seconds();
        bestEpoch = progress.bestEpoch();
        history = new ArrayList<>(progress.history());
        learner.getConfiguration().setIterationCount(progress.iteration());
        learner.getConfiguration().setEpochCount(epoch);
    }

    private void assign(INDArray to, INDArray from) {
        if (to == null && from == null) {
            return;
        }
        if (to == null || from == null || to.length() != from.length()) {
            throw new ZooException(folder.last() + " belongs to another net or optimiser than " + folder.args());
        }
        to.assign(from.reshape(to.shape()));
    }

    /**
     * The net as it is used.
     *
     * @param rate learning rate for a factor on it
     */
    private ComputationGraphConfiguration configuration(DoubleFunction<ISchedule> rate) {
        ComputationGraphConfiguration net = architecture.configure(run.spec(), base(options, updater(rate.apply(1))));
        double backbone = run.transfer().backboneRate();
        if (backbone != 1) {
            FrozenLayers.setUpdater(net, head, updater(rate.apply(backbone)));
        }
        return net;
    }

    /** The net as it is trained. */
    private ComputationGraphConfiguration trainingConfiguration(DoubleFunction<ISchedule> rate) {
        ComputationGraphConfiguration net = configuration(rate);
        FrozenLayers.freeze(net, frozen);
        return net;
    }

    /** Instead of the schedule, which stock DL4J does not know. */
    private ISchedule constant(double factor) {
        return new FixedSchedule(factor * options.optimizer().learningRate());
    }

    private ComputationGraphConfiguration counted(ComputationGraphConfiguration net) {
        net.setIterationCount(learner.getIterationCount());
        net.setEpochCount(epoch);
        return net;
    }

    /** What a training adds to an architecture. */
    static NeuralNetConfiguration.Builder base(TrainingOptions options, IUpdater updater) {
        Optimizer optimizer = options.optimizer();
        NeuralNetConfiguration.Builder base =
                new NeuralNetConfiguration.Builder().seed(options.seed()).updater(updater);
        if (optimizer.weightDecay() == 0) {
            return base;
        }
        return optimizer.kind() == Optimizer.Kind.ADAMW
                ? base.weightDecay(optimizer.weightDecay(), true) // after the moments, times the learning rate
                : base.l2(optimizer.weightDecay()); // part of the gradient
    }

    private IUpdater updater(ISchedule rate) {
        Optimizer optimizer = options.optimizer();
        return switch (optimizer.kind()) {
            case ADAM, ADAMW -> new Adam(rate);
            case SGD -> optimizer.momentum() > 0 ? new Nesterovs(rate, optimizer.momentum()) : new Sgd(rate);
        };
    }
}
