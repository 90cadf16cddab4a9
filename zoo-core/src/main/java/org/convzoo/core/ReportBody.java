package org.convzoo.core;

import java.util.Locale;
import java.util.Map;
import org.convzoo.core.Report.Content;

/** What stands between {@code <body>} and the scripts of a report, from top to bottom. */
final class ReportBody {
    private final StringBuilder out = new StringBuilder();
    private final Content content;

    private ReportBody(Content content) {
        this.content = content;
    }

    static String of(Content content) {
        ReportBody body = new ReportBody(content);
        body.header();
        body.add("<main>\n");
        body.curves();
        content.details().sections().forEach(section -> body.section(section.title(), section.html()));
        body.folded("Epochs", body.epochs());
        body.folded("Options", "<pre>" + Html.escape(content.optionsJson()) + "</pre>");
        body.folded("Environment", body.environment());
        body.add("</main>\n<footer>Written by ConvZoo. Charts: uPlot, MIT licence (in this page's source).</footer>\n");
        return body.out.toString();
    }

    private void header() {
        add("<header>\n<h1>", Html.escape(content.title()), "</h1>\n");
        add("<pre class=\"command\">", Html.escape(content.command()), "</pre>\n<dl class=\"figures\">\n");
        content.details().figures().forEach(figure -> figure(figure.name(), figure.value(), figure.note()));
        figure(
                "Kept epoch",
                Integer.toString(content.keptEpoch()),
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
        add("<div><dt>", Html.escape(name), "</dt><dd>", Html.escape(value));
        add("<small>", Html.escape(note), "</small></dd></div>\n");
    }

    private void curves() {
        String charts = chart("loss", "Loss")
                + chart("score", "Validation " + Html.escape(content.measure()))
                + chart("learning-rate", "Learning rate")
                + chart("speed", "Training speed, pictures per second");
        section(
                "Curves",
                "<p class=\"note\">The dashed line is the epoch whose weights were kept. Drag over a chart to look closer,"
                        + " double-click to go back.</p>\n<div class=\"charts\">\n" + charts + "</div>\n"
                        + "<noscript><p>The charts need JavaScript; the numbers stand under Epochs.</p></noscript>\n");
    }

    static String chart(String id, String title) {
        return "<div class=\"chart\"><h3>" + title + "</h3><div class=\"plot\" id=\"" + id
                + "\" role=\"img\" aria-label=\"" + title + "\"></div></div>\n";
    }

    private String epochs() {
        StringBuilder table = new StringBuilder(
                "<div class=\"scroll\"><table class=\"wide\"><thead><tr>"
                        + "<th class=\"number\">epoch</th><th class=\"number\">learning rate</th><th class=\"number\">training loss</th>"
                        + "<th class=\"number\">validation loss</th><th class=\"number\">validation "
                        + Html.escape(content.measure())
                        + "</th><th class=\"number\">seconds</th><th class=\"number\">pictures per second</th></tr></thead>\n<tbody>\n");
        for (EpochMetrics epoch : content.history()) {
            table.append("<tr>");
            cell(table, Integer.toString(epoch.epoch()));
            cell(table, String.format(Locale.ROOT, "%.3g", epoch.learningRate()));
            cell(table, number(epoch.trainLoss()));
            cell(table, number(epoch.validationLoss()));
            cell(table, percent(epoch.validationScore()));
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
        add("<section>\n<h2>", Html.escape(title), "</h2>\n", html, "</section>\n");
    }

    private void folded(String title, String html) {
        add("<section><details>\n<summary>", title, "</summary>\n", html, "</details></section>\n");
    }

    private void add(String... parts) {
        for (String part : parts) {
            out.append(part);
        }
    }

    static void cell(StringBuilder table, String text) {
        table.append("<td class=\"number\">").append(text).append("</td>");
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }

    static String number(double value) {
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
