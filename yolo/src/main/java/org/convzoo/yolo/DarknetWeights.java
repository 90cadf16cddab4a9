package org.convzoo.yolo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Numbers;
import org.convzoo.weights.WeightsFile;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Darknet's weights in a graph that {@link Darknet} made, and from one: in the order of the {@code .cfg}'s sections, 32 bits a number. */
public final class DarknetWeights {
    private DarknetWeights() {}

    /**
     * Puts Darknet's weights into a graph that was made of their {@code .cfg}.
     *
     * @throws org.convzoo.weights.WeightsException if the file is shorter or longer than the {@code .cfg} asks
     */
    public static void load(ComputationGraph graph, Path weights, Path cfg) {
        try (WeightsFile file = WeightsFile.openDarknet(weights, cfg)) {
            for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
                INDArray values = parameter.getValue();
                INDArray read = file.array(tensor(parameter.getKey()));
                boolean depthwise = values.rank() == 4 && !Arrays.equals(values.shape(), read.shape());
                values.assign(depthwise ? spread(read, values.shape()) : read.reshape('c', values.shape()));
            }
        }
    }

    /**
     * Writes a graph's weights as Darknet has them, with the version of 2018; {@code Yolo.cfg} is the text that belongs to them.
     *
     * @throws org.convzoo.core.ZooException if the file cannot be written
     */
    public static void save(ComputationGraph graph, Path weights) {
        Map<String, INDArray> parameters = graph.paramTable();
        List<String> layers = parameters.keySet().stream()
                .filter(key -> key.matches("conv\\d+_W"))
                .map(key -> key.substring(0, key.length() - 2))
                .sorted(Comparator.comparingInt(layer -> Integer.parseInt(layer.substring("conv".length()))))
                .toList();
        AtomicFile.write(weights, out -> {
            ByteBuffer header = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            out.write(header.putInt(0).putInt(2).putInt(5).putLong(0).array());
            for (String layer : layers) {
                String bn = layer + "_bn_";
                List<String> first = parameters.containsKey(bn + "gamma")
                        ? List.of(bn + "beta", bn + "gamma", bn + "mean", bn + "var")
                        : List.of(layer + "_b");
                for (String key : first) {
                    write(out, parameters.get(key));
                }
                INDArray kernel = parameters.get(layer + "_W");
                boolean depthwise = graph.getLayer(layer).conf().getLayer() instanceof DepthwiseConvolution2D;
                write(out, depthwise ? kernel.permute(2, 3, 0, 1) : kernel);
            }
        });
    }

    private static void write(OutputStream out, INDArray values) throws IOException {
        float[] numbers = Numbers.of(values);
        ByteBuffer bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        out.write(bytes.array());
    }

    /** Of DL4J's name. */
    private static String tensor(String key) {
        int dash = key.lastIndexOf('_');
        String layer = key.substring(0, dash);
        String module = layer.endsWith("_bn") ? layer.substring(0, layer.length() - 3) + ".bn" : layer;
        return module
                + switch (key.substring(dash + 1)) {
                    case "W" -> ".weight";
                    case "b", "beta" -> ".bias";
                    case "gamma" -> ".weight";
                    case "mean" -> ".running_mean";
                    default -> ".running_var";
                };
    }

    /** [channels * m, 1, kH, kW] as DL4J has depthwise weights: [kH, kW, channels, m]. */
    private static INDArray spread(INDArray read, long[] shape) {
        return read.reshape('c', shape[2], shape[3], shape[0], shape[1]).permute(2, 3, 0, 1);
    }
}
