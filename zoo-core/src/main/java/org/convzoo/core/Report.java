package org.convzoo.core;

import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The page that a training leaves: {@code report.html}, one file that opens anywhere and loads nothing.
 *
 * <p>Names of classes and files are untrusted: they are escaped, and a Content Security Policy lets only the page's own two scripts
 * run, by their hashes.
 */
public final class Report {
    private Report() {}

    /**
     * What there is to tell.
     *
     * @param title of the page, {@code lenet5 on mnist}
     * @param command that trains the net again
     * @param parameters trainable ones
     * @param history one entry per epoch, in order
     * @param validation of the weights that were kept; the details are of this part, so that whoever tunes by them leaves the test
     *     part unseen
     * @param test null where there is no test part; only its figures are shown
     * @param mistakes the worst ones of the validation part, as many as are to be shown
     * @param optionsJson how the net was trained, formatted
     * @param environment versions, processor, threads
     */
    public record Content(
            String title,
            String command,
            long parameters,
            List<EpochMetrics> history,
            EvaluationResult validation,
            EvaluationResult test,
            List<Mistake> mistakes,
            String optionsJson,
            Map<String, ?> environment) {
        public Content {
            history = List.copyOf(history);
            mistakes = List.copyOf(mistakes);
        }

        /** The epoch whose weights were kept; 0 before the first one. */
        int bestEpoch() {
            return EpochMetrics.best(history).map(EpochMetrics::epoch).orElse(0);
        }
    }

    /**
     * A wrong prediction with its picture.
     *
     * @param image small ones are shown enlarged, large ones are reduced to {@value ReportPicture#SIDE} pixels
     * @param trueLabel what it is
     * @param predictedLabel what the net says
     * @param probability of the predicted class
     * @param id name of the picture
     */
    public record Mistake(
            BufferedImage image, String trueLabel, String predictedLabel, double probability, String id) {}

    /**
     * Writes the page whole or not at all.
     *
     * @throws ZooException if the file cannot be written
     */
    public static void write(Path file, Content content) {
        byte[] page = page(content).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(file, out -> out.write(page));
    }

    static String page(Content content) {
        UplotFiles uplot = UplotFiles.read();
        String script = UplotFiles.text("report/report.js");
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
                style-src 'unsafe-inline'; script-src %s %s; base-uri 'none'; form-action 'none'">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style>
                <style>%s</style>
                </head>
                <body>
                %s
                <script type="application/json" id="report-data">%s</script>
                <script>%s</script>
                <script>%s</script>
                </body>
                </html>
                """.formatted(
                        Html.hash(uplot.script()),
                        Html.hash(script),
                        Html.escape(content.title()),
                        uplot.css(),
                        UplotFiles.text("report/report.css"),
                        ReportBody.of(content),
                        Html.json(ReportData.of(content)),
                        uplot.script(),
                        script);
    }
}
