package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Gallery;
import org.convzoo.facenet.GalleryWeights;
import org.convzoo.facenet.Identification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo face identify}. */
@Command(
        name = "identify",
        description = {
            "Tell who of a gallery is on pictures, or that it is none of them.",
            "A picture without a face is told on stderr, the others are identified; the exit code is then 1."
        },
        footer = {"", "Example:", "  zoo face identify visitor.jpg --gallery friends.gallery --out annotated"})
final class FaceIdentifyCommand extends BaseCommand {
    @Parameters(arity = "1..*", paramLabel = "IMAGE|DIR", description = "Picture files, and folders of them.")
    List<Path> files;

    @Mixin
    GalleryOption gallery;

    @Option(names = "--top", paramLabel = "K", description = "So many of the nearest people. Default: 3.")
    int top = 3;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures with the faces marked, as PNG.")
    Path out;

    @Mixin
    FaceOption faces;

    @Mixin
    ThresholdOption threshold;

    @Mixin
    JsonOption json;

    FaceIdentifyCommand(Console console) {
        super(console);
    }

    /** @param name null: nobody of the gallery */
    record Row(
            String file,
            String name,
            double distance,
            double threshold,
            FaceReader.Frame face,
            List<Identification.Candidate> candidates) {}

    @Override
    public Integer call() {
        if (top < 1) {
            throw new IllegalArgumentException("--top must be >= 1, got " + top);
        }
        List<Path> pictures = PictureArguments.files(files);
        List<Path> targets = out == null ? List.of() : PictureArguments.targets(out, pictures);
        FacePipeline pipeline = faces.pipeline(gallery.file, console);
        double limit = threshold.require(pipeline.embedder().model().card());
        Gallery people = gallery.tell(Gallery.open(gallery.file, GalleryWeights.of(pipeline.embedder())), console);
        people.requireSomebody();
        FaceReader reader = new FaceReader(pipeline, console);
        List<Row> rows = new ArrayList<>();
        boolean all = true;
        try (Progress progress = new Progress(console, "identifying", "images", 1, pictures.size())) {
            for (int i = 0; i < pictures.size(); i++) {
                try {
                    FaceReader.Found found = reader.read(pictures.get(i));
                    Identification who =
                            people.identify(reader.embed(List.of(found)).get(0), limit);
                    rows.add(row(found, who));
                    if (out != null) {
                        found.write(targets.get(i), words(rows.get(rows.size() - 1)));
                    }
                } catch (DataException | ZooException e) {
                    console.error(e.getMessage());
                    all = false;
                }
                progress.at(i + 1L);
            }
        }
        if (console.json()) {
            console.printJson(rows);
        } else if (!rows.isEmpty()) {
            console.print(table(rows));
        }
        return all ? Main.DONE : Main.FAILED;
    }

    private Row row(FaceReader.Found found, Identification who) {
        List<Identification.Candidate> nearest =
                who.candidates().subList(0, Math.min(top, who.candidates().size()));
        return new Row(
                found.name(),
                who.name().orElse(null),
                nearest.get(0).distance(),
                who.threshold(),
                found.frame(),
                nearest);
    }

    private static String name(Row row) {
        return row.name() == null ? "unknown" : row.name();
    }

    private static String words(Row row) {
        return String.format(Locale.ROOT, "%s %.3f", name(row), row.distance());
    }

    private static String table(List<Row> rows) {
        Table table = new Table("llrl", "FILE", "NAME", "DISTANCE", "NEAREST");
        for (Row row : rows) {
            String nearest = String.join(
                    ", ",
                    row.candidates().stream()
                            .map(one -> String.format(Locale.ROOT, "%s %.3f", one.name(), one.distance()))
                            .toList());
            table.row(row.file(), name(row), String.format(Locale.ROOT, "%.3f", row.distance()), nearest);
        }
        return table.toString();
    }
}
