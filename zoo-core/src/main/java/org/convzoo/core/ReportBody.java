package org.convzoo.core;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.core.EvaluationResult.ClassMetrics;
import org.convzoo.core.Report.Content;
import org.convzoo.core.Report.Mistake;

/** What stands between {@code <body>} and the scripts of a report, from top to bottom. */
final class ReportBody {
    private final StringBuilder out = new StringBuilder();
    private final Content content;
    private final EvaluationResult validation;

    private ReportBody(Content content) {
        this.content = content;
        this.validation = content.validation();
    }

    static String of(Content content) {
        ReportBody body = new ReportBody(content);
        body.header();
        body.add("<main>\n");
        body.curves();
        body.parts();
        body.section("Confusion matrix", ReportConfusion.of(body.validation));
        body.perClass();
        body.calibration();
        body.roc();
        body.mistakes();
        body.folded("Epochs", body.epochs());
        body.folded("Options", "<pre>" + Html.escape(content.optionsJson()) + "</pre>");
        body.folded("Environment", body.environment());
        body.add("</main>\n<footer>Written by ConvZoo. Charts: uPlot, MIT licence (in this page's source).</footer>\n");
        return body.out.toString();
    }

    private void header() {
        add("<header>\n<h1>", Html.escape(content.title()), "</h1>\n");
        add("<pre class=\"command\">", Html.escape(content.command()), "</pre>\n<dl class=\"figures\">\n");
        figure("Validation accuracy", percent(validation.accuracy()), count(validation.images()) + " pictures");
        if (content.test() != null) {
            figure(
                    "Test accuracy",
                    percent(content.test().accuracy()),
                    count(content.test().images()) + " pictures");
        }
        figure(
                "Best epoch",
                Integer.toString(content.bestEpoch()),
                "of " + content.history().size());
        figure("Parameters", count(content.parameters()), "trainable");
        double seconds =
                content.history().stream().mapToDouble(EpochMetrics::seconds).sum();
        double images = content.history().stream()
                .mapToDouble(epoch -> epoch.seconds() * epoch.imagesPerSecond())
                .sum();
        figure("Training time", duration(seconds), "without evaluation");
        figure("Speed", seconds > 0 ? count(Math.round(images / seconds)) : "–", "pictures per second");
        add("</dl>\n</header>\n");
    }

    private void figure(String name, String value, String note) {
        add("<div><dt>", name, "</dt><dd>", value, "<small>", note, "</small></dd></div>\n");
    }

    private void curves() {
        String charts = chart("loss", "Loss")
                + chart("accuracy", "Validation accuracy")
                + chart("learning-rate", "Learning rate")
                + chart("speed", "Training speed, pictures per second");
        section(
                "Curves",
                "<p class=\"note\">The dashed line is the best epoch, whose weights were kept. Drag over a chart to look closer,"
                        + " double-click to go back.</p>\n<div class=\"charts\">\n" + charts + "</div>\n"
                        + "<noscript><p>The charts need JavaScript; the numbers stand under Epochs.</p></noscript>\n");
    }

    private static String chart(String id, String title) {
        return "<div class=\"chart\"><h3>" + title + "</h3><div class=\"plot\" id=\"" + id
                + "\" role=\"img\" aria-label=\"" + title + "\"></div></div>\n";
    }

    private void parts() {
        StringBuilder table = new StringBuilder(
                "<div class=\"scroll\"><table><thead><tr><th>part</th><th class=\"number\">pictures</th>"
                        + "<th class=\"number\">accuracy</th><th class=\"number\">top-5</th><th class=\"number\">cross-entropy</th>"
                        + "<th class=\"number\">calibration error</th><th class=\"number\">AUC</th></tr></thead>\n<tbody>\n");
        for (EvaluationResult result :
                content.test() == null ? List.of(validation) : List.of(validation, content.test())) {
            table.append("<tr><th scope=\"row\">")
                    .append(Html.escape(result.split()))
                    .append("</th>");
            cell(table, count(result.images()));
            cell(table, percent(result.accuracy()));
            cell(table, result.perClass().size() > 5 ? percent(result.top5()) : "–");
            cell(table, number(result.crossEntropy()));
            cell(table, percent(result.calibrationError()));
            cell(table, result.auc() == null ? "–" : number(result.auc()));
            table.append("</tr>\n");
        }
        section(
                "Evaluation",
                table + "</tbody></table></div>\n<p class=\"note after\">What follows is of the part <i>"
                        + Html.escape(validation.split())
                        + "</i>: whoever tunes by it leaves the test part unseen.</p>\n");
    }

