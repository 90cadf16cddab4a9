package org.convzoo.style;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Digests;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Progress;

/**
 * Paints a content picture in the manner of others, step by step: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional
 * Neural Networks", CVPR 2016.
 *
 * <p>While it paints, the folder {@link StyleRequest#folder} gets a preview every some steps, the costs of all steps ({@code losses.csv}) and what
 * is needed to go on; when it is done, a sheet of the previews. Each file is there whole or not at all.
 */
public final class StyleTransfer {
    private static final String REQUEST = "request.json",
            STATE = "painting.state",
            LOSSES = "losses.csv",
            SHEET = "sheet.png";
    private static final String CSV_HEAD = "step,evaluations,content,style,variation,total\n";

    private static final long KEEP_NANOS = 60_000_000_000L; // no more is lost when the power goes

    private final StyleRequest request;
    private final Path folder;
    private final Image colours; // the content picture
    private final Image content; // what is painted on: its brightness where only that is painted
    private final List<Image> styles;

    /** Hears of each step. */
    public interface Listener {
        /** One has been made, of some. */
        void step(StyleStep step, int of);

        /** Whether to stop now; what there is can be gone on with. */
        boolean stop();
    }

    /**
     * What came of it.
     *
     * @param picture the best so far
     * @param steps that were made, of this and earlier calls
     * @param finished false where the listener stopped it
     * @param folder with previews, costs and, where it is not finished, what is needed to go on
     */
    public record Result(Image picture, List<StyleStep> steps, boolean finished, Path folder) {
        public Result {
            steps = List.copyOf(steps);
        }
    }

    private StyleTransfer(StyleRequest request, Path folder) {
        this.request = request;
        this.folder = folder;
        StyleSettings settings = request.settings();
        colours = Pictures.fitted(read(request.content()), request.size(), request.content());
        List<Image> fittedStyles = new ArrayList<>();
        for (String style : request.styles()) {
            fittedStyles.add(Pictures.fitted(read(style), request.styleSize(), style));
        }
        content = settings.originalColors() ? Pictures.brightness(colours) : colours;
        styles = settings.originalColors()
                ? fittedStyles.stream()
                        .map(style -> Pictures.matched(Pictures.brightness(style), content))
                        .toList()
                : fittedStyles;
    }

    private static Image read(String file) {
        return ImageReader.read(Path.of(file));
    }

    /** SHA-256 of pictures, the content's first, as a request has them. */
    public static List<String> digests(String content, List<String> styles) {
        return Stream.concat(Stream.of(content), styles.stream())
                .map(file -> Digests.sha256(Path.of(file)))
                .toList();
    }

    /**
     * A new painting.
     *
     * @throws ZooException if a picture is too small, or the folder has an unfinished one
     * @throws org.convzoo.data.DataException if a picture cannot be read
     */
    public static StyleTransfer begin(StyleRequest request) {
        Path folder = StyleRequest.folder(Path.of(request.out()));
        if (Files.exists(folder.resolve(STATE))) {
            throw new ZooException(folder + " has an unfinished painting: go on with zoo style --resume " + folder
                    + ", or delete the folder, or choose another --out");
        }
        StyleTransfer transfer = new StyleTransfer(request, folder);
        transfer.removeOldPreviews();
        AtomicFile.write(
                folder.resolve(REQUEST),
                out -> out.write((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8)));
        return transfer;
    }

