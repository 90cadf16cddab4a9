package org.convzoo.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.Evaluation;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.RunFolder;
import org.convzoo.core.Spec;
import org.convzoo.core.Task;
import org.convzoo.core.Trainer;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.facenet.DistillationTask;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo train}. */
@Command(
        name = "train",
        description =
                "Train a model. What is not given is taken from the recipe that the architecture has for the data set.",
        footer = {
            "",
            "Examples:",
            "  zoo train lenet5 --data mnist --epochs 20 --seed 7",
            "  zoo train lenet5 --resume",
            "  zoo train lenet5 --from lenet5.mnist --freeze-up-to f6 --no-augmentation --data my-pictures",
            "  zoo train yolo-fastest-xl --data my-boxes --epochs 60",
            "  zoo train lenet5 --from lenet5.mnist --backbone-lr-factor 0.1 --data digits --images-per-class 20",
            "",
            "Ctrl-C saves a checkpoint; --resume goes on from there and ends with the same weights."
        })
final class TrainCommand extends BaseCommand {
    static final int INTERRUPTED = 130;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Parameters(
            paramLabel = "MODEL",
            completionCandidates = Choices.Architectures.class,
            description = "An architecture that zoo list shows.")
    String model;

    @Option(
            names = "--data",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description =
                    "A name that zoo data list shows, or a folder: for a classifier with a folder of pictures per class,"
                            + " for a detector with boxes as Ultralytics, Pascal VOC or COCO lay them out."
                            + " for an embedding of faces with a folder of pictures per person."
                            + " Default: digits, which is drawn on the spot, highway, or att-faces.")
    String data;

    @Mixin
    TransferArguments transfer;

    @Mixin
    TrainingArguments arguments;

    @Option(
            names = "--style",
            paramLabel = "PICTURE",
            description = "Of style-net: the picture in whose manner it learns to paint.")
    Path style;

