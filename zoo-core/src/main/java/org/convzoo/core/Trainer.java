package org.convzoo.core;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Checkpoint.Progress;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
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
    private static final int SHUFFLE = 1, MIXUP = 2, DROPOUT = 3; // what random numbers are for

    static {
        OneDnn.quietVersionWarning();
    }

    private final TrainingRun run;
    private final TrainingOptions options;
    private final Architecture architecture;
    private final Dataset data;
    private final Split train;
    private final RunFolder folder;
    private final TrainingListener listener;
    private final int batchesPerEpoch;
    private final LearningRate learningRate;
    private final ModelCard card;
    private final ComputationGraph graph;
    private final INDArray average; // null: none is kept
    private final INDArray addend; // to it; null likewise

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

    private Trainer(TrainingRun run, Dataset data, RunFolder folder, TrainingListener listener) {
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
        int batches = (train.size() - 1) / options.batchSize() + 1;
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
        ComputationGraph plain = new ComputationGraph(configuration(updater(learningRate)));
        plain.init();
        this.graph = run.engine().prepare(plain);
        this.average = options.regularization().emaDecay() > 0 ? graph.params().dup() : null;
        this.addend = average == null ? null : Nd4j.createUninitialized(average.dataType(), average.shape());
    }

    /**
     * Trains from the start.
     *
     * @throws ZooException if the folder holds a run already, or the loss is no number any more
     */
    public static Result train(TrainingRun run, Dataset data, RunFolder folder, TrainingListener listener) {
        if (Files.exists(folder.args())) {
            throw new ZooException("a run is already in " + folder.path()
                    + ": continue it with --resume, or name another folder with --run");
        }
        Trainer trainer = new Trainer(run, data, folder, listener);
        folder.write(folder.args(), run);
        folder.write(folder.environment(), RuntimeInfo.environment());
        return trainer.loop();
    }

    /** Continues the run in a folder from its last checkpoint, or from the start where none was written. */
    public static Result resume(Dataset data, RunFolder folder, TrainingListener listener) {
        Trainer trainer = new Trainer(folder.run(), data, folder, listener);
        if (Files.exists(folder.last())) {
            trainer.restore(Checkpoint.read(folder.last()));
        }
        return trainer.loop();
    }

    private Result loop() {
        while (epoch < options.epochs() && !outOfPatience()) {
            if (!trainEpoch()) {
                checkpoint();
                return new Result(null, null, true);
            }
            Model judged = model(judged());
            EvaluationResult validation = Evaluator.evaluate(judged, data, validationPart());
            boolean best = finishEpoch(validation);
            if (best) {
                writeBest(card.withMetrics(validation.metrics()), judged.graph().params());
            }
            checkpoint();
            folder.writeMetrics(history);
            listener.epoch(history.get(history.size() - 1), best);
        }
        return finish();
    }

    private boolean outOfPatience() {
        return options.patience() > 0 && epoch - bestEpoch >= options.patience();
    }

    /** One epoch, or what is left of it; false if the listener asked to stop. */
    private boolean trainEpoch() {
        int[] order = Randoms.permutation(train.size(), options.seed(), epoch, SHUFFLE);
        long saved = System.nanoTime();
        try (BatchLoader loader = new BatchLoader(
                train,
                run.preprocessing(),
                options.augmentation(),
                Arrays.copyOfRange(order, images(batch), images(batchesPerEpoch)),
                options.batchSize(),
                options.seed(),
                epoch,
                RuntimeInfo.loaderThreads())) {
            for (long start = System.nanoTime(); loader.hasNext(); start = System.nanoTime()) {
                lossSum += step(loader.next());
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
        }
        return true;
    }

    /** How many pictures so many steps of an epoch take. */
    private int images(int steps) {
        return (int) Math.min(train.size(), (long) steps * options.batchSize());
    }

    /** One step of the optimiser; returns the loss before it. */
    private double step(Batch pictures) {
        int numClasses = run.spec().numClasses();
        int iteration = graph.getIterationCount();
        float[] targets = Targets.of(
                pictures.labels(), numClasses, options.regularization().labelSmoothing());
        if (options.regularization().mixup() > 0) {
            Targets.mixup(pictures, targets, options.regularization().mixup(), options.seed(), iteration, MIXUP);
        }
        INDArray features = Evaluator.features(pictures.features(), pictures.size(), run.preprocessing());
        INDArray labels = Nd4j.create(targets, new long[] {pictures.size(), numClasses});
        Nd4j.getRandom().setSeed(Randoms.key(options.seed(), iteration, DROPOUT));
        graph.fit(new DataSet(features, labels));
        double loss = graph.score();
        if (!Double.isFinite(loss)) {
            throw new ZooException("the loss is " + loss + " in epoch " + (epoch + 1) + ", step " + (batch + 1)
                    + ": try a learning rate below " + options.optimizer().learningRate());
        }
        if (average != null) {
            // Follows fast at first, while the weights are far from any average worth keeping.
            double decay = Math.min(options.regularization().emaDecay(), (1.0 + iteration) / (10.0 + iteration));
            average.muli(decay).addi(graph.params().muli(1 - decay, addend));
        }
        return loss;
    }

    /** Books an epoch; true if it is the best so far. */
    private boolean finishEpoch(EvaluationResult validation) {
        EpochMetrics metrics = new EpochMetrics(
                epoch + 1,
                learningRate.valueAt(graph.getIterationCount() - 1, epoch),
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
        graph.incrementEpochCount();
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

    /** The net that is evaluated and kept: the average where there is one. */
    private ComputationGraph judged() {
        if (average == null) {
            return graph;
        }
        ComputationGraph averaged = new ComputationGraph(configuration(updater(learningRate)));
        averaged.init(average, false);
        return run.engine().prepare(averaged);
    }

    private Model model(ComputationGraph graph) {
        return new Model(graph, card);
    }

    private void writeBest(ModelCard card, INDArray weights) {
        ModelFile.write(card, plainConfiguration(), Map.of(ModelFile.COEFFICIENTS, weights), Map.of(), folder.best());
    }

    private void checkpoint() {
        Progress progress = new Progress(
                epoch,
                batch,
                graph.getIterationCount(),
                lossSum,
                seconds,
                bestEpoch,
                data.digest(),
                RuntimeInfo.nativeThreads(),
                List.copyOf(history));
        new Checkpoint(model(graph), graph.getUpdater().getStateViewArray(), average, progress)
                .write(plainConfiguration(), folder.last());
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
        assign(graph.getUpdater().getStateViewArray(), checkpoint.updaterState());
        assign(average, checkpoint.average());
        epoch = progress.epoch();
        batch = progress.batch();
        lossSum = progress.lossSum();
        seconds = progress.seconds();
        bestEpoch = progress.bestEpoch();
        history = new ArrayList<>(progress.history());
        graph.getConfiguration().setIterationCount(progress.iteration());
        graph.getConfiguration().setEpochCount(epoch);
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

    private ComputationGraphConfiguration configuration(IUpdater updater) {
        return architecture.configure(run.spec(), base(options, updater));
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

    /** Without the schedule, which stock DL4J does not know. */
    private ComputationGraphConfiguration plainConfiguration() {
        ComputationGraphConfiguration plain =
                configuration(updater(new FixedSchedule(options.optimizer().learningRate())));
        plain.setIterationCount(graph.getIterationCount());
        plain.setEpochCount(epoch);
        return plain;
    }

    private IUpdater updater(ISchedule rate) {
        Optimizer optimizer = options.optimizer();
        return switch (optimizer.kind()) {
            case ADAM, ADAMW -> new Adam(rate);
            case SGD -> optimizer.momentum() > 0 ? new Nesterovs(rate, optimizer.momentum()) : new Sgd(rate);
        };
    }
}
