package org.convzoo.style;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.WeightsImport;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Progress;
import org.convzoo.data.RemoteFile;

/**
 * Weights of {@link VggFeatures}, trained on ImageNet.
 *
 * @param dataset what the entry is called after
 * @param origin what the card says of them
 */
record FeatureWeights(String dataset, String origin) implements WeightsEntry.Foreign {
    private static final String LICENCE = "CC BY 4.0";

    /** Keras's file of all convolutions. */
    private static final WeightsEntry KERAS = WeightsEntry.foreign(
            List.of(new RemoteFile(
                    "vgg19",
                    "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
                    List.of(
                            URI.create(
                                    "https://storage.googleapis.com/tensorflow/keras-applications/vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5")),
                    -1,
                    "253f8cb515780f3b799900260a226db6",
                    false)),
            new FeatureWeights("imagenet", "Simonyan and Zisserman 2014, converted by Keras Applications"));

    /** The same in half precision, as far as conv5_1. Nobody publishes it; it is made of Keras's file. */
    private static final WeightsEntry HALF = WeightsEntry.foreign(
            List.of(new RemoteFile(
                    "vgg19",
                    "vgg19-conv1_1-conv5_1-f16.safetensors",
                    List.of(),
                    25_892_632,
                    "d8071233dcd8521718d2dfaf1321bfc4494dde950314adf666e26551f0025dd1",
                    false)),
            new FeatureWeights(
                    "imagenet-f16",
                    "Simonyan and Zisserman 2014, in half precision; stages 4 and 5 went through 8 bits"));

    /** Both. */
    static List<WeightsEntry> entries() {
        return List.of(KERAS, HALF);
    }

    /**
     * Those that are here already, else Keras's, which are downloaded.
     *
     * @throws DataException if they cannot be had: which file, and from where
     */
    static Model load(DataHome home, Progress progress) {
        DataException refused = null;
        for (WeightsEntry entry : List.of(HALF, KERAS)) {
            try {
                return entry.load(home, progress);
            } catch (DataException e) {
                refused = e;
            }
        }
        throw new DataException(
                "the weights that say what a style is are missing: " + refused.getMessage() + "; it needs "
                        + KERAS.remote().stream()
                                .map(file -> file.urls().get(0) + " as " + home.cached(file))
                                .collect(Collectors.joining(", "))
                        + ", or a file of torchvision's vgg19: zoo import FILE --as vgg19-features --out vgg19.zip, then"
                        + " zoo style --model vgg19.zip",
                refused);
    }

    @Override
    public ModelCard card() {
        VggFeatures net = VggFeatures.VGG19_FEATURES;
        return ModelCard.of(
                net, net.defaultSpec(), dataset, List.of(), WeightsImport.provenance(dataset, LICENCE, origin));
    }

    @Override
    public Model read(List<Path> files) {
        return WeightsImport.of(files.get(0), VggFeatures.VGG19_FEATURES, WeightsImport.Options.of(card()))
                .model();
    }
}