    @Option(
            names = "--teacher",
            paramLabel = "WEIGHTS",
            description =
                    "Of an embedding of faces: weights or a model file whose embeddings of the pictures it learns. Who is on"
                            + " them need not be known.")
    String teacher;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description =
                    "Folder for the results. Default: runs/MODEL-DATA-TIME; with --resume the newest run of MODEL in runs.")
    Path runFolder;

    @Option(names = "--resume", description = "Continue the run in the folder, with the options that it began with.")
    boolean resume;

    @Mixin
    EngineOption engine;

    @Mixin
    JsonOption json;

    TrainCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Architecture architecture = ModelZoo.architecture(model);
        return resume ? resume(architecture) : start(architecture);
    }

    private int start(Architecture architecture) {
        requireStyle(architecture);
        requireLearner(architecture);
        String name = data == null ? TrainingData.usual(architecture) : data;
        // What can be wrong with the options is said before a data set is fetched.
        TrainingOptions options = TrainingArguments.apply(
                arguments.options(name),
                teacher == null ? architecture.recipe(Datasets.withoutFold(name)) : DistillationTask.recipe());
        Model pretrained = transfer.load(model, console);
        Spec spec = pretrained == null
                ? TrainingArguments.apply(arguments.spec.given(), TrainingData.spec(architecture, name))
                : specOf(pretrained);
        DescribeCommand.configuration(architecture, spec); // refuses an input that is too small
        TrainingData<?> dataset = open(architecture, name, lastingTeacher());
        TrainingRun run = pretrained == null
                ? TrainingRun.of(
                        architecture, spec.withClasses(dataset.classes().size()), name, options)
                : TrainingRun.from(transfer.lastingFrom(), pretrained.card(), name, dataset.classes(), options);
        run = new TrainingRun(
                model,
                run.spec(),
                teacher == null || pretrained != null
                        ? run.preprocessing()
                        : DistillationTask.preprocessing(run.spec()),
                DataOption.lasting(name),
                transfer.in(run.transfer()),
                options,
                engine.orDefault(),
                command(name, options),
                lastingStyle(),
                lastingTeacher());
        if (run.transfer().newHead()) {
            console.note(transfer.from + " knows other classes than " + dataset.name() + ": the head is new");
        }
        return train(run, pretrained, dataset, new RunFolder(runFolder == null ? newFolder(dataset) : runFolder));
    }

    /** Named by the time, and by a number where another training began in the same second. */
    private Path newFolder(TrainingData<?> dataset) {
        String name = model + "-" + Text.fileName(dataset.name()) + "-"
                + LocalDateTime.now(ZoneId.systemDefault()).format(TIME);
        Path folder = Runs.FOLDER.resolve(name);
        for (int number = 2; Files.exists(folder); number++) {
            folder = Runs.FOLDER.resolve(name + "-" + number);
        }
        return folder;
    }

    /** The size of a net is that of its weights. */
    private Spec specOf(Model pretrained) {
        Spec spec = pretrained.card().spec();
        List<String> wrong = TrainingArguments.changing(arguments.spec.given(), spec);
        if (!wrong.isEmpty()) {
            throw new ZooException(String.join(", ", wrong) + " contradicts --from " + transfer.from
                    + ", whose net stays as it is: leave it out");
        }
        return spec;
    }

    private void requireStyle(Architecture architecture) {
        boolean paints = architecture.kind() == Architecture.Kind.PAINTER;
        if (paints != (style != null)) {
            throw new ZooException(
                    paints
                            ? model + " needs the picture in whose manner it is to paint: --style PICTURE"
                            : "--style is for a net that paints: " + model + " is none");
        }
    }

    private void requireLearner(Architecture architecture) {
        if (teacher != null && architecture.kind() != Architecture.Kind.EMBEDDING) {
            throw new ZooException("--teacher is for a net of embeddings: " + model + " is none");
        }
    }

    private String lastingTeacher() {
        return teacher == null ? "" : TransferArguments.lasting(teacher);
    }

    private TrainingData<?> open(Architecture architecture, String data, String teacher) {
        return teacher.isEmpty()
                ? TrainingData.open(architecture, data, console)
                : TrainingData.openToLearnFrom(architecture, teacher, data, engine, console);
    }

    private String lastingStyle() {
        return style == null ? "" : style.toAbsolutePath().normalize().toString();
    }

    private int resume(Architecture architecture) {
        RunFolder folder = new RunFolder(runFolder == null ? Runs.newest(model) : runFolder);
        TrainingRun run = folder.run();
        refuseContradictions(run, folder);
        return train(run, null, open(architecture, run.data(), run.teacher()), folder);
    }

    private <R extends Evaluation> int train(
            TrainingRun run, Model pretrained, TrainingData<R> dataset, RunFolder folder) {
        Task<R> task = dataset.task().apply(run);
        if (!task.validationPart().equals(Dataset.VALIDATION)) {
            console.note(dataset.name() + " has no validation part: weights are chosen by how they do on the part "
                    + task.validationPart());
        }
        String howToGoOn = "zoo train " + model + " --resume --run "
                + Text.quoted(folder.path().toString());
        console.note("training " + model + " on " + dataset.name() + ", results in " + folder.path());
        try (Interruption interruption = new Interruption(console, howToGoOn);
                TrainingProgress progress = new TrainingProgress(console, run.options(), interruption)) {
            Trainer.Result<R> result = resume
                    ? Trainer.resume(task, folder, progress)
                    : Trainer.train(run, pretrained, task, folder, progress);
            if (result.interrupted()) {
                interruption.checkpointWritten();
                return INTERRUPTED;
            }
            print(run, dataset.use(), task.measure(), result, folder);
            return Main.DONE;
        }
    }

    private <R extends Evaluation> void print(
            TrainingRun run, String use, String measure, Trainer.Result<R> result, RunFolder folder) {
        R shown = result.test() == null ? result.validation() : result.test();
        if (console.json()) {
            ObjectNode object = Json.MAPPER.valueToTree(shown);
            object.put("run", folder.path().toString());
            object.put("best", folder.best().toString());
            object.put("report", folder.report().toString());
            object.put(
                    "validation" + Text.capitalized(measure),
                    result.validation().score());
            console.printJson(object);
            return;
        }
        console.print(new Table("ll")
                .row(
                        result.validation().split() + " " + measure,
                        Text.percent(result.validation().score()))
                .row(shown.split() + " " + measure, Text.percent(shown.score()) + " of " + Text.count(shown.images()))
                .row("model", folder.best())
                .row("report", folder.report())
                .toString());
        String best = Text.quoted(folder.best().toString());
        console.note("");
        console.note("next:");
        String named = !run.teacher().isEmpty() // nobody knows who is on the pictures
                ? " --data " + TrainingData.usual(ModelZoo.architecture(model))
                : DataOption.isName(run.data()) ? "" : " --data " + Text.quoted(run.data());
        String part = result.test() == null && run.teacher().isEmpty() ? " --split " + shown.split() : "";
        String manner = run.style().isEmpty() ? "" : " --style " + Text.quoted(run.style());
        console.note("  zoo evaluate " + best + named + manner + part);
        console.note("  zoo " + use + " " + best + (manner.isEmpty() ? " PICTURE..." : " PICTURE --out FILE"));
    }

    /** Options that say otherwise than the run folder are a mistake, not a wish: a run goes on as it began. */
    private void refuseContradictions(TrainingRun run, RunFolder folder) {
        List<String> wrong = new ArrayList<>();
        if (!model.equals(run.architecture())) {
            wrong.add(model);
        }
        if (data != null && !DataOption.lasting(data).equals(run.data())) {
            wrong.add("--data " + data);
        }
        if (style != null && !lastingStyle().equals(run.style())) {
            wrong.add("--style " + style);
        }
        if (teacher != null && !lastingTeacher().equals(run.teacher())) {
            wrong.add("--teacher " + teacher);
        }
        if (engine.engine != null && engine.engine != run.engine()) {
            wrong.add("--engine " + Choices.name(engine.engine));
        }
        wrong.addAll(transfer.contradicting(run));
        wrong.addAll(TrainingArguments.changing(arguments.options(run.data()), run.options()));
        wrong.addAll(TrainingArguments.changing(arguments.spec.given(), run.spec()));
        if (!wrong.isEmpty()) {
            throw new ZooException(String.join(", ", wrong) + " contradicts " + folder.args()
                    + ": a run goes on as it began, and leaving options out is enough");
        }
    }

    /** The command that trains the same again: what decides the result most, then what else was given. */
    private String command(String name, TrainingOptions options) {
        Set<String> words = new LinkedHashSet<>();
        words.add("zoo train " + model);
        words.add("--data " + Text.quoted(name));
        if (style != null) {
            words.add("--style " + Text.quoted(style.toString()));
        }
        if (teacher != null) {
            words.add("--teacher " + Text.quoted(teacher));
        }
        words.add("--epochs " + options.epochs());
        words.add("--batch-size " + options.batchSize());
        words.add("--lr " + Text.number(options.optimizer().learningRate()));
        words.add("--seed " + options.seed());
        words.addAll(transfer.words());
        words.addAll(arguments.options(name).keySet());
        words.addAll(arguments.spec.given().keySet());
        if (engine.orDefault() != Engine.ONEDNN) {
            words.add("--engine " + Choices.name(engine.orDefault()));
        }
        return String.join(" ", words);
    }
}
