package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.CurveChart;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.facenet.EmbeddingSheet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo face embed}. */
@Command(
        name = "embed",
        description = {
            "Print the embedding of the face on each picture.",
            "A line has a file and its numbers, with tabs between. A picture without a face is told"
                    + " on stderr; the exit code is then 1."
        },
        footer = {
            "",
            "Examples:",
            "  zoo face embed ada.jpg --json",
            "  zoo face embed people/ada people/ben --sheet people.png"
        })
final class FaceEmbedCommand extends BaseCommand {
    private static final int BATCH = 32; // faces in memory at a time

    @Parameters(arity = "1..*", paramLabel = "IMAGE|DIR", description = "Picture files, and folders of them.")
    List<Path> files;

    @Option(
            names = "--sheet",
            paramLabel = "FILE",
            description = "PNG to draw the embeddings on, in two dimensions, with a colour per folder.")
    Path sheet;

    @Mixin
    FaceOption faces;

    @Mixin
    JsonOption json;

    FaceEmbedCommand(Console console) {
        super(console);
    }

    /** One picture's. */
    @SuppressWarnings("ArrayRecordComponent") // written, never compared
    record Row(String file, float[] embedding) {}

    @Override
    public Integer call() {
        List<Path> pictures = PictureArguments.files(files);
        if (sheet != null) {
            CurveChart.requirePng(sheet);
        }
        FaceReader reader = new FaceReader(faces.pipeline(console), console);
        List<Row> rows = new ArrayList<>();
        boolean all = true;
        try (Progress progress = new Progress(console, "embedding", "images", 1, pictures.size())) {
            for (int from = 0; from < pictures.size(); from += BATCH) {
                int to = Math.min(pictures.size(), from + BATCH);
                all &= embed(reader, pictures.subList(from, to), rows);
                progress.at(to);
            }
        }
        if (sheet != null) {
            EmbeddingSheet.write(
                    rows.stream().map(Row::embedding).toList(),
                    rows.stream().map(row -> person(Path.of(row.file()))).toList(),
                    sheet);
        }
        if (console.json()) {
            console.printJson(rows);
        } else {
            rows.forEach(row -> console.print(line(row)));
        }
        return all ? Main.DONE : Main.FAILED;
    }

    /** Adds a row for each face; false if a picture has none. */
    private boolean embed(FaceReader reader, List<Path> pictures, List<Row> rows) {
        List<FaceReader.Found> found = new ArrayList<>();
        for (Path file : pictures) {
            try {
                found.add(reader.read(file));
            } catch (DataException | ZooException e) {
                console.error(e.getMessage());
            }
        }
        if (!found.isEmpty()) {
            List<float[]> embeddings = reader.embed(found);
            for (int i = 0; i < found.size(); i++) {
                rows.add(new Row(found.get(i).name(), embeddings.get(i)));
            }
        }
        return found.size() == pictures.size();
    }

    /** The folder that a picture is in is taken for whose it is. */
    private static String person(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return folder.getFileName() == null ? "/" : folder.getFileName().toString();
    }

    private static String line(Row row) {
        StringBuilder line = new StringBuilder(row.file());
        for (float value : row.embedding()) {
            line.append('\t').append(value);
        }
        return line.toString();
    }
}
