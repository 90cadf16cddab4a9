package org.convzoo.core;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Who wrote a file of weights: what that library calls the parameters of a module, and in which order it stores them. What it calls the
 * modules is the {@link ForeignNet}'s.
 */
public enum WeightsOrigin {
    /** PyTorch's parameters, torchvision's modules. */
    TORCHVISION("torchvision"),
    /** Keras Applications, channels last, written by Keras 1 or 2. */
    KERAS("Keras Applications"),
    /** PyTorch's parameters, our own layers: what an export writes of a net that torchvision does not have. */
    CONVZOO("ConvZoo");

    /**
     * {@code conv1.weight}, {@code bn1.running_mean}. The logarithm of a deviation is what DL4J keeps unless it is told to keep the variance.
     */
    private static final Pattern TORCH_NAME = Pattern.compile("(.+\\.)(?:running_)?(weight|bias|mean|var|log10stdev)");

    /** {@code block1_conv1/block1_conv1_W_1:0} of Keras 1, {@code conv1_bn/conv1_bn/moving_mean:0} of Keras 2. */
    private static final Pattern KERAS_NAME = Pattern.compile(
            "([^/]+)/(?:.*[/_])?(kernel|W|gamma|bias|b|beta|moving_mean|running_mean|moving_variance|running_std)(?:_\\d+)?(?::0)?");

    private final String title;

    WeightsOrigin(String title) {
        this.title = title;
    }

    /** As a reader knows it. */
    public String title() {
        return title;
    }

    /** A tensor's name as {@code module.weight}, {@code .bias}, {@code .mean} or {@code .var}; empty for one that is none of a net's parameters. */
    Optional<String> parameter(String tensor) {
        if (this == KERAS) {
            Matcher matcher = KERAS_NAME.matcher(tensor);
            return matcher.matches()
                    ? Optional.of(kerasModule(matcher.group(1)) + "." + keras(matcher.group(2)))
                    : Optional.empty();
        }
        Matcher matcher = TORCH_NAME.matcher(tensor);
        return matcher.matches() ? Optional.of(matcher.group(1) + matcher.group(2)) : Optional.empty();
    }

    /** The classifier of the ResNets was called otherwise when their files were written. */
    private static String kerasModule(String name) {
        return name.equals("probs") ? "predictions" : name;
    }

    private static String keras(String name) {
        return switch (name) {
            case "kernel", "W", "gamma" -> "weight";
            case "bias", "b", "beta" -> "bias";
            case "moving_mean", "running_mean" -> "mean";
            default -> "var"; // running_std of Keras 1 holds variances too
        };
    }

    /** The tensor of {@code module} that becomes a parameter of ours, as {@link #parameter} has it. */
    static String parameter(String module, String ours) {
        return module + "."
                + switch (ours) {
                    case "W", "gamma" -> "weight";
                    case "b", "beta" -> "bias";
                    default -> ours; // mean, var
                };
    }

    /** What a file calls the tensor that {@link #parameter} gives; of Keras, without what its version decides. */
    String stored(String parameter) {
        return this == KERAS ? parameter : parameter.replaceFirst("\\.(mean|var)$", ".running_$1");
    }

    /**
     * The shape that a parameter of ours has in the file.
     *
     * @param name of the parameter: W, or that of a vector
     */
    List<Long> storedShape(String name, INDArray ours) {
        long[] s = ours.shape();
        if (!name.equals("W")) {
            return List.of(ours.length());
        }
        if (s.length == 2) {
            return this == KERAS ? List.of(s[0], s[1]) : List.of(s[1], s[0]); // inputs, units
        }
        return this == KERAS
                ? List.of(s[2], s[3], s[1], s[0]) // height, width, in, out
                : LongStream.of(s).boxed().toList(); // slopes of a rectifier have three dimensions
    }

    /**
     * Values of the file in our order.
     *
     * @param name of the parameter
     * @param stored of {@link #storedShape}
     * @param flattened how pictures become the inputs of a dense layer; null where it does not read pictures
     */
    INDArray ours(String name, INDArray stored, CnnToFeedForwardPreProcessor flattened) {
        if (!name.equals("W")) {
            return stored.reshape(1, stored.length());
        }
        if (this != KERAS) {
            return stored.rank() == 2 ? stored.transpose() : stored;
        }
        if (stored.rank() == 4) {
            return stored.permute(3, 2, 0, 1);
        }
        if (flattened == null) {
            return stored;
        }
        // Keras counts all channels of a pixel before the next pixel, we all pixels of a channel before the next
        // channel.
        return stored.reshape(
                        flattened.getInputHeight(),
                        flattened.getInputWidth(),
                        flattened.getNumChannels(),
                        stored.size(1))
                .permute(2, 0, 1, 3)
                .reshape(stored.shape());
    }

    /** A parameter of ours as PyTorch has it. */
    static INDArray torch(String name, INDArray ours) {
        return !name.equals("W") ? ours.reshape(ours.length()) : ours.rank() == 2 ? ours.transpose() : ours;
    }
}
