package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.facenet.Face;
import org.convzoo.facenet.Point;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoo face align}. */
@Command(
        name = "align",
        description = {
            "Cut the largest face out of each picture and set it upright.",
            "It is as the net's training had faces: for --aligned, and for training on. A picture without a face is told"
                    + " on stderr; the exit code is then 1."
        },
        footer = {"", "Example:", "  zoo face align people/ada --out aligned/ada"})
final class FaceAlignCommand extends BaseCommand {
    @Parameters(arity = "1..*", paramLabel = "IMAGE|DIR", description = "Picture files, and folders of them.")
    List<Path> files;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder for the faces, as PNG.")
    Path out;

    @Spec
    CommandSpec spec;

    @Mixin
    FaceOption faces;

    @Mixin
    JsonOption json;

    FaceAlignCommand(Console console) {
        super(console);
    }

    /**
     * One picture's.
     *
     * @param chip the file that was written
     * @param faces that the picture shows
     * @param face the largest
     * @param landmarks its eyes, nose and corners of the mouth, left before right as in the picture
     */
    record Row(String file, String chip, int faces, FaceReader.Frame face, List<Point> landmarks) {}

    @Override
    public Integer call() {
        if (faces.aligned) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--aligned says that there is nothing to align: leave it out");
        }
        List<Path> pictures = PictureArguments.files(files);
        List<Path> targets = PictureArguments.targets(out, pictures);
        FaceReader reader = new FaceReader(faces.pipeline(console), console);
        List<Row> rows = new ArrayList<>();
        try (Progress progress = new Progress(console, "aligning", "images", 1, pictures.size())) {
            for (int i = 0; i < pictures.size(); i++) {
                try {
                    FaceReader.Found found = reader.read(pictures.get(i));
                    AtomicFile.write(
                            targets.get(i),
                            stream -> ImageIO.write(found.chip().image().toBufferedImage(), "png", stream));
                    rows.add(row(found, targets.get(i)));
                } catch (DataException | ZooException e) {
                    console.error(e.getMessage());
                }
                progress.at(i + 1L);
            }
        }
        if (console.json()) {
            console.printJson(rows);
        } else {
            rows.forEach(row -> console.print(row.chip()));
        }
        return rows.size() == pictures.size() ? Main.DONE : Main.FAILED;
    }

    private static Row row(FaceReader.Found found, Path chip) {
        List<Point> landmarks = found.chip().face().map(Face::landmarks).orElse(List.of());
        return new Row(found.name(), chip.toString(), found.chip().faces(), found.frame(), landmarks);
    }
}
