package org.convzoo.core;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.EvaluationResult.ClassMetrics;
import org.convzoo.core.Report.Charts;
import org.convzoo.core.Report.Details;
import org.convzoo.core.Report.Figure;
import org.convzoo.core.Report.Section;

/** What a report tells of a classifier. */
public final class ClassificationReport {
    private ClassificationReport() {}

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
     * Figures and sections.
     *
     * @param validation of the weights that were kept; the details are of this part, so that whoever tunes by them leaves the test
     *     part unseen
     * @param test null where there is no test part; only its figures are shown
     * @param mistakes the worst ones of the validation part, as many as are to be shown
     */
    public static Details of(EvaluationResult validation, EvaluationResult test, List<Mistake> mistakes) {
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("Validation accuracy", validation));
        if (test != null) {
            figures.add(figure("Test accuracy", test));
        }
        List<Section> sections = new ArrayList<>();
        sections.add(parts(validation, test));
        sections.add(new Section("Confusion matrix", ReportConfusion.of(validation)));
        sections.add(perClass(validation));
        sections.add(calibration(validation));
        if (validation.auc() != null) {
            sections.add(roc(validation));
        }
        if (!mistakes.isEmpty()) {
            sections.add(mistakes(mistakes));
        }
        return new Details(figures, sections, new Charts(validation.reliability(), validation.roc()));
    }

    private static Figure figure(String name, EvaluationResult result) {
        return new Figure(name, ReportBody.percent(result.accuracy()), ReportBody.count(result.images()) + " pictures");
    }

    private static Section parts(EvaluationResult validation, EvaluationResult test) {
        StringBuilder table = new StringBuilder(
                "<div class=\"scroll\"><table><thead><tr><th>part</th><th class=\"number\">pictures</th>"
                        + "<th class=\"number\">accuracy</th><th class=\"number\">top-5</th><th class=\"number\">cross-entropy</th>"
                        + "<th class=\"number\">calibration error</th><th class=\"number\">AUC</th></tr></thead>\n<tbody>\n");
        for (EvaluationResult result : test == null ? List.of(validation) : List.of(validation, test)) {
            table.append("<tr><th scope=\"row\">")
                    .append(Html.escape(result.split()))
                    .append("</th>");
            ReportBody.cell(table, ReportBody.count(result.images()));
            ReportBody.cell(table, ReportBody.percent(result.accuracy()));
            ReportBody.cell(table, result.perClass().size() > 5 ? ReportBody.percent(result.top5()) : "–");
            ReportBody.cell(table, ReportBody.number(result.crossEntropy()));
            ReportBody.cell(table, ReportBody.percent(result.calibrationError()));
            ReportBody.cell(table, result.auc() == null ? "–" : ReportBody.number(result.auc()));
            table.append("</tr>\n");
        }
        return new Section(
                "Evaluation",
                table + "</tbody></table></div>\n<p class=\"note after\">What follows is of the part <i>"
                        + Html.escape(validation.split())
                        + "</i>: whoever tunes by it leaves the test part unseen.</p>\n");
    }

    private static Section perClass(EvaluationResult validation) {
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table class=\"wide\"><thead><tr><th>class</th>"
                + "<th class=\"number\">pictures</th><th class=\"number\">precision</th><th class=\"number\">recall</th>"
                + "<th class=\"number\">F1</th><th></th></tr></thead>\n<tbody>\n");
        for (ClassMetrics c : validation.perClass()) {
            table.append("<tr><th scope=\"row\" class=\"text\">")
                    .append(Html.escape(c.label()))
                    .append("</th>");
            ReportBody.cell(table, ReportBody.count(c.images()));
            ReportBody.cell(table, ReportBody.number(c.precision()));
            ReportBody.cell(table, ReportBody.number(c.recall()));
            ReportBody.cell(table, ReportBody.number(c.f1()));
            table.append("<td class=\"bar\"><meter min=\"0\" max=\"1\" value=\"")
                    .append(ReportBody.number(c.f1()))
                    .append("\" aria-label=\"F1\"></meter></td></tr>\n");
        }
        return new Section("Classes", table + "</tbody></table></div>\n");
    }

    private static Section calibration(EvaluationResult validation) {
        return new Section(
                "Calibration",
                "<p class=\"note\">How often the net is right, by how sure it is. On the dashed line it is as often right as it says;"
                        + " below it is too sure. Expected calibration error: <b>"
                        + ReportBody.percent(validation.calibrationError())
                        + "</b> (Guo et al. 2017, 15 bins).</p>\n<div class=\"charts\">\n"
                        + ReportBody.chart("reliability", "Accuracy by confidence")
                        + ReportBody.chart("confidence", "Pictures by confidence")
                        + "</div>\n");
    }

    private static Section roc(EvaluationResult validation) {
        return new Section(
                "ROC",
                "<p class=\"note\">Positive is the class <i>"
                        + Html.escape(validation.perClass().get(1).label())
                        + "</i>. Area under the curve: <b>" + ReportBody.number(validation.auc())
                        + "</b>.</p>\n<div class=\"charts\">\n"
                        + ReportBody.chart("roc", "True positives by false positives")
                        + "</div>\n");
    }

    private static Section mistakes(List<Mistake> mistakes) {
        StringBuilder figures = new StringBuilder();
        figures.append("<p class=\"note\">Wrong predictions of which the net was most sure.</p>\n");
        figures.append("<div class=\"mistakes\">\n");
        for (Mistake mistake : mistakes) {
            String label = Html.escape(mistake.trueLabel());
            String predicted = Html.escape(mistake.predictedLabel());
            figures.append("<figure>")
                    .append(ReportPicture.element(mistake.image(), mistake.id()))
                    .append("<figcaption>true <span class=\"true\">")
                    .append(label)
                    .append("</span><br>predicted <span class=\"predicted\">")
                    .append(predicted)
                    .append("</span> ")
                    .append(ReportBody.percent(mistake.probability()))
                    .append("<br><small>")
                    .append(Html.escape(mistake.id()))
                    .append("</small></figcaption></figure>\n");
        }
        return new Section("Worst mistakes", figures + "</div>\n");
    }
}
