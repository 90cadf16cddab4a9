package org.convzoo.style;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a picture is painted.
 *
 * @param contentLayer whose values are to be the content picture's
 * @param contentWeight alpha
 * @param styleLayers lambda of each layer whose Gram matrix is to be the style's
 * @param styleWeight beta
 * @param blend weight of each style picture
 * @param variationWeight of the total variation
 * @param constants what the costs are divided by
 * @param pooling between VGG's stages
 * @param start what the painting begins with
 * @param noise share of noise in a start of a mix, 0 to 1
 * @param seed of the noise
 * @param optimizer what moves the picture
 * @param learningRate of Adam, in levels of 0 to 255 a step
 * @param steps how many
 * @param originalColors whether only brightness is painted, and the colours stay the content's
 */
public record StyleSettings(
        String contentLayer,
        double contentWeight,
        Map<String, Double> styleLayers,
        double styleWeight,
        List<Double> blend,
        double variationWeight,
        Constants constants,
        Pooling pooling,
        Start start,
        double noise,
        long seed,
        Optimizer optimizer,
        double learningRate,
        int steps,
        boolean originalColors) {
    /** What a painting begins with. */
    public enum Start {
        CONTENT,
        NOISE,
        /** Both, as the course has it. */
        MIX
    }

    /** What moves the picture. */
    public enum Optimizer {
        LBFGS,
        ADAM
    }

    /** Layers of the style and their weights, as the course and Gatys have them. */
    public static final Map<String, Double> FIVE_LAYERS = fiveLayers();

    private static Map<String, Double> fiveLayers() {
        Map<String, Double> layers = new LinkedHashMap<>();
        for (String layer : List.of("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")) {
            layers.put(layer, 0.2);
        }
        return Collections.unmodifiableMap(layers);
    }

    public StyleSettings {
        styleLayers = Collections.unmodifiableMap(new LinkedHashMap<>(styleLayers));
        blend = List.copyOf(blend);
        require(contentWeight >= 0 && styleWeight >= 0 && variationWeight >= 0, "weights must not be negative");
        require(contentWeight + styleWeight > 0, "one of content weight and style weight must be above 0");
        require(
                !styleLayers.isEmpty() && styleLayers.values().stream().allMatch(weight -> weight > 0),
                "the style needs layers with weights above 0");
        require(
                !blend.isEmpty() && blend.stream().allMatch(weight -> weight > 0 && weight < 1e6),
                "each style needs a weight above 0");
        require(noise >= 0 && noise <= 1, "the share of noise must be 0 to 1, got " + noise);
        require(
                learningRate > 0 && learningRate <= 255,
                "the learning rate must be above 0, to 255, got " + learningRate);
        require(steps >= 1, "there must be at least one step, got " + steps);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Content's weight where it is divided by 2 only: about as much as {@link #defaults} with 400 pixels. */
    public static final double GATYS_CONTENT_WEIGHT = 5e-5;

    /**
     * For some styles of equal weight, chosen by eye from a sheet of settings: mean pooling has fewer dots than VGG's maximum, a little variation
     * takes away most of the rest, and the content's weight keeps the edges without the photograph's texture.
     */
    public static StyleSettings defaults(int styles) {
        return new StyleSettings(
                "conv4_2",
                100,
                FIVE_LAYERS,
                1,
                Collections.nCopies(styles, 1.0 / styles),
                1000,
                Constants.COURSE,
                Pooling.AVERAGE,
                Start.CONTENT,
                0.6,
                1,
                Optimizer.LBFGS,
                5,
                200,
                false);
    }

    /** What counts how much, and nothing else, is another; parameters as those of the record. */
    public StyleSettings withCosts(
            String contentLayer,
            double contentWeight,
            Map<String, Double> styleLayers,
            double styleWeight,
            List<Double> blend,
            double variationWeight,
            Constants constants,
            Pooling pooling) {
        return new StyleSettings(
                contentLayer,
                contentWeight,
                styleLayers,
                styleWeight,
                blend,
                variationWeight,
                constants,
                pooling,
                start,
                noise,
                seed,
                optimizer,
                learningRate,
                steps,
                originalColors);
    }

    /** Layers that count, each once. */
    @JsonIgnore
    List<String> taps() {
        Map<String, Double> all = new LinkedHashMap<>(styleLayers);
        all.putIfAbsent(contentLayer, 0.0);
        return List.copyOf(all.keySet());
    }
}
