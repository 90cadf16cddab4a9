package org.convzoo.course;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Lettering;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Bars and curves as panels, by the library that draws the trainings' curves for {@code zoo compare}. */
public final class Charts {
    static final int HEIGHT = 340; // pixels
    private static final Color[] COLORS = {
        new Color(0x2f6fb7),
        new Color(0xe07b39),
        new Color(0x3d9970),
        new Color(0x8e6bbf),
        new Color(0xb0413e),
        new Color(0x4a4a4a)
    };

    private Charts() {}

    /**
     * Bars side by side.
     *
     * @param width of the picture
     * @param names of the groups, from left to right
     * @param values by series, one per group
     */
    public static BufferedImage bars(int width, String title, List<String> names, Map<String, List<Double>> values) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(width)
                .height(HEIGHT)
                .title(title)
                .build();
        style(chart.getStyler(), values.size());
        chart.getStyler().setAvailableSpaceFill(0.7).setPlotGridVerticalLinesVisible(false);
        values.forEach((series, numbers) -> chart.addSeries(series, names, numbers));
        return drawn(chart, width);
    }

    /**
     * Curves over a common axis.
     *
     * @param logarithmic whether each step of the vertical axis is a power of ten
     * @param y by curve, one value per x
     */
    public static BufferedImage curves(
            int width, String title, String xTitle, double[] x, boolean logarithmic, Map<String, double[]> y) {
        XYChart chart = new XYChartBuilder()
                .width(width)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .build();
        style(chart.getStyler(), y.size());
        chart.getStyler().setYAxisLogarithmic(logarithmic);
        y.forEach((name, values) -> chart.addSeries(name, Arrays.copyOf(x, values.length), values)
                .setMarker(values.length > 12 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE));
        return drawn(chart, width);
    }

    static void style(AxesChartStyler styler, int series) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setSeriesColors(COLORS)
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendSeriesLineLength(12)
                .setLegendPadding(6)
                .setLegendVisible(series > 1)
                .setDecimalPattern("#,##0.###");
    }

    /** Java letters charts with the machine's fonts; where it has none, a line says so, and the numbers are printed anyway. */
    static BufferedImage drawn(Chart<?, ?> chart, int width) {
        BufferedImage picture = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        if (Lettering.HAS_FONTS) {
            chart.paint(graphics, width, HEIGHT);
        } else {
            new Lettering(false)
                    .draw(graphics, "no font to letter a chart with", 8, 8, width - 16, 13, false, Color.WHITE);
        }
        graphics.dispose();
        return picture;
    }
}
