package org.convzoo.facenet;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.ZooException;
import org.convzoo.data.RemoteFile;
import org.convzoo.weights.WeightsException;
import org.convzoo.weights.WeightsFile;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights of face-api.js: a manifest and one file of values, most of them quantised to 8 bits. Convolutions are stored as height, width,
 * in, out; dense layers as in, out.
 *
 * <p>Each convolution of the residual net has a bias and then a scale and a shift per channel, what dlib's batch normalisation was folded to.
 * They become a batch normalisation that computes the same: its mean is the bias with the other sign, its variance such that the
 * root of variance and epsilon is 1.
 *
 * @param architecture which of ours they fit
 * @param what they are and who made them
 */
record FaceApiWeights(Architecture architecture, String what) implements WeightsEntry.Foreign {
    static final String DATASET = "face-api";
    private static final String LICENCE = "MIT";
    private static final String URL = "https://cdn.jsdelivr.net/npm/@vladmandic/face-api@1.7.15/model/";

    /**
     * An entry.
     *
     * @param name of the model in the package, {@code face_recognition}
     * @param manifestBytes of the manifest
     * @param manifest its SHA-256
     * @param valueBytes of the file of values
     * @param values its SHA-256
     */
    static WeightsEntry entry(
            Architecture architecture,
            String what,
            String name,
            long manifestBytes,
            String manifest,
            long valueBytes,
            String values) {
        return WeightsEntry.foreign(
                List.of(
                        file(name + "_model-weights_manifest.json", manifestBytes, manifest),
                        file(name + "_model.bin", valueBytes, values)),
                new FaceApiWeights(architecture, what));
    }

    private static RemoteFile file(String name, long bytes, String sha256) {
        return RemoteFile.of(DATASET, name, URL + name, bytes, sha256);
    }

    @Override
    public ModelCard card() {
        return ModelCard.of(
                architecture,
                architecture.defaultSpec(),
                DATASET,
                architecture == ExpressionNet.FACE_EXPRESSION ? ExpressionNet.EXPRESSIONS : List.of(),
                WeightsImport.provenance(DATASET, LICENCE, what));
    }

    /** The manifest names the file of values, which lies beside it. */
    @Override
    public Model read(List<Path> files) {
        try (WeightsFile file = WeightsFile.open(files.get(0))) {
            NetParameters net = new NetParameters(architecture, card());
            for (String name : net.names()) {
                int dash = name.lastIndexOf('_');
                set(net, file, name, name.substring(0, dash), name.substring(dash + 1));
            }
            return net.model(card());
        } catch (WeightsException e) {
            throw new ZooException(e.getMessage(), e);
        }
    }

    private static void set(NetParameters net, WeightsFile file, String name, String layer, String parameter) {
        String tensor = tensor(layer, parameter);
        switch (parameter) {
            case "mean" -> net.set(name, tensor, file.array(tensor).neg());
            case "var" -> net.set(name, tensor, file.array(tensor).assign(1 - FaceResNet.EPSILON));
            case "W" -> net.set(name, tensor, kernel(tensor, file.array(tensor)));
            default -> net.set(name, tensor, file.array(tensor));
        }
    }

    /** Ours are out, in, height, width, but for depthwise ones, which lie as theirs do. */
    private static INDArray kernel(String tensor, INDArray stored) {
        return stored.rank() == 2 || tensor.endsWith("depthwise_filter") ? stored : stored.permute(3, 2, 0, 1);
    }

    /** {@code conv32_1.conv1} and {@code conv32_1.bn1} are in {@code conv32_1/conv1}, {@code dense0.conv1} in {@code dense0/conv1}. */
    private static String tensor(String layer, String parameter) {
        if (layer.equals("fc")) {
            return "fc";
        }
        if (layer.equals("output")) {
            return parameter.equals("W") ? "fc/weights" : "fc/bias";
        }
        String path = layer.replace('.', '/');
        if (path.startsWith("conv")) { // the residual net
            String block = path.replace("/bn", "/conv");
            String unit = block.endsWith("/conv") ? block.substring(0, block.length() - "/conv".length()) : block;
            return unit
                    + switch (parameter) {
                        case "W" -> "/conv/filters";
                        case "gamma" -> "/scale/weights";
                        case "beta" -> "/scale/biases";
                        default -> "/conv/bias"; // mean; var is as long
                    };
        }
        if (path.endsWith("/depthwise")) {
            return path.replace("/depthwise", "/depthwise_filter");
        }
        boolean first = path.equals("dense0/conv0"); // not separable
        return path + (parameter.equals("b") ? "/bias" : first ? "/filters" : "/pointwise_filter");
    }
}
