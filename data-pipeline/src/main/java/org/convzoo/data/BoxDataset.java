package org.convzoo.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures with boxes, in named parts.
 *
 * @param name of the folder
 * @param classes of the things, in the order of the net's outputs
 * @param parts by name, of {@link Dataset#TRAIN}, {@link Dataset#VALIDATION} and {@link Dataset#TEST}
 * @param problems what was wrong and has been mended
 */
public record BoxDataset(
        String name, List<String> classes, Map<String, List<BoxPicture>> parts, List<BoxProblem> problems) {
    public BoxDataset {
        classes = List.copyOf(classes);
        problems = List.copyOf(problems);
        Map<String, List<BoxPicture>> copy = new LinkedHashMap<>();
        parts.forEach((part, pictures) -> copy.put(part, List.copyOf(pictures)));
        parts = Collections.unmodifiableMap(copy);
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
}
