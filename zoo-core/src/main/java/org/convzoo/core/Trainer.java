package org.convzoo.core;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Checkpoint.Progress;
import org.convzoo.data.Dataset;
import org.convzoo.data.Randoms;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a net for a {@link Task} and leaves a run folder.
 *
 * <p>Repeatable: order, augmentation, mix-up and dropout are keyed by seed, epoch, picture and step. Exact to resume: a run that was
 * killed and continued ends with the same bits as one that was not, given the same number of native threads.
 *
 * @param <R> what an evaluation gives
 */
public final class Trainer<R extends Evaluation> {
    private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
    private static final long CHECKPOINT_NANOS =
            60_000_000_000L; // so that no more is lost, nor more time spent on them
    static final int SHUFFLE = 1, MIXUP = 2, DROPOUT = 3, DRAW = 4; // what random numbers are for

    static {
        OneDnn.quietVersionWarning();
    }

    private final TrainingRun run;
    private final TrainingOptions options;
    private final Task<R> task;
    private final RunFolder folder;
    private final TrainingListener listener;
    private final int batchesPerEpoch;
    private final LearningRate learningRate;
    private final ModelCard card;
    private final TrainedNet net;
    private final ComputationGraph learner; // what steps are made on
    private final INDArray average; // of the learner's weights; null: none is kept
    private final INDArray addend; // to it; null likewise
    private ComputationGraph judge; // the learner with the average for its weights; null before it is needed

    // Where the training stands; what a checkpoint saves beside the arrays.
    private int epoch; // epochs finished
    private int batch; // steps done of the next one
    private double lossSum; // over these steps
    private double seconds; // spent on them
    private long saved = System.nanoTime(); // when the last checkpoint was written
    private int bestEpoch; // whose weights are kept; 0 before the first one
    private List<EpochMetrics> history = new ArrayList<>();

    /**
     * How a training ended.
     *
     * @param <R> what an evaluation gives
     * @param validation of the weights that were kept
     * @param test null where the data set has no test part
     * @param interrupted the listener asked to stop; both results are null
     */
    public record Result<R>(R validation, R test, boolean interrupted) {}

