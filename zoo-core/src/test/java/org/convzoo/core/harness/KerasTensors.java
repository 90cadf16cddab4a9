package org.convzoo.core.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.core.ForeignNet;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A net's weights as Keras has them, value by value. Convolutions get a bias of 0.25, which normalisation takes away again. */
final class KerasTensors {
    private static final float BIAS = 0.25f;

    private KerasTensors() {}

    static Map<String, INDArray> of(ComputationGraph graph, ForeignNet net) {
        Map<String, INDArray> tensors = new LinkedHashMap<>();
        graph.paramTable().forEach((key, values) -> {
            int dash = key.lastIndexOf('_');
            String layer = key.substring(0, dash);
            String module = net.modules().get(layer);
            if (module.matches("(conv2d|batch_normalization)_\\d+")) { // as in the second net of a session
                module = module.replaceFirst(
                        "\\d+$", String.valueOf(94 + Integer.parseInt(module.replaceAll(".*_", ""))));
            }
            String prefix = module + "/" + module + "/";
            switch (key.substring(dash + 1)) {
                case "W" -> {
                    tensors.put(prefix + "kernel:0", kernel(values, graph, layer));
                    if (module.endsWith("_conv")) {
                        tensors.put(prefix + "bias:0", Nd4j.valueArrayOf(new long[] {values.size(0)}, BIAS));
                    }
                }
                case "b" -> tensors.put(prefix + "bias:0", values.reshape(values.length()));
                case "gamma" -> tensors.put(prefix + "gamma:0", values.reshape(values.length()));
                case "beta" -> tensors.put(prefix + "beta:0", values.reshape(values.length()));
                case "mean" ->
                    tensors.put(
                            prefix + "moving_mean:0",
                            values.reshape(values.length()).add(module.endsWith("_bn") ? BIAS : 0));
                default -> tensors.put(prefix + "moving_variance:0", values.reshape(values.length()));
            }
        });
        return tensors;
    }

    private static INDArray kernel(INDArray values, ComputationGraph graph, String layer) {
        long[] s = values.shape();
        if (s.length == 4) {
            INDArray kernel = Nd4j.create(s[2], s[3], s[1], s[0]);
            for (long out = 0; out < s[0]; out++) {
                for (long in = 0; in < s[1]; in++) {
                    for (long y = 0; y < s[2]; y++) {
                        for (long x = 0; x < s[3]; x++) {
                            kernel.putScalar(new long[] {y, x, in, out}, values.getFloat(out, in, y, x));
                        }
                    }
                }
            }
            return kernel;
        }
        LayerVertex vertex =
                (LayerVertex) graph.getConfiguration().getVertices().get(layer);
        if (!(vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor pictures)) {
            return values.dup('c');
        }
        long area = pictures.getInputHeight() * pictures.getInputWidth();
        INDArray kernel = Nd4j.create(s);
        for (long c = 0; c < pictures.getNumChannels(); c++) {
            for (long p = 0; p < area; p++) {
                kernel.putRow(p * pictures.getNumChannels() + c, values.getRow(c * area + p));
            }
        }
        return kernel;
    }

    /** All parameters but what the bias costs in rounding. */
    static void assertEqual(ComputationGraph read, ComputationGraph expected) {
        assertThat(read.params().sub(expected.params()).amaxNumber().doubleValue())
                .isLessThan(1e-6);
    }
}
