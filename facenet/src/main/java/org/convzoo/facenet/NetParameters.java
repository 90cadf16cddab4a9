package org.convzoo.facenet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A net whose parameters are set one by one from another library's file. */
final class NetParameters {
    private final ComputationGraph graph;
    private final Map<String, INDArray> open;

    /** All of them 0. */
    NetParameters(Architecture architecture, ModelCard card) {
        graph = new ComputationGraph(architecture.configure(card.spec(), new NeuralNetConfiguration.Builder().seed(1)));
        long parameters = graph.getConfiguration().getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
        graph.init(Nd4j.zeros(1, parameters), false); // random ones would only take time
        open = new HashMap<>(graph.paramTable());
    }

    /** {@code conv1_W}: names of layers and of their parameters. */
    List<String> names() {
        return List.copyOf(graph.paramTable().keySet());
    }

    /** The shape of one of them. */
    long[] shape(String name) {
        return graph.paramTable().get(name).shape();
    }

    /**
     * Sets one.
     *
     * @param tensor the file's name for it, for the message
     * @throws ZooException if the net has no such parameter, or of another shape
     */
    void set(String name, String tensor, INDArray values) {
        INDArray ours = open.remove(name);
        if (ours == null) {
            throw new ZooException(tensor + " does not fit: the net has no open parameter " + name);
        }
        boolean vector = ours.rank() == 2 && ours.size(0) == 1 && values.rank() == 1;
        if (vector ? ours.length() != values.length() : !Arrays.equals(ours.shape(), values.shape())) {
            throw new ZooException(tensor + " does not fit: " + name + " has the shape " + Arrays.toString(ours.shape())
                    + ", got " + Arrays.toString(values.shape()));
        }
        ours.assign(values.reshape(ours.shape()));
    }

    /**
     * The net.
     *
     * @throws ZooException if a parameter has not been set
     */
    Model model(ModelCard card) {
        if (!open.isEmpty()) {
            throw new ZooException(card.id() + ": the file has nothing for " + String.join(", ", open.keySet()));
        }
        return new Model(graph, card);
    }
}
