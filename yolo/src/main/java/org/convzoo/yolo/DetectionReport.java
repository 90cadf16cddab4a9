package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.core.Html;
import org.convzoo.core.Report.Charts;
import org.convzoo.core.Report.Details;
import org.convzoo.core.Report.Figure;
import org.convzoo.core.Report.Section;
import org.convzoo.core.ReportPicture;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.BoxPicture;
import org.convzoo.yolo.DetectionMetrics.Point;
import org.convzoo.yolo.DetectionResult.Found;
import org.convzoo.yolo.DetectionResult.OfClass;

/** What a report tells of a detector. */
final class DetectionReport {
    private static final int PICTURES = 12, PICTURE_SIDE = 352;
    private static final int SIDE = 360; // of the chart, in pixels
    private static final int MAX_POINTS = 400;
    private static final float GOLDEN = 0.618034f; // neighbouring classes get hues far apart

    private DetectionReport() {}

    /**
     * Figures and sections.
     *
     * @param test null where there is no test part; only its figures are shown
     * @param pictures of the validation part
     */
    static Details of(DetectionResult validation, DetectionResult test, List<BoxPicture> pictures) {
        List<Figure> figures = new ArrayList<>();
        List<DetectionResult> results = test == null ? List.of(validation) : List.of(validation, test);
        for (DetectionResult result : results) {
            String part = result.split().substring(0, 1).toUpperCase(Locale.ROOT)
                    + result.split().substring(1);
            figures.add(new Figure(
                    part + " mAP50", DetectionResult.percent(result.map50()), result.images() + " pictures"));
        }
        List<Section> sections = new ArrayList<>();
        sections.add(parts(results));
        sections.add(new Section("Precision over recall", curves(validation)));
        if (validation.confusion() != null) {
            sections.add(new Section("Confusion matrix", confusion(validation)));
        }
        sections.add(perClass(validation));
        sections.add(pictures(validation, pictures));
        return new Details(figures, sections, Charts.NONE);
    }

    private static Section parts(List<DetectionResult> results) {
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>");
        heads(table, "part", "pictures", "things", "mAP50", "mAP50-95", "VOC 2007", "VOC 2010", "loss");
        for (DetectionResult result : results) {
            row(
                    table,
                    result.split(),
                    String.valueOf(result.images()),
                    String.valueOf(result.things()),
                    DetectionResult.percent(result.map50()),
                    DetectionResult.percent(result.map50To95()),
                    DetectionResult.percent(result.voc07()),
                    DetectionResult.percent(result.voc10()),
                    String.format(Locale.ROOT, "%.4f", result.loss()));
        }
        return new Section(
                "Evaluation",
                table + "</tbody></table></div>\n<p class=\"note after\">What follows is of the part <i>"
                        + Html.escape(results.get(0).split())
                        + "</i>: whoever tunes by it leaves the test part unseen.</p>\n");
    }

    private static Section perClass(DetectionResult result) {
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>");
        heads(table, "class", "things", "AP50", "AP50-95", "precision", "recall");
        result.perClass()
                .forEach((label, one) -> row(
                        table,
                        label,
                        String.valueOf(one.things()),
                        DetectionResult.percent(one.ap50()),
                        DetectionResult.percent(one.ap50To95()),
                        DetectionResult.percent(one.precision()),
                        DetectionResult.percent(one.recall())));
        return new Section(
                "Classes",
                table + "</tbody></table></div>\n"
                        + String.format(
                                Locale.ROOT,
                                "<p class=\"note after\">Precision and recall of detections with a score of %.2f or more.</p>%n",
                                result.threshold()));
    }

    private static void heads(StringBuilder table, String first, String... others) {
        table.append("<thead><tr><th>").append(first).append("</th>");
        for (String other : others) {
            table.append("<th class=\"number\">").append(other).append("</th>");
        }
        table.append("</tr></thead>\n<tbody>\n");
    }

    private static void row(StringBuilder table, String first, String... others) {
        table.append("<tr><th scope=\"row\" class=\"text\">")
                .append(Html.escape(first))
                .append("</th>");
        for (String other : others) {
            table.append("<td class=\"number\">").append(other).append("</td>");
        }
        table.append("</tr>\n");
    }

