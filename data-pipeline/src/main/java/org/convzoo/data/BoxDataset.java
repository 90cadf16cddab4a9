package org.convzoo.data;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures with boxes, in named parts. */
public final class BoxDataset {
    private final String name;
    private final List<String> classes;
    private final Map<String, List<BoxPicture>> parts;
    private final List<BoxProblem> problems;
    private String digest;

    /**
     * A data set.
     *
     * @param name of the folder
     * @param classes of the things, in the order of the net's outputs
     * @param parts by name, of {@link Dataset#TRAIN}, {@link Dataset#VALIDATION} and {@link Dataset#TEST}
     * @param problems what was wrong and has been mended
     */
    public BoxDataset(
            String name, List<String> classes, Map<String, List<BoxPicture>> parts, List<BoxProblem> problems) {
        this.name = name;
        this.classes = List.copyOf(classes);
        this.problems = List.copyOf(problems);
        Map<String, List<BoxPicture>> copy = new LinkedHashMap<>();
        parts.forEach((part, pictures) -> copy.put(part, List.copyOf(pictures)));
        this.parts = Collections.unmodifiableMap(copy);
    }

    /** Name in the catalogue ({@code highway}), or the folder's name. */
    public String name() {
        return name;
    }

    /** Of the things, in the order of the net's outputs. */
    public List<String> classes() {
        return classes;
    }

    /** By name, of {@link Dataset#TRAIN}, {@link Dataset#VALIDATION} and {@link Dataset#TEST}, in this order. */
    public Map<String, List<BoxPicture>> parts() {
        return parts;
    }

    /** What was wrong and has been mended. */
    public List<BoxProblem> problems() {
        return problems;
    }

    /**
     * One part.
     *
     * @throws DataException if there is no such part; the message lists those there are
     */
    public List<BoxPicture> part(String part) {
        List<BoxPicture> pictures = parts.get(part);
        if (pictures == null) {
            throw new DataException("data set '" + name + "' has no part '" + part + "'; there are: "
                    + String.join(", ", parts.keySet()));
        }
        return pictures;
    }

    /** Marked things of a part. */
    public int things(String part) {
        return part(part).stream().mapToInt(picture -> picture.shares().size()).sum();
    }

    /**
     * SHA-256 (hex) over classes, parts, and each picture's file, its name and its boxes, so that a model file can say what it has seen. Where the folder
     * lies makes no difference. Reads all pictures when it is first asked for.
     *
     * @throws DataException if a picture cannot be read
     */
    public synchronized String digest() {
        if (digest == null) {
            StringBuilder lines = new StringBuilder();
            classes.forEach(label -> lines.append("class ").append(label).append('\n'));
            parts.forEach((part, pictures) -> {
                lines.append("part ").append(part).append('\n');
                pictures.forEach(picture -> append(picture, lines));
            });
            digest = Digests.sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
        }
        return digest;
    }

    /** Numbers by their bits: Java's own way to write them has changed between versions. */
    private static void append(BoxPicture picture, StringBuilder lines) {
        lines.append(Digests.sha256(picture.file()))
                .append("  ")
                .append(PictureFolder.name(picture.file()))
                .append('\n');
        for (LabelledBox thing : picture.shares()) {
            Box box = thing.box();
            for (double number : new double[] {box.x(), box.y(), box.width(), box.height()}) {
                lines.append(Long.toHexString(Double.doubleToLongBits(number))).append(' ');
            }
            lines.append(thing.label()).append(thing.crowd() ? " crowd\n" : "\n");
        }
    }

    /** The same under another name. */
    BoxDataset renamed(String other) {
        return new BoxDataset(other, classes, parts, problems);
    }

    @Override
    public String toString() {
        return name;
    }
}
