package org.convzoo.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.SafetensorsExport;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.onnx.OnnxExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo export}. */
@Command(
        name = "export",
        description = {
            "Write a model with its weights as a file that others read, with labels and preprocessing in it: onnx is the net"
                    + " with its weights, safetensors the weights alone, with torchvision's names where it has the net."
                    + " Prints the file's name."
        },
        footer = {
            "",
            "Examples:",
            "  zoo export lenet5.mnist --format onnx --out lenet5.onnx",
            "  zoo export resnet18.imagenet-torchvision --format safetensors --out resnet18.safetensors",
            "  zoo export runs/a/best.zip --format onnx --fold --out best.onnx"
        })
final class ExportCommand extends BaseCommand {
    /** What can be written. */
    enum Format {
        ONNX,
        SAFETENSORS
    }

    @Parameters(
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file.")
    String model;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            completionCandidates = Choices.Formats.class,
            description = "What to write: ${COMPLETION-CANDIDATES}.")
    Format format;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write.")
    Path out;

    @Option(
            names = "--fold",
            description = "Make batch normalisation part of the convolution or dense layer before it.")
    boolean fold;

    @Mixin
    JsonOption json;

    ExportCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        if (fold && format != Format.ONNX) {
            throw new ZooException("--fold is for --format onnx: safetensors keeps the weights as they are");
        }
        Model loaded;
        try (DownloadProgress progress = new DownloadProgress(console)) {
            loaded = ModelZoo.load(model, DataHome.fromEnvironment(), progress);
        }
        switch (format) {
            case ONNX -> {
                OnnxExport export = OnnxExport.of(loaded);
                (fold ? export.folded() : export).write(out);
            }
            case SAFETENSORS -> SafetensorsExport.write(loaded, out);
        }
        if (console.json()) {
            console.printJson(asJson(loaded));
        } else {
            console.print(out.toString());
        }
        return Main.DONE;
    }

    private Map<String, Object> asJson(Model loaded) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", out.toString());
        fields.put("model", loaded.card().id());
        fields.put("format", Choices.name(format));
        fields.put("bytes", out.toFile().length());
        return fields;
    }
}
