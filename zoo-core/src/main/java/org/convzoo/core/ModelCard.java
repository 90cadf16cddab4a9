package org.convzoo.core;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.data.Preprocessing;

/**
 * What a model file says of its net, the entry {@code model.json}: enough to use it, to judge it and to train it again.
 *
 * @param formatVersion {@value #FORMAT_VERSION}
 * @param architecture id of the architecture
 * @param spec size of input, width, classes
 * @param preprocessing from picture to input
 * @param classes labels, one per output
 * @param metrics what the weights were measured to reach
 * @param provenance where the weights come from
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelCard(
        int formatVersion,
        String architecture,
        Spec spec,
        Preprocessing preprocessing,
        List<String> classes,
        List<Metric> metrics,
        Provenance provenance) {
    public static final int FORMAT_VERSION = 1;

    /**
     * Of a net with its architecture's own preprocessing, of which no figure is known.
     *
     * @param dataset what it was trained on
     * @param classes labels; empty: numbers
     */
    public static ModelCard of(
            Architecture architecture, Spec spec, String dataset, List<String> classes, Provenance provenance) {
        return new ModelCard(
                FORMAT_VERSION,
                architecture.id(),
                spec,
                architecture.preprocessing(spec, dataset),
                classes.isEmpty() ? numbers(spec.numClasses()) : classes,
                List.of(),
                provenance);
    }

    /** Labels of classes that have no names. */
    public static List<String> numbers(int classes) {
        return IntStream.range(0, classes).mapToObj(String::valueOf).toList();
    }

    /**
     * One measured figure.
     *
     * @param data name of the data set
     * @param split part of it
     * @param name {@code accuracy}, {@code top5}, ...
     * @param value the figure
     * @param images on how many pictures
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Metric(String data, String split, String name, double value, int images) {}

    /**
     * Where weights come from.
     *
     * @param dataset what they were trained on
     * @param datasetDigest SHA-256 of its content
     * @param seed of the training
     * @param epochs trained; the best of them is kept
     * @param command that trains them again
     * @param threads native threads; another number rounds differently
     * @param engine what computed
     * @param versions of ConvZoo, DL4J, Java
     * @param licence of the weights
     * @param origin who made them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Provenance(
            String dataset,
            String datasetDigest,
            long seed,
            int epochs,
            String command,
            int threads,
            String engine,
            Map<String, String> versions,
            String licence,
            String origin) {}

    public ModelCard {
        require(formatVersion == FORMAT_VERSION, "formatVersion must be " + FORMAT_VERSION + ", got " + formatVersion);
        require(architecture != null && !architecture.isBlank(), "architecture must be given");
        require(spec != null, "spec must be given");
        require(preprocessing != null, "preprocessing must be given");
        require(classes != null && classes.size() == spec.numClasses(), "classes must be as many as numClasses");
        require(
                preprocessing.channels() == spec.channels()
                        && preprocessing.height() == spec.height()
                        && preprocessing.width() == spec.width(),
                "preprocessing and spec must agree on the input size");
        require(metrics != null, "metrics must be given");
        require(provenance != null && provenance.dataset() != null, "provenance must be given");
        classes = List.copyOf(classes);
        metrics = List.copyOf(metrics);
    }

    /** {@code architecture.dataset}, the name of these weights. */
    public String id() {
        return architecture + "." + provenance.dataset();
    }

    /** This card with figures added; those of the same data, split and name are replaced. */
    public ModelCard withMetrics(List<Metric> measured) {
        List<Metric> all = new ArrayList<>(metrics);
        all.removeIf(old -> measured.stream()
                .anyMatch(m -> m.data().equals(old.data())
                        && m.split().equals(old.split())
                        && m.name().equals(old.name())));
        all.addAll(measured);
        return new ModelCard(formatVersion, architecture, spec, preprocessing, classes, all, provenance);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