    private void perClass() {
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>class</th>"
                + "<th class=\"number\">pictures</th><th class=\"number\">precision</th><th class=\"number\">recall</th>"
                + "<th class=\"number\">F1</th><th></th></tr></thead>\n<tbody>\n");
        for (ClassMetrics c : validation.perClass()) {
            table.append("<tr><th scope=\"row\" class=\"text\">")
                    .append(Html.escape(c.label()))
                    .append("</th>");
            cell(table, count(c.images()));
            cell(table, number(c.precision()));
            cell(table, number(c.recall()));
            cell(table, number(c.f1()));
            table.append("<td class=\"bar\"><meter min=\"0\" max=\"1\" value=\"")
                    .append(number(c.f1()))
                    .append("\" aria-label=\"F1\"></meter></td></tr>\n");
        }
        section("Classes", table + "</tbody></table></div>\n");
    }

    private void calibration() {
        section(
                "Calibration",
                "<p class=\"note\">How often the net is right, by how sure it is. On the dashed line it is as often right as it says;"
                        + " below it is too sure. Expected calibration error: <b>"
                        + percent(validation.calibrationError())
                        + "</b> (Guo et al. 2017, 15 bins).</p>\n<div class=\"charts\">\n"
                        + chart("reliability", "Accuracy by confidence")
                        + chart("confidence", "Pictures by confidence")
                        + "</div>\n");
    }

    private void roc() {
        if (validation.auc() == null) {
            return;
        }
        section(
                "ROC",
                "<p class=\"note\">Positive is the class <i>"
                        + Html.escape(validation.perClass().get(1).label())
                        + "</i>. Area under the curve: <b>" + number(validation.auc())
                        + "</b>.</p>\n<div class=\"charts\">\n" + chart("roc", "True positives by false positives")
                        + "</div>\n");
    }

    private void mistakes() {
        if (content.mistakes().isEmpty()) {
            return;
        }
        StringBuilder figures = new StringBuilder();
        figures.append("<p class=\"note\">Wrong predictions of which the net was most sure.</p>\n");
        figures.append("<div class=\"mistakes\">\n");
        for (Mistake mistake : content.mistakes()) {
            String label = Html.escape(mistake.trueLabel());
            String predicted = Html.escape(mistake.predictedLabel());
            figures.append("<figure>")
                    .append(ReportPicture.element(mistake.image(), mistake.id()))
                    .append("<figcaption>true <span class=\"true\">")
                    .append(label)
                    .append("</span><br>predicted <span class=\"predicted\">")
                    .append(predicted)
                    .append("</span> ")
                    .append(percent(mistake.probability()))
                    .append("<br><small>")
                    .append(Html.escape(mistake.id()))
                    .append("</small></figcaption></figure>\n");
        }
        section("Worst mistakes", figures + "</div>\n");
    }

    private String epochs() {
        StringBuilder table = new StringBuilder(
                "<div class=\"scroll\"><table class=\"wide\"><thead><tr>"
                        + "<th class=\"number\">epoch</th><th class=\"number\">learning rate</th><th class=\"number\">training loss</th>"
                        + "<th class=\"number\">validation loss</th><th class=\"number\">validation accuracy</th>"
                        + "<th class=\"number\">seconds</th><th class=\"number\">pictures per second</th></tr></thead>\n<tbody>\n");
        for (EpochMetrics epoch : content.history()) {
            table.append("<tr>");
            cell(table, Integer.toString(epoch.epoch()));
            cell(table, String.format(Locale.ROOT, "%.3g", epoch.learningRate()));
            cell(table, number(epoch.trainLoss()));
            cell(table, number(epoch.validationLoss()));
            cell(table, percent(epoch.validationAccuracy()));
            cell(table, String.format(Locale.ROOT, "%.1f", epoch.seconds()));
            cell(table, count(Math.round(epoch.imagesPerSecond())));
            table.append("</tr>\n");
        }
        return table + "</tbody></table></div>\n";
    }

    private String environment() {
        StringBuilder table = new StringBuilder("<table><tbody>\n");
        for (Map.Entry<String, ?> entry : content.environment().entrySet()) {
            table.append("<tr><th scope=\"row\">")
                    .append(Html.escape(entry.getKey()))
                    .append("</th><td class=\"text\">")
                    .append(Html.escape(String.valueOf(entry.getValue())))
                    .append("</td></tr>\n");
        }
        return table + "</tbody></table>\n";
    }

    private void section(String title, String html) {
        add("<section>\n<h2>", title, "</h2>\n", html, "</section>\n");
    }

    private void folded(String title, String html) {
        add("<section><details>\n<summary>", title, "</summary>\n", html, "</details></section>\n");
    }

    private void add(String... parts) {
        for (String part : parts) {
            out.append(part);
        }
    }

    private static void cell(StringBuilder table, String text) {
        table.append("<td class=\"number\">").append(text).append("</td>");
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
