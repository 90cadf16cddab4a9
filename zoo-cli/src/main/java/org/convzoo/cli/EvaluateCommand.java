package org.convzoo.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Architecture;
import org.convzoo.core.EvaluationResult;
import org.convzoo.core.Evaluator;
import org.convzoo.core.Evaluator.Comparison;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.PairedDifference;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.Dataset;
import org.convzoo.facenet.EmbeddingResult;
import org.convzoo.facenet.EmbeddingTask;
import org.convzoo.style.StyleResult;
import org.convzoo.style.StyleTask;
import org.convzoo.yolo.CocoResults;
import org.convzoo.yolo.DetectionResult;
import org.convzoo.yolo.DetectorEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo evaluate}. */
@Command(
        name = "evaluate",
        description =
                "Measure how well weights do on a part of a data set. Several are an ensemble: the mean of their probabilities.",
        footer = {
            "",
            "Examples:",
            "  zoo evaluate lenet5.mnist --tta five-crop",
            "  zoo evaluate runs/a/best.zip runs/b/best.zip --json",
            "  zoo evaluate facenet-nn4.att-faces --tta mirror",
            "  zoo evaluate detector.zip --data my-boxes --split validation --detections found.json",
            "",
            "Of an ensemble, and with --tta, each model's accuracy alone and without views is told too, and the gain over the",
            "best of them on the same pictures, with the 95 %% interval that belongs to the exact McNemar test.",
            "Embeddings of faces take --tta mirror, and are told with it and without."
        })