    private Trainer(TrainingRun run, Model pretrained, Task<R> task, RunFolder folder, TrainingListener listener) {
        this.run = run;
        this.options = run.options();
        this.task = task;
        this.folder = folder;
        this.listener = listener;
        if (task.size() == 0) {
            throw new ZooException(
                    "nothing to train on: the part " + Dataset.TRAIN + " of " + task.dataName() + " has no pictures");
        }
        int batches = (task.size() - 1) / options.batchSize() + 1;
        this.batchesPerEpoch = options.maxBatches() == 0 ? batches : Math.min(batches, options.maxBatches());
        this.learningRate = new LearningRate(
                options.optimizer().learningRate(), options.schedule(), batchesPerEpoch, options.epochs());
        this.card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                run.architecture(),
                run.spec(),
                run.preprocessing(),
                task.classes(),
                List.of(),
                RuntimeInfo.provenance(run, task));
        this.net =
                new TrainedNet(run, learningRate, pretrained == null ? null : pretrained.graph(), task.imagesToKeep());
        task.begin(net.graph(), pretrained);
        this.learner = net.learner();
        this.average =
                options.regularization().emaDecay() > 0 ? learner.params().dup() : null;
        this.addend = average == null ? null : Nd4j.createUninitialized(average.dataType(), average.shape());
    }

    /**
     * Trains a classifier from the start.
     *
     * @throws ZooException if the folder holds a run already, or the loss is no number any more
     */
    public static Result<EvaluationResult> train(
            TrainingRun run, Dataset data, RunFolder folder, TrainingListener listener) {
        Model pretrained =
                run.transfer().takesOver() ? ModelZoo.load(run.transfer().from()) : null;
        return train(run, pretrained, data, folder, listener);
    }

    /** Likewise with weights to begin with that are loaded already. */
    public static Result<EvaluationResult> train(
            TrainingRun run, Model pretrained, Dataset data, RunFolder folder, TrainingListener listener) {
        return train(run, pretrained, new ClassificationTask(run, data), folder, listener);
    }

    /**
     * Trains any net from the start.
     *
     * @param pretrained what the run's transfer names; null where it names nothing
     * @throws ZooException also if these weights cannot be taken over
     */
    public static <R extends Evaluation> Result<R> train(
            TrainingRun run, Model pretrained, Task<R> task, RunFolder folder, TrainingListener listener) {
        requireNew(folder);
        if ((pretrained != null) != run.transfer().takesOver()) {
            throw new IllegalArgumentException("the run takes over '"
                    + run.transfer().from() + "', given is "
                    + (pretrained == null ? "nothing" : pretrained.card().id()));
        }
        if (pretrained != null && !pretrained.card().architecture().equals(run.architecture())) {
            throw new ZooException(run.transfer().from() + " holds weights of "
                    + pretrained.card().architecture() + ", which " + run.architecture() + " cannot take over");
        }
        Trainer<R> trainer = new Trainer<>(run, pretrained, task, folder, listener);
        return folder.locked(() -> {
            requireNew(folder); // nobody has been faster
            if (pretrained != null) {
                trainer.checkpoint(); // a run that is continued does not need these weights again
            }
            folder.write(folder.args(), run);
            folder.write(folder.environment(), RuntimeInfo.environment());
            return trainer.loop();
        });
    }

    private static void requireNew(RunFolder folder) {
        if (Files.exists(folder.args())) {
            throw new ZooException("a run is already in " + folder.path()
                    + ": continue it with --resume, or name another folder with --run");
        }
    }

    /** Continues a classifier's run in a folder from its last checkpoint, or from the start where none was written. */
    public static Result<EvaluationResult> resume(Dataset data, RunFolder folder, TrainingListener listener) {
        return resume(new ClassificationTask(folder.run(), data), folder, listener);
    }

    /** Likewise any run. */
    public static <R extends Evaluation> Result<R> resume(Task<R> task, RunFolder folder, TrainingListener listener) {
        TrainingRun run = folder.run();
        return folder.locked(() -> {
            Trainer<R> trainer = new Trainer<>(run, null, task, folder, listener);
            if (Files.exists(folder.last())) {
                trainer.restore(Checkpoint.read(folder.last()));
            } else if (run.transfer().takesOver()) {
                throw new ZooException(folder.last() + " is missing: begin the run anew, in another folder");
            }
            return trainer.loop();
        });
    }

    private Result<R> loop() {
        if (net.isSplit() && epoch < options.epochs() && !outOfPatience() && !task.keepFeatures(net, listener)) {
            checkpoint();
            return new Result<>(null, null, true);
        }
        while (epoch < options.epochs() && !outOfPatience()) {
            if (!trainEpoch()) {
                checkpoint();
                return new Result<>(null, null, true);
            }
            ComputationGraph judged = judged();
            R validation = task.validate(new Model(judged, card));
            boolean best = finishEpoch(validation);
            if (best) {
                writeBest(card.withMetrics(validation.metrics()), net.whole(judged.params()));
            }
            if (best || epoch == options.epochs() || outOfPatience() || System.nanoTime() - saved > CHECKPOINT_NANOS) {
                checkpoint();
            }
            folder.writeMetrics(history, task.measure());
            listener.epoch(history.get(history.size() - 1), best);
        }
        return finish();
    }

    private boolean outOfPatience() {
        return options.patience() > 0 && epoch - bestEpoch >= options.patience();
    }

    /** One epoch, or what is left of it; false if the listener asked to stop. */
    private boolean trainEpoch() {
        int[] order = Randoms.permutation(task.size(), options.seed(), epoch, SHUFFLE);
        int[] left = Arrays.copyOfRange(order, images(batch), images(batchesPerEpoch));
        try (Task.Batches batches = task.batches(learner, left, epoch)) {
            for (long start = System.nanoTime(); batch < batchesPerEpoch; start = System.nanoTime()) {
                lossSum += step(batches.next());
                batch++;
                seconds += (System.nanoTime() - start) * 1e-9;
                listener.batch(epoch + 1, images(batch), images(batchesPerEpoch), lossSum / batch);
                if (listener.stop()) {
                    return false;
                }
                if (System.nanoTime() - saved > CHECKPOINT_NANOS) {
                    checkpoint();
                }
            }
        }
        return true;
    }

    /** How many pictures so many steps of an epoch take. */
    private int images(int steps) {
        return (int) Math.min(task.size(), (long) steps * options.batchSize());
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

    /** Books an epoch; true if its weights are to be kept: those of the best so far, or the last ones. */
    private boolean finishEpoch(R validation) {
        EpochMetrics metrics = new EpochMetrics(
                epoch + 1,
                learningRate.valueAt(learner.getIterationCount() - 1, epoch),
                lossSum / batch,
                validation.loss(),
                validation.score(),
                seconds,
                images(batchesPerEpoch) / seconds);
        boolean best = task.keepsLast()
                ? epoch + 1 == options.epochs()
                : bestEpoch == 0 || metrics.betterThan(history.get(bestEpoch - 1));
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
    private Result<R> finish() {
        folder.writeMetrics(
                history, task.measure()); // a run that was killed behind its last checkpoint has not done so
        Model best = run.engine().prepare(ModelFile.read(folder.best()));
        R validation = task.evaluate(best, task.validationPart());
        R test = task.parts().contains(Dataset.TEST) ? task.evaluate(best, Dataset.TEST) : null;
        if (test != null) {
            writeBest(best.card().withMetrics(test.metrics()), best.graph().params());
        }
        Report.write(
                folder.report(),
                new Report.Content(
                        run.architecture() + " on " + task.dataName(),
                        run.command(),
                        ModelSummary.trainableParameters(best.graph().getConfiguration()),
                        task.measure(),
                        history,
                        bestEpoch,
                        task.details(validation, test),
                        Json.write(run),
                        RuntimeInfo.environment()));
        return new Result<>(validation, test, false);
    }

    /** What is evaluated and kept of the learner: the average where there is one. */
    private ComputationGraph judged() {
        if (average == null) {
            return learner;
        }
        if (judge == null) {
            judge = net.learner(average);
        }
        OneDnn.weightsChanged(judge);
        return judge;
    }

    private void writeBest(ModelCard card, INDArray weights) {
        ModelFile.write(card, net.forUse(), Map.of(ModelFile.COEFFICIENTS, weights), Map.of(), folder.best());
    }

    private void checkpoint() {
        Progress progress = new Progress(
                epoch,
                batch,
                learner.getIterationCount(),
                lossSum,
                seconds,
                bestEpoch,
                task.seenDigest(),
                RuntimeInfo.nativeThreads(),
                List.copyOf(history));
        new Checkpoint(
                        new Model(net.graph(), card),
                        learner.getUpdater().getStateViewArray(),
                        average == null ? null : net.whole(average),
                        progress)
                .write(net.forCheckpoint(), folder.last());
        saved = System.nanoTime();
    }

    private void restore(Checkpoint checkpoint) {
        Progress progress = checkpoint.progress();
        if (!progress.datasetDigest().equals(task.seenDigest())) {
            throw new ZooException(
                    "the data set " + task.dataName() + " has changed since the run began: start a new run");
        }
        if (progress.threads() != RuntimeInfo.nativeThreads()) {
            LOG.warn(
                    "the run began with {} native threads and goes on with {}: the last bits will differ",
                    progress.threads(),
                    RuntimeInfo.nativeThreads());
        }
        assign(net.graph().params(), checkpoint.model().graph().params());
        assign(learner.getUpdater().getStateViewArray(), checkpoint.updaterState());
        assign(average, checkpoint.average() == null ? null : net.top(checkpoint.average()));
        OneDnn.weightsChanged(net.graph());
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
}