    /**
     * An unfinished one.
     *
     * @throws ZooException if the folder has none, or a picture has changed since
     */
    public static StyleTransfer resume(Path folder) {
        if (!Files.exists(folder.resolve(STATE))) {
            throw new ZooException(folder + " has no unfinished painting"
                    + (Files.exists(folder.resolve(SHEET)) ? ": it is finished" : ""));
        }
        StyleRequest request;
        try {
            request = Json.MAPPER.readValue(Files.readString(folder.resolve(REQUEST)), StyleRequest.class);
        } catch (JsonProcessingException e) {
            throw new ZooException(folder.resolve(REQUEST) + " is not valid: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ZooException("cannot read " + folder.resolve(REQUEST) + ": " + e.getMessage(), e);
        }
        if (!digests(request.content(), request.styles()).equals(request.digests())) {
            throw new ZooException("the pictures have changed since " + folder + " was begun");
        }
        return new StyleTransfer(request, folder);
    }

    /** What is painted. */
    public StyleRequest request() {
        return request;
    }

    /** Width and height of the painting. */
    public int[] size() {
        return new int[] {content.width(), content.height()};
    }

    /**
     * The weights.
     *
     * @throws org.convzoo.data.DataException if they are not there and cannot be downloaded: which, and from where
     */
    public Model features(DataHome home, Progress progress) {
        return VggFeatures.load(request.model(), home, progress);
    }

    /** Paints as many steps as are left, and writes the picture. */
    public Result paint(Model features, Listener listener) {
        StyleSettings settings = request.settings();
        Path state = folder.resolve(STATE);
        Painting painting =
                Files.exists(state) ? Painting.read(state, settings, content) : Painting.start(settings, content);
        long kept = System.nanoTime();
        try (StyleObjective objective = objective(features)) {
            while (painting.steps().size() < settings.steps()) {
                if (listener.stop()) {
                    keep(painting);
                    writePicture(Path.of(request.out()), painting.best());
                    return new Result(finish(painting.best()), painting.steps(), false, folder);
                }
                StyleStep step = painting.step(objective);
                listener.step(step, settings.steps());
                boolean last = step.step() == settings.steps(), shown = last || step.step() % request.preview() == 0;
                if (shown) {
                    writePicture(preview(step), painting.best());
                }
                if (!last && (shown || System.nanoTime() - kept > KEEP_NANOS)) {
                    keep(painting);
                    kept = System.nanoTime();
                }
            }
        }
        writeLosses(painting);
        writePicture(Path.of(request.out()), painting.best());
        writeSheet(painting);
        delete(state);
        return new Result(finish(painting.best()), painting.steps(), true, folder);
    }

    private StyleObjective objective(Model features) {
        return StyleObjective.of(
                features,
                request.engine(),
                request.settings(),
                Pictures.array(content),
                styles.stream().map(Pictures::array).toList());
    }

    /** As it is shown. */
    private Image finish(Image painted) {
        return request.settings().originalColors() ? Pictures.recoloured(painted, colours) : painted;
    }

    private void keep(Painting painting) {
        writeLosses(painting);
        painting.write(folder.resolve(STATE));
    }

    private void writePicture(Path file, Image painted) {
        AtomicFile.write(file, out -> ImageIO.write(finish(painted).toBufferedImage(), "png", out));
    }

    private void writeLosses(Painting painting) {
        StringBuilder csv = new StringBuilder(CSV_HEAD);
        for (StyleStep step : painting.steps()) {
            Costs costs = step.costs();
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%.6g,%.6g,%.6g,%.6g%n",
                    step.step(),
                    step.evaluations(),
                    costs.content(),
                    costs.style(),
                    costs.variation(),
                    costs.total()));
        }
        AtomicFile.write(folder.resolve(LOSSES), out -> out.write(csv.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void writeSheet(Painting painting) {
        StyleSheet sheet = new StyleSheet();
        sheet.add("content", finish(content));
        styles.forEach(style -> sheet.add("style", style));
        for (StyleStep step : painting.steps()) {
            if (Files.exists(preview(step))) {
                sheet.add(
                        String.format(
                                Locale.ROOT,
                                "step %d, total %.4g",
                                step.step(),
                                step.costs().total()),
                        ImageReader.read(preview(step)));
            }
        }
        sheet.write(folder.resolve(SHEET));
    }

    private Path preview(StyleStep step) {
        return folder.resolve(String.format(Locale.ROOT, "step-%05d.png", step.step()));
    }

    private void removeOldPreviews() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().matches("step-\\d{5}\\.png"))
                    .forEach(StyleTransfer::delete);
        } catch (IOException e) {
            throw new ZooException("cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new ZooException("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }
}
