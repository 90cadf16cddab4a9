package org.convzoo.core;

import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Dataset;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a net is trained to do: which pictures it sees, with which targets, and by what it is judged. {@link ClassificationTask} is one; a
 * module whose nets do something else brings its own.
 *
 * @param <R> what an evaluation gives
 */
public abstract class Task<R extends Evaluation> {
    private final String dataName;
    private final String dataDigest;
    private final List<String> classes;
    private final List<String> parts;
    private final String measure;

    /**
     * What all tasks have.
     *
     * @param dataName name or folder of the data set
     * @param dataDigest SHA-256 of what a training sees of it
     * @param classes of the data set, in the order of the net's outputs
     * @param parts of the data set
     * @param measure name of the score by which weights are chosen: {@code accuracy}
     */
    protected Task(String dataName, String dataDigest, List<String> classes, Collection<String> parts, String measure) {
        this.dataName = dataName;
        this.dataDigest = dataDigest;
        this.classes = List.copyOf(classes);
        this.parts = List.copyOf(parts);
        this.measure = measure;
    }

    /** Name or folder of the data set. */
    public final String dataName() {
        return dataName;
    }

    /** SHA-256 of what a training sees of it. */
    public final String dataDigest() {
        return dataDigest;
    }

    /** Of the data set, in the order of the net's outputs. */
    public final List<String> classes() {
        return classes;
    }

    /** Of the data set. */
    public final List<String> parts() {
        return parts;
    }

    /** Name of the score by which weights are chosen. */
    public final String measure() {
        return measure;
    }

    /** SHA-256 of all that a training sees, so that it goes on with nothing else; by default that of the data set. */
    public String seenDigest() {
        return dataDigest;
    }

    /** What a training sees beside the data set, as its origin tells it: {@code with ...}; empty where that is nothing. */
    public String alsoSeen() {
        return "";
    }

    /** Whether the last weights are kept, where validation says too little to choose by; by default those that validate best are. */
    public boolean keepsLast() {
        return false;
    }

    /** Pictures of an epoch. */
    public abstract int size();

    /**
     * What steps are made on.
     *
     * @param learner that makes them
     * @param order of the pictures, each 0 to below {@link #size}: those of an epoch, or what is left of it
     * @param epoch from 0, which random numbers depend on
     */
    public abstract Batches batches(ComputationGraph learner, int[] order, int epoch);

    /** One after another, on one thread. A batch may be overwritten by the next one. */
    public interface Batches extends AutoCloseable {
        MultiDataSet next();

        @Override
        void close();

        /** Of a loader. */
        static Batches of(Supplier<MultiDataSet> next, Runnable close) {
            return new Batches() {
                @Override
                public MultiDataSet next() {
                    return next.get();
                }

                @Override
                public void close() {
                    close.run();
                }
            };
        }
    }

    /**
     * Loads an epoch's pictures as a run has them: prepared, augmented by seed and epoch, in batches.
     *
     * @param order of the pictures of the split
     */
    protected static BatchLoader loader(TrainingRun run, Split split, int[] order, int epoch) {
        return new BatchLoader(
                split,
                run.preprocessing(),
                run.options().augmentation(),
                order,
                run.options().batchSize(),
                run.options().seed(),
                epoch,
                RuntimeInfo.loaderThreads());
    }

    /** A batch's pictures, [N, C, H, W]; a copy. */
    protected static INDArray features(TrainingRun run, Batch batch) {
        Spec spec = run.spec();
        return Nd4j.create(batch.features(), new long[] {batch.size(), spec.channels(), spec.height(), spec.width()});
    }

    /**
     * Refuses what is for classifiers only.
     *
     * @param what is trained: {@code a detector}
     * @throws ZooException if the options have some of that
     */
    protected static void refuseClassifiersOptions(String what, TrainingOptions options) {
        if (options.regularization().mixup() > 0
                || options.regularization().labelSmoothing() > 0
                || options.imagesPerClass() > 0) {
            throw new ZooException(what
                    + " is trained without mix-up, label smoothing and a number of images per class: leave them out");
        }
    }

    /**
     * Gives a net, before its first step, what it can know already; by default nothing.
     *
     * @param net with the weights that it was initialised with or that it took over
     * @param pretrained what it took over from; null where it took over nothing. Where that knows other classes, the head is new
     */
    public void begin(ComputationGraph net, Model pretrained) {}

    /**
     * Judges weights.
     *
     * @throws ZooException if the model does not suit the data
     */
    public abstract R evaluate(Model model, String part);

    /**
     * What the report tells of an evaluation.
     *
     * @param test null where there is no test part
     */
    public abstract Report.Details details(R validation, R test);

    /** The part that selects; the training part stands in only where a data set has nothing else. */
    public final String validationPart() {
        return parts().contains(Dataset.VALIDATION) ? Dataset.VALIDATION : Dataset.TRAIN;
    }

    /** Judges what steps are made on, after an epoch. */
    R validate(Model learner) {
        return evaluate(learner, validationPart());
    }

    /** Of how many pictures the frozen layers' values would be kept; by default too many. */
    long imagesToKeep() {
        return Long.MAX_VALUE;
    }

    /** Computes these values, where there is room for them; false if the listener asked to stop. */
    boolean keepFeatures(TrainedNet net, TrainingListener listener) {
        throw new IllegalStateException("this task does not keep the values of frozen layers");
    }
}
