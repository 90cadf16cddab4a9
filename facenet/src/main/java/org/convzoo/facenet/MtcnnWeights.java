package org.convzoo.facenet;

import java.nio.file.Path;
import java.util.List;
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
 * Weights of MTCNN as facenet-pytorch has them. Its first dense layer counts all channels of a pixel, then the pixels of a column, then the
 * columns (it comes from Matlab); ours all pixels of a channel row by row, then the channels.
 *
 * @param net which they are of
 */
record MtcnnWeights(MtcnnNet net) implements WeightsEntry.Foreign {
    static final String DATASET = "facenet-pytorch";
    private static final String URL =
            "https://raw.githubusercontent.com/timesler/facenet-pytorch/787da06156087cd6b616fe6608213722bddc30cd/data/";
    private static final int FLATTENED_SIDE = 3; // of the last convolution's maps

    static WeightsEntry entry(MtcnnNet net, String file, long bytes, String sha256) {
        return WeightsEntry.foreign(
                List.of(RemoteFile.of("pytorch", file, URL + file, bytes, sha256)), new MtcnnWeights(net));
    }

    @Override
    public ModelCard card() {
        return ModelCard.of(
                net,
                net.defaultSpec(),
                DATASET,
                MtcnnNet.CLASSES,
                WeightsImport.provenance(
                        DATASET,
                        "MIT",
                        "Zhang, Zhang, Li, Qiao 2016, trained on WIDER FACE and CelebA; converted by facenet-pytorch"));
    }

    @Override
    public Model read(List<Path> files) {
        try (WeightsFile file = WeightsFile.open(files.get(0))) {
            NetParameters parameters = new NetParameters(net, card());
            for (String name : parameters.names()) {
                int dash = name.lastIndexOf('_');
                String tensor = module(name.substring(0, dash)) + (name.endsWith("_b") ? ".bias" : ".weight");
                parameters.set(name, tensor, ours(file.array(tensor), parameters.shape(name)));
            }
            return parameters.model(card());
        } catch (WeightsException e) {
            throw new ZooException(e.getMessage(), e);
        }
    }

    /** What the origin calls a layer. */
    private String module(String layer) {
        int output = List.of("face", "box", "landmarks").indexOf(layer) + 1;
        return output == 0
                ? layer
                : switch (net) {
                    case MTCNN_PNET -> "conv4_" + output;
                    case MTCNN_RNET -> "dense5_" + output;
                    case MTCNN_ONET -> "dense6_" + output;
                };
    }

    private static INDArray ours(INDArray stored, long[] shape) {
        if (stored.rank() == 1 && shape.length == 3) {
            return stored.reshape(shape); // slopes, one per channel
        }
        if (stored.rank() != 2) {
            return stored;
        }
        int pixels = FLATTENED_SIDE * FLATTENED_SIDE;
        boolean flattened = stored.size(1) > stored.size(0) * 4; // the first dense layer alone reads maps
        if (!flattened || stored.size(1) % pixels != 0) {
            return stored.transpose();
        }
        return stored.reshape(
                        stored.size(0), FLATTENED_SIDE, FLATTENED_SIDE, stored.size(1) / pixels) // out, x, y, channel
                .permute(3, 2, 1, 0)
                .dup('c')
                .reshape('c', stored.size(1), stored.size(0));
    }
}
