package org.convzoo.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.convzoo.core.Architecture;
import org.convzoo.core.MisfitException;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.WeightsImport.Imported;
import org.convzoo.core.WeightsImport.Options;
import org.convzoo.core.ZooException;
import org.convzoo.data.Digests;
import org.convzoo.yolo.DarknetImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo import}. */
@Command(
        name = "import",
        description = {
            "Make a model file of weights that another library wrote: PyTorch's .pt and .pth, safetensors, Keras's .h5 or"
                    + " .npz, with the names of torchvision, Keras Applications or our own layers; Darknet's .weights with"
                    + " their .cfg beside them. Prints the file's name.",
            "The weights that torchvision and Keras publish need no import: zoo list '*.imagenet-*'."
        },
        footer = {
            "",
            "Examples:",
            "  zoo import resnet50-0676ba61.pth --as resnet50 --out resnet50.zip",
            "  zoo import yolo-fastest-1.1-xl.weights --as yolo-fastest-xl --out yolo-fastest.zip",
            "  zoo import birds.pth --as vgg16-bn --labels birds.txt --licence MIT --out birds.zip"
        })
final class ImportCommand extends BaseCommand {
    private static final int SHOWN = 5;

    @Parameters(paramLabel = "FILE", description = "The weights.")
    Path file;

    @Option(
            names = "--as",
            paramLabel = "MODEL",
            completionCandidates = Choices.Architectures.class,
            description =
                    "The architecture that they are of, as zoo list shows it. Only a file that zoo export wrote says so"
                            + " itself.")
    String model;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Model file to write.")
    Path out;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "Text file with a class per line. Default: ImageNet's for 1000 classes, else numbers.")
    Path labels;

    @Option(
            names = "--without-classifier",
            description =
                    "The file lacks the dense layers: they begin with random weights, to be trained with zoo train"
                            + " --from.")
    boolean withoutClassifier;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            description = "What they were trained on; the second part of the model's name. Default: imported.")
    String data;

    @Option(names = "--licence", paramLabel = "TEXT", description = "Of the weights. Default: unknown.")
    String licence;

    @Mixin
    SpecOption size;

    @Mixin
    JsonOption json;

    ImportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return file.toString().endsWith(".weights") ? darknet() : weights();
    }

    private Integer darknet() {
        if (model == null) {
            throw new ZooException(file + " does not say of which architecture it is: name it with --as");
        }
        Architecture architecture = ModelZoo.architecture(model);
        Provenance provenance = changed(foreign(architecture)).provenance();
        Model imported = DarknetImport.of(file, architecture, labels == null ? List.of() : readLabels(), provenance);
        ModelFile.write(imported, out);
        if (console.json()) {
            console.printJson(asJson(imported, "Darknet", List.of(), List.of()));
        } else {
            console.print(out.toString());
        }
        return Main.DONE;
    }

    private Integer weights() {
        Optional<ModelCard> card = WeightsImport.card(file);
        if (model == null && card.isEmpty()) {
            throw new ZooException(file + " does not say of which architecture it is: name it with --as");
        }
        Architecture architecture =
                ModelZoo.architecture(model == null ? card.orElseThrow().architecture() : model);
        Options options = card.filter(own -> own.architecture().equals(architecture.id()))
                .map(Options::of)
                .map(this::changed)
                .orElseGet(() -> foreign(architecture));
        Imported imported;
        try {
            imported = WeightsImport.of(file, architecture, options);
        } catch (MisfitException e) {
            console.note(e.table().stripTrailing());
            throw e;
        }
        ModelFile.write(imported.model(), out);
        if (console.json()) {
            console.printJson(
                    asJson(imported.model(), imported.origin().title(), imported.unused(), imported.random()));
            return Main.DONE;
        }
        note("not used, since the net has no place for them", imported.unused());
        note("random, since the file has nothing for them", imported.random());
        console.print(out.toString());
        return Main.DONE;
    }

    private Options foreign(Architecture architecture) {
        return changed(new Options(
                architecture.defaultSpec(),
                null,
                List.of(),
                false,
                List.of(),
                WeightsImport.provenance(
                        "imported",
                        "unknown",
                        "imported from " + file.getFileName() + ", SHA-256 " + Digests.sha256(file))));
    }

    /** With what is said on the command line. */
    private Options changed(Options options) {
        Spec spec = size.in(options.spec());
        Provenance old = options.provenance();
        return new Options(
                spec,
                spec.equals(options.spec()) ? options.preprocessing() : null,
                labels == null ? options.classes() : readLabels(),
                withoutClassifier,
                options.metrics(),
                data == null && licence == null
                        ? old
                        : WeightsImport.provenance(
                                data == null ? old.dataset() : data,
                                licence == null ? old.licence() : licence,
                                old.origin()));
    }

    private void note(String what, List<String> names) {
        if (!names.isEmpty()) {
            console.note(what + ": " + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                    + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : ""));
        }
    }

    private List<String> readLabels() {
        try {
            return Files.readAllLines(labels, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new ZooException("cannot read the labels in " + labels + ": it must be a text file in UTF-8", e);
        }
    }

    private Map<String, Object> asJson(Model imported, String origin, List<String> unused, List<String> random) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", out.toString());
        fields.put("model", imported.card().id());
        fields.put("origin", origin);
        fields.put(
                "parameters", ModelSummary.trainableParameters(imported.graph().getConfiguration()));
        fields.put("classes", imported.card().classes().size());
        fields.put("unused", unused);
        fields.put("random", random);
        return fields;
    }
}
