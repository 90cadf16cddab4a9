package org.convzoo.core.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.Json;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.WeightsOrigin;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Compares a net with torchvision's: weights set by one formula per name of a tensor on both sides, logits of a picture that is a formula
 * too. It finds wrong epsilons, strides, rounding of sizes and padding. The fixtures and the formula come from
 * {@code src/test/python/torchvision_judge.py}.
 */
final class TorchvisionJudge {
    private static final int CHUNK = 1 << 20;

    private record Fixture(String torchvision, int side, int tensors, int every, List<Double> logits) {}

    private TorchvisionJudge() {}

    /** The largest difference of a logit, relative to the largest logit. */
    static double difference(Architecture architecture, Spec spec, String name) {
        Fixture fixture = fixture(architecture, name);
        Spec full = spec.withClasses(1000).withInput(3, fixture.side(), fixture.side());
        ComputationGraph plain = zeros(architecture.configure(full, new NeuralNetConfiguration.Builder().seed(1)));
        Map<String, String> modules = architecture.foreignNets(full).stream()
                .filter(net -> net.origin() == WeightsOrigin.TORCHVISION)
                .findFirst()
                .orElseThrow()
                .modules();
        Map<String, INDArray> table = plain.paramTable();
        assertThat(table).hasSize(fixture.tensors());
        table.forEach((key, values) -> {
            int dash = key.lastIndexOf('_');
            String module = modules.get(key.substring(0, dash));
            assertThat(module).as("torchvision's name of " + key).isNotNull();
            fill(values, module, key.substring(dash + 1));
        });
        return difference(plain, fixture);
    }

    /** The same of weights that torchvision wrote to a file, {@code torchvision_judge.py --save}, read as any other file of PyTorch. */
    static double differenceOfFile(Architecture architecture, String name, Path file) {
        return difference(WeightsImport.of(file, architecture).model().graph(), fixture(architecture, name));
    }

    private static double difference(ComputationGraph net, Fixture fixture) {
        ComputationGraph graph = Engine.ONEDNN.prepare(net);
        Map<String, INDArray> table = graph.paramTable();
        INDArray picture = Nd4j.create(1, 3, fixture.side(), fixture.side());
        fill(picture, "input", 0, 1);
        String output = graph.getConfiguration().getNetworkOutputs().get(0);
        String last = graph.getConfiguration().getVertexInputs().get(output).get(0);
        INDArray features = graph.feedForward(picture, false).get(last);
        INDArray logits = features.reshape(1, -1).mmul(table.get(output + "_W")).addi(table.get(output + "_b"));
        double difference = 0, largest = 0;
        for (int i = 0; i < fixture.logits().size(); i++) {
            double expected = fixture.logits().get(i);
            largest = Math.max(largest, Math.abs(expected));
            difference = Math.max(difference, Math.abs(logits.getDouble(0, (long) i * fixture.every()) - expected));
        }
        graph.close();
        return difference / largest;
    }

    private static Fixture fixture(Architecture architecture, String name) {
        String resource = "/torchvision/" + name + ".json";
        try (InputStream in = architecture.getClass().getResourceAsStream(resource)) {
            return Json.MAPPER.readValue(new String(in.readAllBytes(), StandardCharsets.UTF_8), Fixture.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random weights that nobody needs would take most of the time. */
    private static ComputationGraph zeros(ComputationGraphConfiguration configuration) {
        long parameters = configuration.getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init(Nd4j.zeros(1, parameters), false);
        return graph;
    }

    /** Sets an array in place. Its memory has PyTorch's order: of dense weights too, whose columns here are rows there. */
    private static void fill(INDArray values, String name, double offset, double scale) {
        INDArray flat = values.reshape(values.ordering(), new long[] {values.length()});
        long seed = crc(name) << 32;
        for (long from = 0; from < flat.length(); from += CHUNK) {
            float[] chunk = new float[(int) Math.min(CHUNK, flat.length() - from)];
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = (float) (offset + scale * noise(seed | (from + i)));
            }
            flat.get(NDArrayIndex.interval(from, from + chunk.length)).assign(Nd4j.createFromArray(chunk));
        }
    }

    private static void fill(INDArray values, String module, String parameter) {
        switch (parameter) {
            case "W" -> {
                long filters = values.size(values.rank() == 2 ? 1 : 0);
                fill(values, module + ".weight", 0, Math.sqrt(6.0 * filters / values.length()));
            }
            case "gamma" -> fill(values, module + ".weight", 0.6, 0.2);
            case "b", "beta" -> fill(values, module + ".bias", 0, 0.1);
            case "mean" -> fill(values, module + ".running_mean", 0, 0.1);
            case "var" -> fill(values, module + ".running_var", 1, 0.5);
            default -> throw new IllegalArgumentException("torchvision has no " + parameter);
        }
    }

    private static long crc(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** SplitMix64 as a number in [-1, 1). */
    private static double noise(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1p-52 - 1;
    }
}
