package org.convzoo.style;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.Engine;

/**
 * What is to be painted; kept with an unfinished painting, so that it can be gone on with.
 *
 * @param content file of the content picture
 * @param styles files of the style pictures
 * @param digests SHA-256 of these files, the content's first
 * @param size of the painting's longer side, in pixels
 * @param styleSize of the styles' longer side, in pixels: larger ones give larger strokes
 * @param model weights or file of {@link VggFeatures}; empty: the zoo's
 * @param engine what computes
 * @param preview steps from one preview to the next
 * @param out file of the painting, PNG
 * @param settings how it is painted
 */
public record StyleRequest(
        String content,
        List<String> styles,
        List<String> digests,
        int size,
        int styleSize,
        String model,
        Engine engine,
        int preview,
        String out,
        StyleSettings settings) {
    public StyleRequest {
        styles = List.copyOf(styles);
        digests = List.copyOf(digests);
        if (styles.size() != settings.blend().size()) {
            throw new IllegalArgumentException("there are " + styles.size() + " styles, but "
                    + settings.blend().size() + " weights to blend them by");
        }
        if (size < 1 || styleSize < 1 || preview < 1) {
            throw new IllegalArgumentException("sizes and steps between previews must be at least 1");
        }
    }

    /** The folder of previews, costs and what is needed to go on: beside the painting, {@code art-steps} for {@code art.png}. */
    public static Path folder(Path out) {
        String name = out.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return out.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + "-steps");
    }
}
