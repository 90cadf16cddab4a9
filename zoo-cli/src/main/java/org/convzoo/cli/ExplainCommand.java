package org.convzoo.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.core.Explainer;
import org.convzoo.core.Explanation;
import org.convzoo.core.Explanations;
import org.convzoo.core.Model;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoo explain}. */
@Command(
        name = "explain",
        description = "Show what a classifier looks at, as a picture or a page. Prints the file's name.",
        footer = {
            "",
            "Methods:",
            "  saliency      how much the class changes with each pixel",
            "  grad-cam      where a layer sees what speaks for the class",
            "  occlusion     how likely the class is while a grey square hides a part",
            "  feature-maps  what each channel of a layer gives",
            "  filters       the weights of the first convolution; takes no picture",
            "  top-patches   what excites a layer's unit most in a data set; takes no picture",
            "",
            "Examples:",
            "  zoo explain lenet5.mnist digit.png --method grad-cam --out why.png",
            "  zoo explain lenet5.digits --method top-patches --layer c3 --unit 5 --out unit.html"
        })
final class ExplainCommand extends BaseCommand {
    /** What can be shown. */
    enum Method {
        GRAD_CAM,
        SALIENCY,
        OCCLUSION,
        FEATURE_MAPS,
        FILTERS,
        TOP_PATCHES;

        boolean takesPicture() {
            return this != FILTERS && this != TOP_PATCHES;
        }

        boolean takesClass() {
            return this == GRAD_CAM || this == SALIENCY || this == OCCLUSION;
        }

        boolean takesLayer() {
            return this != SALIENCY && this != OCCLUSION;
        }
    }

    @Spec
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file.")
    String model;

    @Parameters(index = "1", arity = "0..1", paramLabel = "IMAGE", description = "A picture file.")
    Path file;

    @Option(
            names = "--method",
            required = true,
            paramLabel = "METHOD",
            completionCandidates = Choices.Methods.class,
            description = "What to show: ${COMPLETION-CANDIDATES}.")
    Method method;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Where to write: a .png or .html file.")
    Path out;

    @Option(names = "--class", paramLabel = "LABEL", description = "Class to explain. Default: the predicted one.")
    String label;

    @Option(
            names = "--layer",
            paramLabel = "NAME",
            description =
                    "A layer that zoo describe lists. Default: for feature-maps and filters the first convolution,"
                            + " else the end of the last one.")
    String layer;

    @Option(names = "--unit", paramLabel = "N", description = "Channel of the layer, from 0, for top-patches.")
    Integer unit;

    @Option(
            names = "--data",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description =
                    "Where top-patches looks: a name that zoo data list shows, or a folder with a folder of pictures"
                            + " per class. Default: what the model was trained on.")
    String data;

    @Option(
            names = "--split",
            paramLabel = "PART",
            description = "Part of the data: train, validation or test. Default: test.")
    String split;

    @Mixin
    EngineOption engine;

    @Mixin
    JsonOption json;

    ExplainCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        checkOptions();
        Explanation.requireFormat(out);
        Image image = file == null ? null : ImageReader.read(file);
        Model loaded = engine.load(model, console);
        Explanation explanation;
        try (Explainer explainer = new Explainer(loaded, engine.orDefault())) {
            explanation = explain(explainer, image);
        }
        explanation.write(out);
        if (console.json()) {
            console.printJson(asJson(explanation));
        } else {
            console.print(out.toString());
        }
        return Main.DONE;
    }

    /** What does not go together; silence would let a user believe that an option had an effect. */
    private void checkOptions() {
        String name = Choices.name(method);
        require(!method.takesPicture() || file != null, name + " needs an IMAGE");
        require(method.takesPicture() || file == null, name + " takes no IMAGE");
        require(method.takesClass() || label == null, name + " takes no --class");
        require(method.takesLayer() || layer == null, name + " takes no --layer");
        boolean patches = method == Method.TOP_PATCHES;
        require(patches == (unit != null), patches ? name + " needs --unit" : name + " takes no --unit");
        require(patches || data == null, name + " takes no --data");
        require(patches || split == null, name + " takes no --split");
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private Explanation explain(Explainer explainer, Image image) {
        return switch (method) {
            case SALIENCY -> Explanations.saliency(explainer, image, label);
            case GRAD_CAM -> Explanations.gradCam(explainer, image, label, layer);
            case OCCLUSION -> Explanations.occlusion(explainer, image, label);
            case FEATURE_MAPS -> Explanations.featureMaps(explainer, image, layer);
            case FILTERS -> Explanations.filters(explainer, layer);
            case TOP_PATCHES -> topPatches(explainer);
        };
    }

    private Explanation topPatches(Explainer explainer) {
        Dataset dataset = DataOption.open(data, explainer.card(), console);
        String part = split == null ? Dataset.TEST : split;
        int pictures = dataset.part(part).size();
        try (Progress progress = new Progress(console, "looking", "images", 1, pictures)) {
            return Explanations.topPatches(explainer, dataset, part, layer, unit, progress::at);
        }
    }

    private Map<String, Object> asJson(Explanation explanation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", out.toString());
        fields.put("model", explanation.model());
        fields.put("method", explanation.method());
        fields.put("label", explanation.label());
        fields.put("probability", explanation.probability());
        fields.put("layer", explanation.layer());
        fields.values().removeIf(value -> value == null);
        return fields;
    }
}
