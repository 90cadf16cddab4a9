package org.convzoo.core;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.Augmentations;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.ChannelStatistics;
import org.convzoo.data.Datasets;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.Resize;
import org.convzoo.data.ResizeShorter;
import org.convzoo.data.Transform;

/** Preprocessing and training of the nets that classify photographs: what AlexNet and all after it have in common. */
public final class Photographs {
    private static final int LONG_TRAINING = 30; // epochs
    private static final int LARGE_BATCH = 128;

    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);

    /** For pictures of which nothing is known: not mirrored, since letters and digits would change. */
    private static final List<Transform> CAREFUL = List.of(new RandomAffine(5, 0.05f, 0.95f, 1.05f, 0, 0));

    private Photographs() {}

    /**
     * Large inputs: the shorter side scaled to 256/224 of the input's, then the centre; mean and deviation of ImageNet. Small ones:
     * scaled to the input; mean and deviation of the data set, or 0.5 and 0.25.
     */
    public static Preprocessing preprocessing(Spec spec, String dataset) {
        return preprocessing(spec, dataset, Math.round(Math.min(spec.height(), spec.width()) * 256 / 224f));
    }

    /**
     * The same with another scale before the crop.
     *
     * @param shorter the shorter side, in pixels, that large pictures are scaled to
     */
    public static Preprocessing preprocessing(Spec spec, String dataset, int shorter) {
        int height = spec.height(), width = spec.width();
        boolean crops = !spec.hasSmallInput() && height == width; // a crop of another shape could leave the picture
        List<Transform> steps = crops
                ? List.of(new ResizeShorter(shorter), new CenterCrop(height, width))
                : List.of(new Resize(height, width));
        boolean grey = spec.channels() == 1;
        List<Float> mean = Collections.nCopies(spec.channels(), 0.5f);
        List<Float> deviation = Collections.nCopies(spec.channels(), 0.25f);
        Optional<ChannelStatistics> known = ChannelStatistics.of(dataset)
                .filter(statistics ->
                        List.of(1, spec.channels()).contains(statistics.mean().size()))
                .map(statistics -> statistics.forChannels(spec.channels()));
        if (!spec.hasSmallInput()) { // of ImageNet, as torchvision's weights have it
            mean = grey ? List.of(0.449f) : IMAGENET_MEAN;
            deviation = grey ? List.of(0.226f) : IMAGENET_STD;
        } else if (known.isPresent()) {
            mean = known.get().mean();
            deviation = known.get().std();
        }
        ChannelOrder order = grey ? ChannelOrder.GREY : ChannelOrder.RGB;
        return new Preprocessing(height, width, order, steps, 1 / 255f, mean, deviation);
    }

    /** With mean and deviation of ImageNet, as torchvision's weights want them. */
    public static Preprocessing imageNet(Preprocessing geometry) {
        return with(geometry, ChannelOrder.RGB, 1 / 255f, IMAGENET_MEAN, IMAGENET_STD);
    }

    /** From -1 to 1, as TensorFlow's Inception nets want their pictures. */
    public static Preprocessing symmetric(Preprocessing geometry) {
        return with(geometry, ChannelOrder.RGB, 1 / 255f, List.of(0.5f, 0.5f, 0.5f), List.of(0.5f, 0.5f, 0.5f));
    }

    /** Blue, green, red from 0 to 255 without their means, as nets want them that come from Caffe. */
    public static Preprocessing caffe(Preprocessing geometry) {
        return with(geometry, ChannelOrder.BGR, 1, List.of(103.939f, 116.779f, 123.68f), List.of(1f, 1f, 1f));
    }

    private static Preprocessing with(
            Preprocessing geometry, ChannelOrder order, float scale, List<Float> mean, List<Float> std) {
        return geometry.channels() == 1
                ? geometry // these libraries have no nets for grey pictures
                : new Preprocessing(geometry.height(), geometry.width(), order, geometry.steps(), scale, mean, std);
    }

    /**
     * SGD with Nesterov's momentum and weight decay; the learning rate rises, then falls along a cosine; augmentation by data set.
     *
     * @param peak highest learning rate, for batches of 128; smaller batches take proportionally less
     */
    public static TrainingOptions recipe(String dataset, double peak) {
        List<Transform> augmentation = Augmentations.of(dataset);
        return switch (Datasets.withoutFold(dataset)) {
            case "cifar10", "cifar10-binary" -> sgd(LONG_TRAINING, LARGE_BATCH, peak, augmentation);
            case "smiles" -> sgd(LONG_TRAINING / 2, LARGE_BATCH, peak, augmentation);
            case "sign-digits" -> // few pictures, so small batches and many epochs
                sgd(2 * LONG_TRAINING, LARGE_BATCH / 4, peak, augmentation);
            default -> sgd(LONG_TRAINING, LARGE_BATCH / 2, peak, augmentation.isEmpty() ? CAREFUL : augmentation);
        };
    }

    private static TrainingOptions sgd(int epochs, int batchSize, double peak, List<Transform> augmentation) {
        double learningRate = peak * batchSize / LARGE_BATCH; // Goyal et al. 2017, section 2.1
        return TrainingOptions.adam(epochs, batchSize, learningRate)
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, learningRate, 0.9, 5e-4))
                .withSchedule(Schedule.cosine(epochs / 6.0))
                .withAugmentation(augmentation);
    }
}