final class EvaluateCommand extends BaseCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file such as a run's best.zip.")
    List<String> models;

    @Option(
            names = "--data",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description =
                    "A name that zoo data list shows, or a folder: for a classifier with a folder of pictures per class,"
                            + " for a detector with boxes. Default: what the model was trained on.")
    String data;

    @Option(names = "--split", paramLabel = "PART", description = "train, validation or test. Default: test.")
    String split = Dataset.TEST;

    @Option(
            names = "--tta",
            paramLabel = "VIEWS",
            completionCandidates = Choices.Ttas.class,
            description = "Views of each picture to average over: ${COMPLETION-CANDIDATES}. Default: none.")
    Tta tta = Tta.NONE;

    @Option(
            names = "--style",
            paramLabel = "PICTURE",
            description = "Of a style-net: the picture in whose manner it paints.")
    Path style;

    @Option(
            names = "--detections",
            paramLabel = "FILE",
            description =
                    "Of a detector: where to write what it finds, as COCO's results in JSON. Pictures and classes are"
                            + " numbered from 1 as they stand in the data set; their names stand beside.")
    Path detections;

    @Mixin
    InferenceOption engine;

    @Mixin
    JsonOption json;

    EvaluateCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        List<Model> loaded =
                models.stream().map(name -> engine.load(name, console)).toList();
        Architecture.Kind kind = loaded.get(0).kind();
        if (kind == Architecture.Kind.DETECTOR) {
            return detector(loaded);
        }
        if (detections != null) {
            throw new ZooException("--detections is for detectors: " + models.get(0) + " is none");
        }
        if ((kind == Architecture.Kind.PAINTER) != (style != null)) {
            throw new ZooException(
                    style == null
                            ? models.get(0) + " is judged by the picture in whose manner it paints: --style PICTURE"
                            : "--style is for a net that paints: " + models.get(0) + " is none");
        }
        if (kind == Architecture.Kind.EMBEDDING) {
            return embedding(loaded);
        }
        if (kind == Architecture.Kind.PAINTER) {
            return painter(loaded);
        }
        Dataset dataset = DataOption.open(data, loaded.get(0).card(), console);
        long pictures =
                (long) Evaluator.passes(loaded, tta) * dataset.part(split).size();
        Comparison comparison;
        try (Progress progress = new Progress(console, "evaluating", "images", 1, pictures)) {
            comparison = Evaluator.compare(loaded, dataset, split, tta, progress::at);
        }
        if (console.json()) {
            console.printJson(averages() ? json(comparison) : comparison.all());
        } else {
            console.print(comparison.all().toTable().stripTrailing());
            if (averages()) {
                console.print("");
                console.print(members(comparison));
            }
        }
        return Main.DONE;
    }

    private int embedding(List<Model> loaded) {
        if (models.size() > 1) {
            throw new ZooException("embeddings are evaluated one at a time");
        }
        Dataset dataset =
                EmbeddingTask.people(DataOption.open(data, loaded.get(0).card(), console));
        int pictures = dataset.part(split).size();
        boolean views = tta != Tta.NONE;
        EmbeddingResult result;
        EmbeddingResult plain = null;
        try (Progress progress = new Progress(console, "evaluating", "images", 1, views ? 2L * pictures : pictures)) {
            result = EmbeddingTask.evaluate(loaded.get(0), dataset, split, tta, progress::at);
            if (views) {
                plain = EmbeddingTask.evaluate(
                        loaded.get(0), dataset, split, Tta.NONE, done -> progress.at(pictures + (long) done));
            }
        }
        if (console.json()) {
            ObjectNode object = Json.MAPPER.valueToTree(result);
            if (views) {
                object.set("plain", Json.MAPPER.valueToTree(plain));
            }
            console.printJson(object);
        } else {
            console.print(result.toTable().stripTrailing());
            if (views) {
                console.print("");
                console.print(plain.toTable().stripTrailing());
            }
        }
        return Main.DONE;
    }

    private int painter(List<Model> loaded) {
        requireOne("style nets");
        if (data == null) {
            throw new ZooException("a style net is judged on pictures of your own: --data DIR");
        }
        Dataset dataset = DataOption.openUnlabelled(data, console);
        StyleResult result;
        try (Progress progress = new Progress(
                console, "evaluating", "images", 1, dataset.part(split).size())) {
            result = StyleTask.evaluate(
                    loaded.get(0), dataset, split, style, FastStyle.features("", console), progress::at);
        }
        if (console.json()) {
            console.printJson(result);
        } else {
            console.print(result.toTable().stripTrailing());
        }
        return Main.DONE;
    }

    private void requireOne(String what) {
        if (averages()) {
            throw new ZooException(what + " are evaluated one at a time, and without --tta");
        }
    }

    private int detector(List<Model> loaded) {
        requireOne("detectors");
        BoxDataset dataset = DataOption.openBoxes(data, loaded.get(0).card(), console);
        DetectionResult result;
        try (Progress progress = new Progress(
                console, "evaluating", "images", 1, dataset.part(split).size())) {
            result = DetectorEvaluation.evaluate(loaded.get(0), dataset, split, progress::at);
        }
        if (detections != null) {
            CocoResults.write(result, dataset.classes(), detections);
        }
        if (console.json()) {
            console.printJson(result);
        } else {
            console.print(result.toTable().stripTrailing());
        }
        return Main.DONE;
    }

    /** Whether there is something that more than one pass over the pictures could have gained. */
    private boolean averages() {
        return models.size() > 1 || tta != Tta.NONE;
    }

    /** The result, and what it is worth beside each model alone. */
    private ObjectNode json(Comparison comparison) {
        ObjectNode object = Json.MAPPER.valueToTree(comparison.all());
        ArrayNode members = object.putArray("members");
        for (int i = 0; i < models.size(); i++) {
            EvaluationResult member = comparison.members().get(i);
            members.addObject()
                    .put("name", models.get(i))
                    .put("model", member.model())
                    .put("accuracy", member.accuracy())
                    .put("top5", member.top5());
        }
        ObjectNode gain = object.putObject("gain");
        gain.put("over", models.get(comparison.best()));
        gain.setAll((ObjectNode) Json.MAPPER.valueToTree(comparison.gain()));
        return object;
    }

    private String members(Comparison comparison) {
        Table table = new Table("lr", "ALONE", "ACCURACY");
        for (int i = 0; i < models.size(); i++) {
            table.row(models.get(i), Text.percent(comparison.members().get(i).accuracy()));
        }
        PairedDifference gain = comparison.gain();
        return table
                + System.lineSeparator()
                + String.format(
                        Locale.ROOT,
                        "gain over %s: %+.2f points, 95 %% interval %+.2f to %+.2f, p = %.2g (exact McNemar)",
                        models.get(comparison.best()),
                        100 * gain.accuracy(),
                        100 * gain.low(),
                        100 * gain.high(),
                        gain.pValue());
    }
}
