package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Predictor.Score;
import org.convzoo.core.Tta;
import org.convzoo.data.DataException;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo predict}. */
@Command(
        name = "predict",
        description =
                "Tell what is on pictures. A picture that cannot be read is told on stderr, the others are predicted;"
                        + " the exit code is then 1.",
        footer = {
            "",
            "Examples:",
            "  zoo predict lenet5.mnist digit.png",
            "  zoo predict runs/a/best.zip,runs/b/best.zip one.png two.png --top 3 --json"
        })
final class PredictCommand extends BaseCommand {
    private static final int BATCH = 64; // pictures in memory at a time

    @Parameters(
            index = "0",
            paramLabel = "MODEL|FILE[,MODEL...]",
            completionCandidates = Choices.Weights.class,
            description = "Weights that zoo list shows, or a model file. Several, with commas between, are an ensemble:"
                    + " the mean of their probabilities.")
    String models;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Picture files.")
    List<Path> files;

    @Option(names = "--top", paramLabel = "K", description = "So many of the likeliest classes. Default: 1.")
    int top = 1;

    @Option(
            names = "--tta",
            paramLabel = "VIEWS",
            completionCandidates = Choices.Ttas.class,
            description = "Views of each picture to average over: ${COMPLETION-CANDIDATES}. Default: none.")
    Tta tta = Tta.NONE;

    @Mixin
    InferenceOption engine;

    @Mixin
    JsonOption json;

    PredictCommand(Console console) {
        super(console);
    }

    /** One picture's. */
    record Row(String file, List<Score> predictions) {}

    @Override
    public Integer call() {
        if (top < 1) {
            throw new IllegalArgumentException("--top must be >= 1, got " + top);
        }
        ImageReader.warmUp();
        List<Row> rows = new ArrayList<>();
        boolean allRead = true;
        try (Ensemble ensemble = Ensemble.load(models, engine, console);
                Progress progress = new Progress(console, "predicting", "images", 1, files.size())) {
            for (int from = 0; from < files.size(); from += BATCH) {
                List<Path> batch = files.subList(from, Math.min(files.size(), from + BATCH));
                allRead &= predict(ensemble, batch, rows);
                progress.at(from + batch.size());
            }
        }
        if (console.json()) {
            console.printJson(rows);
        } else if (!rows.isEmpty()) {
            console.print(table(rows));
        }
        return allRead ? Main.DONE : Main.FAILED;
    }

    /** Adds a row for each picture that can be read; false if one cannot. */
    private boolean predict(Ensemble ensemble, List<Path> files, List<Row> rows) {
        List<Image> images = new ArrayList<>();
        List<Path> read = new ArrayList<>();
        for (Path file : files) {
            try {
                images.add(ImageReader.read(file));
                read.add(file);
            } catch (DataException e) {
                console.error(e.getMessage());
            }
        }
        List<List<Score>> scores = ensemble.predict(images, top, tta);
        for (int i = 0; i < read.size(); i++) {
            rows.add(new Row(read.get(i).toString(), scores.get(i)));
        }
        return read.size() == files.size();
    }

    private static String table(List<Row> rows) {
        Table table = new Table("llr", "FILE", "LABEL", "PROBABILITY");
        for (Row row : rows) {
            for (Score score : row.predictions()) {
                table.row(row.file(), score.label(), String.format(Locale.ROOT, "%.4f", score.probability()));
            }
        }
        return table.toString();
    }
}
