package org.convzoo.core;

import java.util.List;
import org.convzoo.data.Transform;

/**
 * How a net is trained. All that decides the result is in here, so that a run can be repeated from its {@code args.json}.
 *
 * @param epochs passes over the training part
 * @param batchSize pictures per step
 * @param seed not 0: DL4J takes 0 for "no seed"
 * @param optimizer how gradients become steps
 * @param schedule how the learning rate moves
 * @param regularization what keeps the net from learning by heart
 * @param augmentation random transforms of the training pictures
 * @param patience epochs without a better validation accuracy before the training stops; 0: never
 * @param maxBatches steps per epoch at most, for a quick try; 0: all
 * @param imagesPerClass training pictures of each class, drawn by the seed; 0: all
 */
public record TrainingOptions(
        int epochs,
        int batchSize,
        long seed,
        Optimizer optimizer,
        Schedule schedule,
        Regularization regularization,
        List<Transform> augmentation,
        int patience,
        int maxBatches,
        int imagesPerClass) {

    /**
     * How gradients become steps.
     *
     * @param kind the rule
     * @param learningRate the highest one; the schedule scales it
     * @param momentum of SGD; Adam's are the paper's 0.9 and 0.999
     * @param weightDecay on weights only, not on biases and normalisation: as L2 gradient for SGD and Adam, decoupled for AdamW
     */
    public record Optimizer(Kind kind, double learningRate, double momentum, double weightDecay) {
        /** SGD with Nesterov's momentum (plain where momentum is 0); Adam (Kingma and Ba 2015); AdamW (Loshchilov and Hutter 2019). */
        public enum Kind {
            SGD,
            ADAM,
            ADAMW
        }

        public Optimizer {
            require(kind != null, "optimizer must be sgd, adam or adamw");
            require(learningRate > 0 && learningRate < 100, "learning rate must be above 0, got " + learningRate);
            require(momentum >= 0 && momentum < 1, "momentum must be 0 to below 1, got " + momentum);
            require(weightDecay >= 0 && weightDecay < 1, "weight decay must be 0 to below 1, got " + weightDecay);
        }
    }

    /**
     * How the learning rate moves.
     *
     * @param kind the curve after warm-up
     * @param warmupEpochs linear rise from 0 (Goyal et al. 2017, section 2.2); may be a fraction
     * @param stepEpochs of {@code STEP}: multiplied by {@code gamma} after each so many epochs
     * @param gamma of {@code STEP}
     */
    public record Schedule(Curve kind, double warmupEpochs, double stepEpochs, double gamma) {
        public enum Curve {
            CONSTANT,
            STEP,
            /** Half a cosine down to 0 (Loshchilov and Hutter 2017, equation 5, one cycle). */
            COSINE
        }

        public Schedule {
            require(kind != null, "schedule must be constant, step or cosine");
            require(warmupEpochs >= 0, "warm-up must be >= 0 epochs, got " + warmupEpochs);
            require(kind != Curve.STEP || stepEpochs > 0, "step must be above 0 epochs, got " + stepEpochs);
            require(
                    kind != Curve.STEP || (gamma > 0 && gamma <= 1),
                    "gamma must be above 0 and at most 1, got " + gamma);
        }

        public static Schedule cosine(double warmupEpochs) {
            return new Schedule(Curve.COSINE, warmupEpochs, 0, 0);
        }
    }

    /**
     * What keeps the net from learning by heart.
     *
     * @param labelSmoothing share of the target spread over all classes (Szegedy et al. 2016, section 7)
     * @param mixup alpha of the Beta distribution that blends pairs (Zhang et al. 2018); 0: off
     * @param emaDecay of the moving average of the weights that is kept instead of the last ones; 0: off
     */
    public record Regularization(double labelSmoothing, double mixup, double emaDecay) {
        public static final Regularization NONE = new Regularization(0, 0, 0);

        public Regularization {
            require(
                    labelSmoothing >= 0 && labelSmoothing < 1,
                    "label smoothing must be 0 to below 1, got " + labelSmoothing);
            require(mixup >= 0 && mixup <= 4, "mix-up must be 0 to 4, got " + mixup);
            require(emaDecay >= 0 && emaDecay < 1, "EMA decay must be 0 to below 1, got " + emaDecay);
        }
    }

    public TrainingOptions {
        require(epochs >= 1, "epochs must be >= 1, got " + epochs);
        require(batchSize >= 1, "batch size must be >= 1, got " + batchSize);
        require(seed != 0, "seed must not be 0");
        require(patience >= 0, "patience must be >= 0, got " + patience);
        require(maxBatches >= 0, "max batches must be >= 0, got " + maxBatches);
        require(imagesPerClass >= 0, "images per class must be >= 0, got " + imagesPerClass);
        augmentation = List.copyOf(augmentation);
    }

    /** Adam, cosine, no augmentation. */
    public static TrainingOptions adam(int epochs, int batchSize, double learningRate) {
        return new TrainingOptions(
                epochs,
                batchSize,
                1,
                new Optimizer(Optimizer.Kind.ADAM, learningRate, 0.9, 0),
                Schedule.cosine(0),
                Regularization.NONE,
                List.of(),
                0,
                0,
                0);
    }

    /** The warm-up takes a third of them at most, so that a short training is not warm-up alone. */
    public TrainingOptions withEpochs(int epochs) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                new Schedule(
                        schedule.kind(),
                        Math.min(schedule.warmupEpochs(), Math.max(0, epochs / 3.0)),
                        schedule.stepEpochs(),
                        schedule.gamma()),
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withBatchSize(int batchSize) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withSeed(long seed) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withOptimizer(Optimizer optimizer) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withSchedule(Schedule schedule) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withRegularization(Regularization regularization) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withAugmentation(List<Transform> augmentation) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withPatience(int patience) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withMaxBatches(int maxBatches) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    public TrainingOptions withImagesPerClass(int imagesPerClass) {
        return new TrainingOptions(
                epochs,
                batchSize,
                seed,
                optimizer,
                schedule,
                regularization,
                augmentation,
                patience,
                maxBatches,
                imagesPerClass);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
