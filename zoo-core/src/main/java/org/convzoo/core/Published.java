package org.convzoo.core;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.RemoteFile;

/**
 * Weights for ImageNet that another library publishes, and what it says of them.
 *
 * @param architecture which of ours they fit
 * @param origin the library
 * @param version of the weights, {@code -v2}; mostly empty
 * @param licence of the weights
 * @param top1 share of ILSVRC 2012's validation pictures whose class comes first, on one crop, as the library states it
 * @param top5 whose class is among the first five
 * @param shorter side in pixels that pictures are scaled to; 0: the architecture's
 */
public record Published(
        Architecture architecture,
        WeightsOrigin origin,
        String version,
        String licence,
        double top1,
        double top5,
        int shorter)
        implements WeightsEntry.Foreign {
    private static final int VALIDATION_PICTURES = 50_000;
    private static final int SECOND_SHORTER = 232;

    public Published {
        if (!(top1 > 0 && top1 <= top5 && top5 <= 1)) {
            throw new IllegalArgumentException("accuracies must be 0 to 1, got " + top1 + " and " + top5);
        }
    }

    /**
     * {@code architecture.imagenet-torchvision}.
     *
     * @param file its name, which ends with the first digits of its SHA-256
     */
    public static WeightsEntry torchvision(Architecture architecture, String file, double top1, double top5) {
        return torchvision(architecture, file, "", top1, top5, 0);
    }

    /** {@code architecture.imagenet-torchvision-v2}: torchvision's second weights of a net, trained longer, for pictures scaled otherwise. */
    public static WeightsEntry torchvision2(Architecture architecture, String file, double top1, double top5) {
        return torchvision(architecture, file, "-v2", top1, top5, SECOND_SHORTER);
    }

    private static WeightsEntry torchvision(
            Architecture architecture, String file, String version, double top1, double top5, int shorter) {
        String digest = file.replaceFirst(".*-([0-9a-f]{8})\\.pth", "$1");
        return WeightsEntry.foreign(
                List.of(RemoteFile.of("torchvision", file, "https://download.pytorch.org/models/" + file, -1, digest)),
                new Published(architecture, WeightsOrigin.TORCHVISION, version, "BSD-3-Clause", top1, top5, shorter));
    }

    /**
     * {@code architecture.imagenet-keras}.
     *
     * @param name of the net in the file's address
     * @param folder of the file in its address
     * @param md5 of the file
     */
    public static WeightsEntry keras(
            Architecture architecture,
            String folder,
            String name,
            String md5,
            String licence,
            double top1,
            double top5) {
        String file = name + "_weights_tf_dim_ordering_tf_kernels.h5";
        String url = "https://storage.googleapis.com/tensorflow/keras-applications/" + folder + "/" + file;
        return WeightsEntry.foreign(
                List.of(RemoteFile.of("keras-applications", file, url, -1, md5)),
                new Published(architecture, WeightsOrigin.KERAS, "", licence, top1, top5, 0));
    }

    private String dataset() {
        return "imagenet-" + (origin == WeightsOrigin.KERAS ? "keras" : "torchvision") + version;
    }

    @Override
    public Model read(List<Path> files) {
        return WeightsImport.of(files.get(0), architecture, WeightsImport.Options.of(card()))
                .model();
    }

    @Override
    public ModelCard card() {
        Spec spec = architecture.defaultSpec();
        Preprocessing input = shorter > 0
                ? Photographs.imageNet(Photographs.preprocessing(spec, "imagenet", shorter))
                : architecture.foreignNets(spec).stream()
                        .filter(net -> net.origin() == origin)
                        .findFirst()
                        .orElseThrow()
                        .preprocessing();
        return new ModelCard(
                ModelCard.FORMAT_VERSION,
                architecture.id(),
                spec,
                input,
                ImageNet.classes(),
                List.of(metric("accuracy", top1), metric("top5", top5)),
                WeightsImport.provenance(dataset(), licence, "published by " + origin.title()));
    }

    private static Metric metric(String name, double value) {
        return new Metric("imagenet", "validation", name, value, VALIDATION_PICTURES);
    }
}