    /** A drawing of lines, one per class. */
    private static String curves(DetectionResult result) {
        StringBuilder out = new StringBuilder("<p class=\"note\">At an overlap of 0.5; recall to the right, precision"
                + " up, both from 0 to 1.</p>\n<div class=\"side\">\n");
        out.append(String.format(
                Locale.ROOT,
                "<svg width=\"%1$d\" height=\"%1$d\" viewBox=\"-2 -2 %2$d %2$d\" role=\"img\" aria-label=\"precision over recall\">"
                        + "<rect width=\"%3$d\" height=\"%3$d\" fill=\"none\" stroke=\"gray\"/>",
                SIDE,
                SIDE + 4,
                SIDE));
        StringBuilder key = new StringBuilder("<table><tbody>\n");
        int label = 0;
        for (Map.Entry<String, OfClass> one : result.perClass().entrySet()) {
            String color = String.format(Locale.ROOT, "hsl(%.0f 80%% 45%%)", 360 * (label * GOLDEN % 1));
            List<Point> points = result.curves().get(one.getKey());
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < points.size(); i += 1 + points.size() / MAX_POINTS) {
                line.append(String.format(
                        Locale.ROOT,
                        "%.1f,%.1f ",
                        SIDE * points.get(i).recall(),
                        SIDE * (1 - points.get(i).precision())));
            }
            out.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                    .append(color)
                    .append("\" points=\"")
                    .append(line)
                    .append("\"/>");
            key.append("<tr><td style=\"color:").append(color).append("\">&#9632;</td><td class=\"text\">");
            key.append(Html.escape(one.getKey()))
                    .append("</td><td class=\"number\">")
                    .append(DetectionResult.percent(one.getValue().ap50()))
                    .append("</td></tr>\n");
            label++;
        }
        return out.append("</svg>\n")
                .append(key)
                .append("</tbody></table></div>\n")
                .toString();
    }

    private static String confusion(DetectionResult result) {
        List<String> names = new ArrayList<>(result.perClass().keySet());
        names.add("background");
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "<p class=\"note\">Rows are marked things, columns found ones with a score of %.2f or more. Beside the background"
                        + " stand what was missed and what is nothing.</p>%n<div class=\"scroll\"><table>",
                result.threshold()));
        heads(table, "marked \\ found", names.stream().map(Html::escape).toArray(String[]::new));
        for (int i = 0; i < names.size(); i++) {
            String[] cells = new String[names.size()];
            for (int j = 0; j < cells.length; j++) {
                int count = result.confusion()[i][j];
                cells[j] = count == 0 ? "" : String.valueOf(count);
            }
            row(table, names.get(i), cells);
        }
        return table + "</tbody></table></div>\n";
    }

    /** Those in which most is wrong. */
    private static Section pictures(DetectionResult result, List<BoxPicture> pictures) {
        int[] mistakes = result.found().stream()
                .mapToInt(found -> mistakes(result, found))
                .toArray();
        List<Integer> worst = new ArrayList<>();
        for (int i = 0; i < mistakes.length; i++) {
            worst.add(i);
        }
        worst.sort(Comparator.comparingInt((Integer i) -> -mistakes[i]));
        List<String> labels = List.copyOf(result.perClass().keySet());
        StringBuilder figures =
                new StringBuilder("<p class=\"note\">Those in which most is missed, or is nothing. Framed is what the"
                        + " net finds.</p>\n<div class=\"mistakes\">\n");
        for (int i : worst.subList(0, Math.min(PICTURES, worst.size()))) {
            Found found = result.found().get(i);
            List<Detection> sure = sure(result, found);
            figures.append("<figure>")
                    .append(ReportPicture.element(
                            AnnotatedPicture.of(pictures.get(i).read().image(), sure, labels),
                            found.file(),
                            PICTURE_SIDE))
                    .append("<figcaption>")
                    .append(sure.size())
                    .append(" found, ")
                    .append(found.marked().size())
                    .append(" marked<br><small>")
                    .append(Html.escape(found.file()))
                    .append("</small></figcaption></figure>\n");
        }
        return new Section("Hardest pictures", figures + "</div>\n");
    }

    private static List<Detection> sure(DetectionResult result, Found found) {
        return found.detections().stream()
                .filter(one -> one.score() >= result.threshold())
                .toList();
    }

    private static int mistakes(DetectionResult result, Found found) {
        DetectionConfusion own = new DetectionConfusion(result.perClass().size(), result.threshold());
        own.add(found.detections(), found.marked());
        return own.mistakes();
    }
}
