package org.convzoo.style;

import java.util.List;
import java.util.Locale;
import org.convzoo.core.Evaluation;
import org.convzoo.core.ModelCard;

/**
 * How a style net paints, mean per picture.
 *
 * @param model id
 * @param data name of the data set
 * @param split part of it
 * @param images number of pictures
 * @param painted costs of the paintings
 * @param unpainted costs of the pictures as they are
 */
public record StyleResult(String model, String data, String split, int images, Costs painted, Costs unpainted)
        implements Evaluation {
    /** The share of the costs that painting took away; 0 where it added some. */
    @Override
    public double score() {
        return Math.max(0, 1 - painted.total() / unpainted.total());
    }

    @Override
    public double loss() {
        return painted.total();
    }

    @Override
    public List<ModelCard.Metric> metrics() {
        return List.of(
                new ModelCard.Metric(data, split, StyleTask.MEASURE, score(), images),
                new ModelCard.Metric(data, split, "content", painted.content(), images),
                new ModelCard.Metric(data, split, "style", painted.style(), images),
                new ModelCard.Metric(data, split, "total", painted.total(), images));
    }

    /** For people. */
    public String toTable() {
        return "%s on %s (%s, %d pictures)%n%s".formatted(model, data, split, images, table());
    }

    private String table() {
        StringBuilder lines = new StringBuilder();
        line(lines, "COST", "PICTURE", "PAINTING");
        line(lines, "content", number(unpainted.content()), number(painted.content()));
        line(lines, "style", number(unpainted.style()), number(painted.style()));
        line(lines, "variation", number(unpainted.variation()), number(painted.variation()));
        line(lines, "total", number(unpainted.total()), number(painted.total()));
        return lines.toString();
    }

    private static void line(StringBuilder lines, String name, String before, String after) {
        lines.append(String.format(Locale.ROOT, "%-10s%12s%12s%n", name, before, after));
    }

    private static String number(double cost) {
        return String.format(Locale.ROOT, "%.4g", cost);
    }
}
