package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Model;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.data.DataException;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.yolo.AnnotatedPicture;
import org.convzoo.yolo.Detector;
import org.convzoo.yolo.YoloHead;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo detect}. */
@Command(
        name = "detect",
        description =
                "Find things in pictures. Prints a box for each, in pixels of the picture from its upper left corner.",
        footer = {
            "",
            "Examples:",
            "  zoo detect yolo-fastest.zip street.jpg",
            "  zoo detect yolo-fastest.zip pictures --out annotated --threshold 0.4"
        })
final class DetectCommand extends BaseCommand {
    @Parameters(
            index = "0",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Weights.class,
            description = "A detector's weights that zoo list shows, or a model file.")
    String model;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE|DIR",
            description = "Picture files, and folders whose pictures are all taken.")
    List<Path> files;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the pictures with frames drawn around the things, as PNG.")
    Path out;

    @Option(names = "--threshold", paramLabel = "X", description = "Least score, 0 to 1. Default: 0.25.")
    double threshold = 0.25;

    @Option(
            names = "--nms",
            paramLabel = "X",
            description = "Overlap above which only the surer of two boxes of a class stays. Default: 0.45.")
    double nms = 0.45;

    @Mixin
    InferenceOption engine;

    @Mixin
    JsonOption json;

    DetectCommand(Console console) {
        super(console);
    }

    /** One picture's. */
    record Row(String file, List<Found> boxes) {}

    /** One thing's, in pixels of the picture; x and y are of the upper left corner. */
    record Found(String label, double score, double x, double y, double width, double height) {}

    @Override
    public Integer call() {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("--threshold must be 0 to 1, got " + threshold);
        }
        NonMaxSuppression suppression = NonMaxSuppression.of(nms);
        List<Path> pictures = PictureArguments.files(files);
        Model loaded = engine.load(model, console);
        List<String> labels = loaded.card().classes();
        Detector detector = new Detector(
                loaded.graph(),
                YoloHead.of(loaded.graph().getConfiguration()),
                loaded.card().preprocessing(),
                suppression);
        List<Row> rows = new ArrayList<>();
        boolean allRead = true;
        long start = System.nanoTime(), looking = 0;
        try (Progress progress = new Progress(console, "detecting", "images", 1, pictures.size())) {
            for (Path file : pictures) {
                try {
                    Image picture = ImageReader.read(file);
                    long before = System.nanoTime();
                    List<Detection> found = detector.detect(picture, threshold);
                    looking += System.nanoTime() - before;
                    rows.add(new Row(
                            file.toString(),
                            found.stream().map(one -> found(one, labels)).toList()));
                    if (out != null) {
                        Path drawn = out.resolve(file.getFileName() + ".png");
                        AtomicFile.write(
                                drawn,
                                stream -> ImageIO.write(AnnotatedPicture.of(picture, found, labels), "png", stream));
                    }
                } catch (DataException e) {
                    console.error(e.getMessage());
                    allRead = false;
                }
                progress.at(rows.size());
            }
        }
        if (rows.size() > 1) {
            console.note(String.format(
                    Locale.ROOT,
                    "%d pictures, %.1f a second; looking at them alone %.1f a second",
                    rows.size(),
                    rows.size() * 1e9 / (System.nanoTime() - start),
                    rows.size() * 1e9 / looking));
        }
        if (console.json()) {
            console.printJson(rows);
        } else if (!rows.isEmpty()) {
            console.print(table(rows));
        }
        return allRead ? Main.DONE : Main.FAILED;
    }

    private static Found found(Detection detection, List<String> labels) {
        return new Found(
                labels.get(detection.label()),
                detection.score(),
                detection.box().x(),
                detection.box().y(),
                detection.box().width(),
                detection.box().height());
    }

    private static String table(List<Row> rows) {
        Table table = new Table("llrrrrr", "FILE", "LABEL", "SCORE", "X", "Y", "WIDTH", "HEIGHT");
        for (Row row : rows) {
            if (row.boxes().isEmpty()) {
                table.row(row.file(), "-", "-", "-", "-", "-", "-");
            }
            for (Found found : row.boxes()) {
                table.row(
                        row.file(),
                        found.label(),
                        String.format(Locale.ROOT, "%.2f", found.score()),
                        whole(found.x()),
                        whole(found.y()),
                        whole(found.width()),
                        whole(found.height()));
            }
        }
        return table.toString();
    }

    private static String whole(double pixels) {
        return String.valueOf(Math.round(pixels));
    }
}
