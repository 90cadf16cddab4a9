package org.convzoo.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.weights.SafetensorsWriter;
import org.convzoo.weights.WeightsException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A net's weights as a safetensors file: with torchvision's names and shapes where torchvision has the net, so that PyTorch loads them
 * there, else with our layers' names and PyTorch's for their parameters. {@link WeightsImport} reads either.
 */
public final class SafetensorsExport {
    private SafetensorsExport() {}

    /**
     * Writes a file whole or not at all.
     *
     * @return who could have written the file
     * @throws ZooException if the net has layers that its architecture has not, or the file cannot be written
     */
    public static WeightsOrigin write(Model model, Path file) {
        ModelCard card = model.card();
        Architecture architecture = ModelZoo.architecture(card.architecture());
        ForeignNet net = architecture.foreignNets(card.spec()).stream()
                .filter(foreign -> foreign.origin() == WeightsOrigin.TORCHVISION)
                .findFirst()
                .orElseGet(() -> WeightsImport.ownNames(architecture, card.spec()));
        try {
            SafetensorsWriter.write(
                    file,
                    tensors(model.graph(), net, card),
                    Map.of("format", "pt", ModelFile.CARD, Json.MAPPER.writer().writeValueAsString(card)));
        } catch (WeightsException e) {
            throw new ZooException(e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a card has a JSON form", e);
        }
        return net.origin();
    }

    private static Map<String, INDArray> tensors(ComputationGraph graph, ForeignNet net, ModelCard card) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        graph.paramTable().forEach((key, values) -> {
            int dash = key.lastIndexOf('_');
            String module = net.modules().get(key.substring(0, dash));
            if (module == null) {
                throw new ZooException(card.id() + " has a layer that " + card.architecture() + " has not: "
                        + key.substring(0, dash) + "; it has "
                        + net.modules().keySet().stream().sorted().limit(3).collect(Collectors.joining(", "))
                        + ", ...");
            }
            String name = key.substring(dash + 1);
            tensors.put(net.origin().stored(WeightsOrigin.parameter(module, name)), WeightsOrigin.torch(name, values));
        });
        return tensors;
    }
}
