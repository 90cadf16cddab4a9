package org.convzoo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.convzoo.core.Architecture;
import org.convzoo.core.ClassificationTask;
import org.convzoo.core.Evaluation;
import org.convzoo.core.Spec;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.ZooException;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.Dataset;
import org.convzoo.facenet.DistillationTask;
import org.convzoo.facenet.EmbeddingTask;
import org.convzoo.style.StyleNet;
import org.convzoo.style.StyleTask;
import org.convzoo.yolo.DetectionTask;

/**
 * What a net is trained on: data of the sort that it is made for.
 *
 * @param name of the data set
 * @param classes of it
 * @param task what a training on it is for
 * @param use the command that looks at a picture with what was trained
 */
record TrainingData<R extends Evaluation>(
        String name, List<String> classes, Function<TrainingRun, Task<R>> task, String use) {
    /**
     * Opens it, with a progress bar where it has to be downloaded, and a note where something had to be mended.
     *
     * @param architecture of the net
     */
    static TrainingData<?> open(Architecture architecture, String nameOrFolder, Console console) {
        return switch (architecture.kind()) {
            case CLASSIFIER -> {
                Dataset data = DataOption.open(nameOrFolder, console);
                yield new TrainingData<>(
                        data.name(), data.classes(), run -> new ClassificationTask(run, data), "predict");
            }
            case DETECTOR -> {
                BoxDataset data = DataOption.openBoxes(nameOrFolder, console);
                yield new TrainingData<>(data.name(), data.classes(), run -> new DetectionTask(run, data), "detect");
            }
            case EMBEDDING -> {
                Dataset data = DataOption.open(nameOrFolder, console);
                yield new TrainingData<>(
                        data.name(),
                        EmbeddingTask.dimensions(architecture.defaultSpec().numClasses()),
                        run -> new EmbeddingTask(run, data, strangers -> DataOption.openUnlabelled(strangers, console)),
                        "face embed --model");
            }
            case PAINTER -> {
                Dataset data = DataOption.openUnlabelled(nameOrFolder, console);
                yield new TrainingData<>(
                        data.name(),
                        StyleNet.COLOURS,
                        run -> new StyleTask(run, data, Path.of(run.style()), FastStyle.features("", console)),
                        "style --fast");
            }
            case STEP -> throw untrainable(architecture);
        };
    }

    /**
     * Opens pictures whose embeddings by another net, the teacher, are to be learned.
     *
     * @param architecture of the net that learns
     * @param teacher weights, whose files are fetched if need be
     */
    static TrainingData<?> openToLearnFrom(
            Architecture architecture, String teacher, String nameOrFolder, EngineOption engine, Console console) {
        Dataset data = DataOption.openUnlabelled(nameOrFolder, console);
        return new TrainingData<>(
                data.name(),
                EmbeddingTask.dimensions(architecture.defaultSpec().numClasses()),
                run -> {
                    Progress progress = new Progress(console, "embedding", "images", 1, -1);
                    DistillationTask task =
                            new DistillationTask(run, data, engine.load(teacher, console), progress::at);
                    console.note(teacher + " embeds the pictures first");
                    return task;
                },
                "face embed --model");
    }

    /** What is trained on where nothing is named. */
    static String usual(Architecture architecture) {
        return switch (architecture.kind()) {
            case CLASSIFIER -> "digits";
            case DETECTOR -> BoxDatasets.HIGHWAY;
            case EMBEDDING -> "att-faces";
            case PAINTER ->
                throw new ZooException(architecture.id() + " is trained on pictures of your own: --data DIR");
            case STEP -> throw untrainable(architecture);
        };
    }

    /** The net for such data; a catalogue's is not fetched for that. */
    static Spec spec(Architecture architecture, String nameOrFolder) {
        return switch (architecture.kind()) {
            case CLASSIFIER -> DataOption.spec(architecture, nameOrFolder);
            case DETECTOR, EMBEDDING, PAINTER, STEP -> architecture.defaultSpec();
        };
    }

    private static ZooException untrainable(Architecture architecture) {
        return new ZooException(
                architecture.id() + " is not trained here: it is a step of an application, with others' weights");
    }
}
