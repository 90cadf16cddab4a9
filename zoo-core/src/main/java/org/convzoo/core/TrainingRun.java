package org.convzoo.core;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.data.Dataset;
import org.convzoo.data.Preprocessing;

/**
 * What a training is, written to {@code args.json}: enough to continue it or to repeat it.
 *
 * @param architecture id
 * @param spec the net
 * @param preprocessing of the pictures
 * @param data name or folder of the data set
 * @param transfer what is taken over from other weights
 * @param options how it is trained
 * @param engine what computes
 * @param command that started it
 * @param style file of the picture in whose manner a net learns to paint; empty for all others
 * @param teacher weights whose embeddings a net learns; empty for all others
 */
public record TrainingRun(
        String architecture,
        Spec spec,
        Preprocessing preprocessing,
        String data,
        Transfer transfer,
        TrainingOptions options,
        Engine engine,
        String command,
        String style,
        String teacher) {

    /** The training that the architecture recommends for a data set with so many classes. */
    public static TrainingRun of(Architecture architecture, Spec spec, String data, TrainingOptions options) {
        return new TrainingRun(
                architecture.id(),
                spec,
                architecture.preprocessing(spec, data),
                data,
                Transfer.NONE,
                options,
                Engine.ONEDNN,
                "zoo train " + architecture.id() + " --data " + data,
                "",
                "");
    }

    /**
     * A training that starts from weights that are there already: their architecture, size and preprocessing, and a new head where they
     * know other classes.
     *
     * <pre>{@code
     * Dataset data = Datasets.open("my-pictures");
     * TrainingRun run = TrainingRun.from("lenet5.mnist", data, TrainingOptions.adam(20, 32, 1e-3)).freezeUpTo("f6");
     * Trainer.train(run, data, new RunFolder(Path.of("runs/mine")), TrainingListener.NONE);
     * }</pre>
     *
     * @param weights id or file
     * @throws ZooException if there are no such weights, or they are damaged
     */
    public static TrainingRun from(String weights, Dataset data, TrainingOptions options) {
        return from(weights, ModelZoo.load(weights).card(), data.name(), data.classes(), options);
    }

    /**
     * The same for weights that are loaded already.
     *
     * @param weights id or file
     * @param card what they say of themselves
     * @param data name or folder of the data set
     * @param classes of the data set
     */
    public static TrainingRun from(
            String weights, ModelCard card, String data, List<String> classes, TrainingOptions options) {
        return new TrainingRun(
                card.architecture(),
                card.spec().withClasses(classes.size()),
                card.preprocessing(),
                data,
                Transfer.of(weights, card, classes),
                options,
                Engine.ONEDNN,
                "zoo train " + card.architecture() + " --data " + data + " --from " + weights,
                "",
                "");
    }

    /** Leaves a layer and all before it as they are. */
    public TrainingRun freezeUpTo(String layer) {
        return with(transfer.withFreezeUpTo(layer), command + " --freeze-up-to " + layer);
    }

    /** Trains the layers before the head with a lower learning rate than the head. */
    public TrainingRun withBackboneRate(double factor) {
        return with(transfer.withBackboneRate(factor), command + " --backbone-lr-factor " + factor);
    }

    /** Learns to paint in the manner of a picture. */
    public TrainingRun inTheMannerOf(Path picture) {
        return new TrainingRun(
                architecture,
                spec,
                preprocessing,
                data,
                transfer,
                options,
                engine,
                command + " --style " + picture,
                picture.toString(),
                "");
    }

    private TrainingRun with(Transfer transfer, String command) {
        return new TrainingRun(
                architecture, spec, preprocessing, data, transfer, options, engine, command, style, teacher);
    }
}
