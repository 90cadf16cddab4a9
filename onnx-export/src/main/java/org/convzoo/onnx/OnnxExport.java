package org.convzoo.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import onnx.Onnx.ModelProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.StringStringEntryProto;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * A net for inference as an ONNX file (opset {@value #OPSET}, IR version {@value #IR_VERSION}), which other engines run.
 *
 * <pre>{@code
 * OnnxExport.of(ModelZoo.load("lenet5.mnist")).folded().write(Path.of("lenet5.onnx"));
 * }</pre>
 *
 * <p>Inputs and outputs are called as the graph calls them; a picture's input is [batch, channels, height, width] of 32-bit floats, with
 * any number of pictures. Nodes and values are called as the layers that they come from, weights {@code layer.weight}, {@code
 * layer.bias}, {@code layer.running_mean} and {@code layer.running_var}; a dense layer's weights are [out, in]. Dropout is left out.
 * What the model's card says travels in the file's metadata: {@code architecture}, {@code labels} and {@code preprocessing} (JSON),
 * {@code dataset}, {@code licence}, {@code origin}, and the whole card as {@code model.json}.
 *
 * @param graph initialised; it is only read
 * @param inputs one per input of the graph: pictures with channels first, or vectors
 * @param card what is known of the weights; empty: nothing
 * @param fold whether batch normalisation becomes part of the convolution or dense layer before it, where nothing else reads that
 * @param weightsBeside whether the weights go into a file of their own beside the other, called as that with {@value #DATA_SUFFIX}
 */
public record OnnxExport(
        ComputationGraph graph, List<InputType> inputs, Optional<ModelCard> card, boolean fold, boolean weightsBeside) {
    public static final int OPSET = 17;
    public static final int IR_VERSION = 8;
    /** Name of the first dimension of inputs and outputs. */
    public static final String BATCH = "batch";
    /** What the name of a file of weights has more than that of the net beside it. */
    public static final String DATA_SUFFIX = ".data";

    public OnnxExport {
        inputs = List.copyOf(inputs);
        int expected = graph.getConfiguration().getNetworkInputs().size();
        if (inputs.size() != expected) {
            throw new IllegalArgumentException("inputs must be " + expected + ", got " + inputs.size());
        }
    }

    /** Of a model, with its card. */
    public static OnnxExport of(Model model) {
        InputType input = InputType.convolutional(
                model.card().spec().height(),
                model.card().spec().width(),
                model.card().spec().channels());
        return new OnnxExport(model.graph(), List.of(input), Optional.of(model.card()), false, false);
    }

    /** Of any graph. */
    public static OnnxExport of(ComputationGraph graph, InputType... inputs) {
        return new OnnxExport(graph, List.of(inputs), Optional.empty(), false, false);
    }

    /** With batch normalisation made part of the layers before it. */
    public OnnxExport folded() {
        return new OnnxExport(graph, inputs, card, true, weightsBeside);
    }

    /** With the weights in a file beside: for nets of more than 2 GiB, and for readers that would else hold them twice. */
    public OnnxExport withWeightsBeside() {
        return new OnnxExport(graph, inputs, card, fold, true);
    }

    /**
     * Writes the file, whole or not at all, replacing one that is there. Needs no more memory than one layer's weights.
     *
     * @throws ZooException if a layer has no ONNX operation (the message names it and its type), the file would be larger than 2 GiB,
     *     or it cannot be written
     * @throws IllegalArgumentException if the graph does not take the inputs
     */
    public void write(Path file) {
        OnnxGraph translated = GraphTranslation.translate(this);
        ModelProto head = head();
        if (weightsBeside) {
            Path data = file.resolveSibling(file.getFileName() + DATA_SUFFIX);
            AtomicFile.write(data, out -> OnnxFile.writeWeights(translated.weights(), out));
            AtomicFile.write(
                    file,
                    out -> OnnxFile.writeReferring(
                            head, translated, data.getFileName().toString(), out));
        } else {
            OnnxFile.requireSize(OnnxFile.size(head, translated), file);
            AtomicFile.write(file, out -> OnnxFile.write(head, translated, out));
        }
    }

    /** Everything but the graph. */
    private ModelProto head() {
        ModelProto.Builder head = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setProducerName("ConvZoo")
                .setProducerVersion(RuntimeInfo.versions().get("convzoo"));
        card.ifPresent(known -> metadata(known)
                .forEach((key, value) -> head.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value))));
        return head.build();
    }

    private static Map<String, String> metadata(ModelCard card) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("architecture", card.architecture());
        entries.put("labels", json(card.classes()));
        entries.put("preprocessing", json(card.preprocessing()));
        entries.put("dataset", card.provenance().dataset());
        entries.put("licence", card.provenance().licence());
        entries.put("origin", card.provenance().origin());
        entries.put("model.json", json(card));
        entries.values().removeIf(value -> value == null);
        return entries;
    }

    private static String json(Object value) {
        try {
            return Json.MAPPER
                    .writer()
                    .without(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
