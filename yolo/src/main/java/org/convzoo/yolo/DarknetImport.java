package org.convzoo.yolo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.core.Spec;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Darknet's weights as a model of the zoo. */
public final class DarknetImport {
    private DarknetImport() {}

    /**
     * Reads weights, whose {@code .cfg} must lie beside them under the same name.
     *
     * @param labels names of the classes; empty: COCO's for 80, Pascal VOC's for 20, else numbers
     * @throws ZooException if the {@code .cfg} is missing, describes another net, or the number of labels is another
     * @throws org.convzoo.weights.WeightsException if a file cannot be read
     */
    public static Model of(Path weights, Architecture architecture, List<String> labels, Provenance provenance) {
        String name = weights.getFileName().toString();
        Path cfg = weights.resolveSibling(name.replaceFirst("\\.weights$", "") + ".cfg");
        if (!Files.exists(cfg)) {
            throw new ZooException(weights + " needs " + cfg + " beside it: only that says which layers there are");
        }
        Darknet.Net net = Darknet.net(cfg, new NeuralNetConfiguration.Builder().seed(1));
        Spec spec = architecture
                .defaultSpec()
                .withInput(architecture.defaultSpec().channels(), net.height(), net.width())
                .withClasses(net.heads().get(0).numClasses());
        ComputationGraphConfiguration own = architecture.configure(spec, new NeuralNetConfiguration.Builder());
        if (!own.getVertexInputs().equals(net.configuration().getVertexInputs())) {
            throw new ZooException(cfg + " describes another net than " + architecture.id());
        }
        List<String> classes = labels.isEmpty() ? labels(spec.numClasses()) : labels;
        if (classes.size() != spec.numClasses()) {
            throw new ZooException(
                    cfg + " has " + spec.numClasses() + " classes, but there are " + classes.size() + " labels");
        }
        // The file's own net and not the architecture's: its anchors may be others.
        ComputationGraph graph = new ComputationGraph(net.configuration());
        graph.init();
        DarknetWeights.load(graph, weights, cfg);
        return new Model(
                graph,
                new ModelCard(
                        ModelCard.FORMAT_VERSION,
                        architecture.id(),
                        spec,
                        architecture.preprocessing(spec, "coco"),
                        classes,
                        List.of(),
                        provenance));
    }

    private static List<String> labels(int numClasses) {
        return switch (numClasses) {
            case 80 -> Labels.COCO;
            case 20 -> Labels.VOC;
            default -> IntStream.range(0, numClasses).mapToObj(String::valueOf).toList();
        };
    }
}
