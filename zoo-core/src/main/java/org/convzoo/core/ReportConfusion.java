package org.convzoo.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.core.EvaluationResult.ClassMetrics;

/** The part of a report that shows which classes are taken for which. */
final class ReportConfusion {
    private static final int MAX_CLASSES = 100; // a larger table says nothing to the eye
    private static final int MAX_PAIRS = 15;

    private ReportConfusion() {}

    static String of(EvaluationResult result) {
        StringBuilder out = new StringBuilder();
        if (result.perClass().size() <= MAX_CLASSES) {
            out.append(
                    "<p class=\"note\">Rows are true classes, columns predicted ones. The shade is the share of the row.</p>\n");
        }
        out.append("<div class=\"side\">\n");
        if (result.perClass().size() <= MAX_CLASSES) {
            table(out, result);
        }
        pairs(out, result);
        return out.append("</div>\n").toString();
    }

    private static void table(StringBuilder out, EvaluationResult result) {
        List<ClassMetrics> classes = result.perClass();
        int numClasses = classes.size();
        int longest = classes.stream().mapToInt(c -> c.label().length()).max().orElse(0);
        String size = numClasses > 40 ? " tiny" : numClasses > 16 ? " small" : "";
        String turned = longest > (numClasses <= 6 ? 12 : 3) ? " turned" : "";
        out.append("<div class=\"scroll\"><table class=\"confusion")
                .append(size)
                .append(turned)
                .append("\">\n");
        out.append("<thead><tr><th class=\"corner\">true \\ predicted</th>");
        classes.forEach(c ->
                out.append("<th scope=\"col\">").append(Html.escape(c.label())).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (int k = 0; k < numClasses; k++) {
            out.append("<tr><th scope=\"row\">")
                    .append(Html.escape(classes.get(k).label()))
                    .append("</th>");
            for (int j = 0; j < numClasses; j++) {
                int count = result.confusion()[k][j];
                if (count == 0) {
                    out.append("<td></td>");
                } else {
                    long heat = (long) Math.ceil(10.0 * count / classes.get(k).images());
                    out.append("<td class=\"")
                            .append(k == j ? "hit h" : "miss h")
                            .append(heat)
                            .append("\">");
                    out.append(count).append("</td>");
                }
            }
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }

    private record Pair(int label, int predicted, int count) {}

    private static void pairs(StringBuilder out, EvaluationResult result) {
        List<ClassMetrics> classes = result.perClass();
        List<Pair> pairs = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            for (int j = 0; j < classes.size(); j++) {
                if (k != j && result.confusion()[k][j] > 0) {
                    pairs.add(new Pair(k, j, result.confusion()[k][j]));
                }
            }
        }
        if (classes.size() <= 2 || pairs.isEmpty()) {
            return; // the table says it all
        }
        pairs.sort(Comparator.comparingInt(Pair::count).reversed());
        out.append("<div><h3>Most frequent confusions</h3>\n<table><thead><tr><th>true</th><th>predicted</th>");
        out.append("<th class=\"number\">pictures</th><th class=\"number\">of the class</th></tr></thead>\n<tbody>\n");
        for (Pair pair : pairs.subList(0, Math.min(MAX_PAIRS, pairs.size()))) {
            ClassMetrics label = classes.get(pair.label());
            out.append("<tr><td class=\"true\">").append(Html.escape(label.label()));
            out.append("</td><td class=\"predicted\">")
                    .append(Html.escape(classes.get(pair.predicted()).label()));
            out.append("</td><td class=\"number\">").append(ReportBody.count(pair.count()));
            out.append("</td><td class=\"number\">").append(ReportBody.percent((double) pair.count() / label.images()));
            out.append("</td></tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }
}
