package org.convzoo.inception;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomCrop;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Resize;
import org.convzoo.data.ResizeShorter;
import org.convzoo.data.Transform;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/** How both nets of the family see pictures and are trained. */
final class Defaults {
    private static final int LARGE = 64; // above this side pictures are as ImageNet's
    private static final List<Float> IMAGENET_MEAN = List.of(0.485f, 0.456f, 0.406f);
    private static final List<Float> IMAGENET_STD = List.of(0.229f, 0.224f, 0.225f);
    private static final List<Float> CIFAR_MEAN = List.of(0.4914f, 0.4822f, 0.4465f);
    private static final List<Float> CIFAR_STD = List.of(0.2470f, 0.2435f, 0.2616f);

    private Defaults() {}

    /** Large pictures keep their shape and lose their margins: 256 to 224, 342 to 299. Small ones are scaled to fit. */
    static Preprocessing preprocessing(Spec spec, String dataset) {
        boolean large = Math.min(spec.height(), spec.width()) > LARGE;
        List<Transform> steps = large
                ? List.of(
                        new ResizeShorter(Math.round(Math.max(spec.height(), spec.width()) * 8 / 7f)),
                        new CenterCrop(spec.height(), spec.width()))
                : List.of(new Resize(spec.height(), spec.width()));
        if (spec.channels() == 1) {
            return preprocessing(spec, ChannelOrder.GREY, steps, List.of(0.5f), List.of(0.25f));
        } else if (large) {
            return preprocessing(spec, ChannelOrder.RGB, steps, IMAGENET_MEAN, IMAGENET_STD);
        } else if (dataset.equals("cifar10")) {
            return preprocessing(spec, ChannelOrder.RGB, steps, CIFAR_MEAN, CIFAR_STD);
        }
        return preprocessing(
                spec, ChannelOrder.RGB, steps, Collections.nCopies(3, 0.5f), Collections.nCopies(3, 0.25f));
    }

    private static Preprocessing preprocessing(
            Spec spec, ChannelOrder order, List<Transform> steps, List<Float> mean, List<Float> std) {
        return new Preprocessing(spec.height(), spec.width(), order, steps, 1 / 255f, mean, std);
    }

    /**
     * SGD with Nesterov's momentum; the learning rate rises, then falls along a cosine.
     *
     * @param peak the highest learning rate
     * @param labelSmoothing where a data set has no recipe of its own
     */
    static TrainingOptions recipe(String dataset, double peak, double labelSmoothing) {
        TrainingOptions options = TrainingOptions.adam(30, 128, peak)
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, peak, 0.9, 5e-4))
                .withSchedule(Schedule.cosine(3));
        if (dataset.equals("cifar10")) {
            return options.withAugmentation(List.of(new RandomCrop(32, 32, 4), new RandomFlip(0.5f)));
        }
        return options.withBatchSize(32)
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, peak / 4, 0.9, 5e-4)) // as the batch
                .withRegularization(new Regularization(labelSmoothing, 0, 0))
                .withAugmentation(List.of(new RandomFlip(0.5f), new RandomAffine(8, 0.08f, 0.9f, 1.1f, 0, 0)));
    }

    /** Layers with parameters are called as torchvision calls them, but for the classifier. */
    static Map<String, String> torchvisionNames(Architecture architecture, Spec spec) {
        return ModelSummary.of(architecture.configure(spec, new NeuralNetConfiguration.Builder()), spec)
                .layers()
                .stream()
                .filter(row -> row.parameters() > 0)
                .map(Row::name)
                .collect(Collectors.toUnmodifiableMap(name -> name, name -> name.equals("output") ? "fc" : name));
    }
}
