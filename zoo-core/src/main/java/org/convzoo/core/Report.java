package org.convzoo.core;

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
     * @param measure name of the validation score
     * @param history one entry per epoch, in order
     * @param keptEpoch whose weights were kept; 0 before the first one
     * @param details what the task has to tell
     * @param optionsJson how the net was trained, formatted
     * @param environment versions, processor, threads
     */
    public record Content(
            String title,
            String command,
            long parameters,
            String measure,
            List<EpochMetrics> history,
            int keptEpoch,
            Details details,
            String optionsJson,
            Map<String, ?> environment) {
        public Content {
            history = List.copyOf(history);
        }
    }

    /**
     * What is told beside the course of the training.
     *
     * @param figures at the head of the page
     * @param sections below the curves
     * @param charts numbers that the sections' charts show
     */
    public record Details(List<Figure> figures, List<Section> sections, Charts charts) {
        public Details {
            figures = List.copyOf(figures);
            sections = List.copyOf(sections);
        }
    }

    /** A figure with its name and a small note, all of them plain text without markup. */
    public record Figure(String name, String value, String note) {}

    /**
     * A part of the page.
     *
     * @param title plain text
     * @param html whose names of classes and files are escaped ({@link Html})
     */
    public record Section(String title, String html) {}

    /**
     * Numbers behind a classifier's charts.
     *
     * @param reliability null: there is no such chart
     * @param roc null likewise
     */
    public record Charts(List<Calibration.Bin> reliability, List<Roc.Point> roc) {
        /** No such charts. */
        public static final Charts NONE = new Charts(null, null);
    }

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
