package org.convzoo.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.core.ZooException;
import org.convzoo.data.Augmentations;
import org.convzoo.data.BoxAugmentation;
import org.convzoo.data.Strangers;
import org.convzoo.data.Transform;
import org.convzoo.facenet.EmbeddingTask;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options that change a recipe, each as a change of one field. Written as typed they make the command that trains the same again;
 * applied to the training of a run folder they tell which of them contradict it.
 */
final class TrainingArguments {
    private static final double STEPS = 3; // of the step schedule where the recipe has none
    private static final double GAMMA = 0.1;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the training part.")
    Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Pictures per step.")
    Integer batchSize;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate; the schedule scales it.")
    Double learningRate;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            completionCandidates = Choices.Optimizers.class,
            description = "${COMPLETION-CANDIDATES}.")
    Optimizer.Kind optimizer;

    @Option(names = "--weight-decay", paramLabel = "X", description = "On weights, not on biases and normalisation.")
    Double weightDecay;

    @Option(names = "--label-smoothing", paramLabel = "X", description = "Share of the target spread over all classes.")
    Double labelSmoothing;

    @Option(
            names = "--mixup",
            paramLabel = "X",
            description = "Alpha of the Beta distribution that blends pairs; 0: off.")
    Double mixup;

    @Option(names = "--ema", paramLabel = "X", description = "Decay of the moving average of the weights; 0: off.")
    Double ema;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            completionCandidates = Choices.Schedules.class,
            description = "Learning rate over the epochs: ${COMPLETION-CANDIDATES}.")
    Schedule.Curve schedule;

    @Option(names = "--warmup", paramLabel = "EPOCHS", description = "Linear rise of the learning rate before that.")
    Double warmup;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Epochs without a better validation score before the training stops; 0: never.")
    Integer patience;

    @Option(names = "--seed", paramLabel = "N", description = "Of all random numbers; not 0.")
    Long seed;

    @Option(names = "--no-augmentation", description = "Train on the pictures as they are.")
    boolean noAugmentation;

    @Option(
            names = "--strong-augmentation",
            description =
                    "More than the recipe's, where the data set has that: on CIFAR-10 also colours and a square blotted out.")
    boolean strongAugmentation;

    @Option(
            names = "--mosaic",
            paramLabel = "X",
            description =
                    "Of a detector: share of the pictures that are shown in mosaics of four, which cut large things"
                            + " off; 0: none.")
    Double mosaic;

    @Option(
            names = "--strangers",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description =
                    "Of an embedding of faces: a data set each of whose pictures counts as one more person, half of each"
                            + " batch. The last weights are kept then, not those that validate best.")
    String strangers;

    @Option(
            names = "--strangers-share",
            paramLabel = "X",
            description = "Share of each batch that shows strangers, below 1.")
    Double strangersShare;

    @Option(
            names = "--max-batches",
            paramLabel = "N",
            description = "Steps per epoch at most, for a quick try; 0: all.")
    Integer maxBatches;

    @Option(
            names = "--images-per-class",
            paramLabel = "N",
            description = "Train on so many pictures of each class, drawn by the seed; 0: all.")
    Integer imagesPerClass;

    @Mixin
    SpecOption spec;

    /**
     * Each option that is given, as it is typed, with what it does.
     *
     * @param data name or folder of the data set
     */
    Map<String, UnaryOperator<TrainingOptions>> options(String data) {
        if (noAugmentation && strongAugmentation) {
            throw new ZooException("--strong-augmentation contradicts --no-augmentation: leave one of them out");
        }
        if (strongAugmentation && Augmentations.strong(data).equals(Augmentations.of(data))) {
            throw new ZooException("there is no strong augmentation for " + data + ": leave --strong-augmentation out");
        }
        Map<String, UnaryOperator<TrainingOptions>> given = new LinkedHashMap<>();
        put(given, "--epochs", epochs, o -> o.withEpochs(epochs));
        put(given, "--batch-size", batchSize, o -> o.withBatchSize(batchSize));
        put(
                given,
                "--lr",
                learningRate,
                o -> o.withOptimizer(new Optimizer(
                        o.optimizer().kind(),
                        learningRate,
                        o.optimizer().momentum(),
                        o.optimizer().weightDecay())));
        put(given, "--seed", seed, o -> o.withSeed(seed));
        put(
                given,
                "--optimizer",
                optimizer,
                o -> o.withOptimizer(new Optimizer(
                        optimizer,
                        o.optimizer().learningRate(),
                        o.optimizer().momentum(),
                        o.optimizer().weightDecay())));
        put(
                given,
                "--weight-decay",
                weightDecay,
                o -> o.withOptimizer(new Optimizer(
                        o.optimizer().kind(),
                        o.optimizer().learningRate(),
                        o.optimizer().momentum(),
                        weightDecay)));
        put(
                given,
                "--label-smoothing",
                labelSmoothing,
                o -> o.withRegularization(new Regularization(
                        labelSmoothing,
                        o.regularization().mixup(),
                        o.regularization().emaDecay())));
        put(
                given,
                "--mixup",
                mixup,
                o -> o.withRegularization(new Regularization(
                        o.regularization().labelSmoothing(),
                        mixup,
                        o.regularization().emaDecay())));
        put(
                given,
                "--ema",
                ema,
                o -> o.withRegularization(new Regularization(
                        o.regularization().labelSmoothing(), o.regularization().mixup(), ema)));
        put(given, "--schedule", schedule, o -> o.withSchedule(withKind(o)));
        put(
                given,
                "--warmup",
                warmup,
                o -> o.withSchedule(new Schedule(
                        o.schedule().kind(),
                        warmup,
                        o.schedule().stepEpochs(),
                        o.schedule().gamma())));
        put(given, "--patience", patience, o -> o.withPatience(patience));
        put(given, "--no-augmentation", noAugmentation ? "" : null, o -> o.withAugmentation(List.of()));
        put(
                given,
                "--strong-augmentation",
                strongAugmentation ? "" : null,
                o -> o.withAugmentation(Augmentations.strong(data)));
        put(given, "--mosaic", mosaic, o -> o.withAugmentation(withMosaic(o.augmentation())));
        put(
                given,
                "--strangers",
                strangers == null ? null : Text.quoted(strangers),
                o -> o.withAugmentation(withStrangers(o.augmentation())));
        put(given, "--strangers-share", strangersShare, o -> o.withAugmentation(withShare(o.augmentation())));
        put(given, "--max-batches", maxBatches, o -> o.withMaxBatches(maxBatches));
        put(given, "--images-per-class", imagesPerClass, o -> o.withImagesPerClass(imagesPerClass));
        return given;
    }

    private List<Transform> withMosaic(List<Transform> augmentation) {
        if (noAugmentation || augmentation.stream().noneMatch(BoxAugmentation.class::isInstance)) {
            throw new ZooException("--mosaic is for detectors that are trained with augmentation: leave it out");
        }
        return augmentation.stream()
                .map(one -> one instanceof BoxAugmentation boxes ? boxes.withMosaic(mosaic.floatValue()) : one)
                .toList();
    }

    private List<Transform> withStrangers(List<Transform> augmentation) {
        if (noAugmentation) {
            throw new ZooException("--strangers contradicts --no-augmentation: leave one of them out");
        }
        List<Transform> among = EmbeddingTask.withStrangers(augmentation, DataOption.lasting(strangers));
        Optional<Strangers> old = Strangers.of(augmentation); // of a run that goes on, which may have another share
        return old.isPresent() ? Strangers.withShare(among, old.get().share()) : among;
    }

    private List<Transform> withShare(List<Transform> augmentation) {
        if (Strangers.of(augmentation).isEmpty()) {
            throw new ZooException("--strangers-share is for a training with --strangers: leave it out");
        }
        return Strangers.withShare(augmentation, strangersShare.floatValue());
    }

    static <T> T apply(Map<String, UnaryOperator<T>> changes, T to) {
        T changed = to;
        for (UnaryOperator<T> change : changes.values()) {
            changed = change.apply(changed);
        }
        return changed;
    }

    /** Those of the changes that leave a value another one. */
    static <T> List<String> changing(Map<String, UnaryOperator<T>> changes, T value) {
        return changes.entrySet().stream()
                .filter(change -> !change.getValue().apply(value).equals(value))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Schedule withKind(TrainingOptions o) {
        Schedule old = o.schedule();
        if (schedule == Schedule.Curve.STEP && old.kind() != Schedule.Curve.STEP) {
            return new Schedule(schedule, old.warmupEpochs(), o.epochs() / STEPS, GAMMA);
        }
        return new Schedule(schedule, old.warmupEpochs(), old.stepEpochs(), old.gamma());
    }

    static <T> void put(Map<String, UnaryOperator<T>> given, String name, Object value, UnaryOperator<T> change) {
        if (value != null) {
            String text = value instanceof Double number
                    ? Text.number(number)
                    : value instanceof Enum<?> constant ? Choices.name(constant) : value.toString();
            given.put((name + " " + text).strip(), change);
        }
    }
}
