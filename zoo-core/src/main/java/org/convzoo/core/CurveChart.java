package org.convzoo.core;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss and error of several trainings over their epochs, as a picture: two charts side by side. */
public final class CurveChart {
    private static final int WIDTH = 560, HEIGHT = 420; // of each chart, in pixels

    private CurveChart() {}

    /**
     * Writes the picture whole or not at all.
     *
     * @param png its name ends in .png
     * @throws ZooException if the file cannot be written, or Java finds no font to write with
     */
    public static void write(RunComparison comparison, Path png) {
        requirePng(png);
        if (!Lettering.HAS_FONTS) {
            throw new ZooException("Java finds no font to letter the charts with: install fontconfig and a font");
        }
        List<XYChart> charts = List.of(
                chart(comparison, "Training loss (nats)", EpochMetrics::trainLoss),
                chart(comparison, "Validation error (%)", epoch -> 100 * (1 - epoch.validationScore())));
        BufferedImage image = new BufferedImage(charts.size() * WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < charts.size(); i++) {
            Graphics2D graphics = (Graphics2D) image.getGraphics().create(i * WIDTH, 0, WIDTH, HEIGHT);
            charts.get(i).paint(graphics, WIDTH, HEIGHT);
            graphics.dispose();
        }
        AtomicFile.write(png, out -> ImageIO.write(image, "png", out));
    }

    /** Refuses a name that promises another format, before anything is computed. */
    public static void requirePng(Path file) {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new ZooException("the charts are written as a .png file, not as " + file.getFileName());
        }
    }

    private static XYChart chart(RunComparison comparison, String title, ToDoubleFunction<EpochMetrics> value) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.InsideNE)
                .setChartBackgroundColor(Color.WHITE)
                .setLegendBorderColor(Color.LIGHT_GRAY);
        for (RunComparison.Row row : comparison.rows()) {
            double[] epochs =
                    row.history().stream().mapToDouble(EpochMetrics::epoch).toArray();
            double[] values = row.history().stream().mapToDouble(value).toArray();
            chart.addSeries(row.name(), epochs, values)
                    .setMarker(
                            epochs.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE); // a line needs two points
        }
        return chart;
    }
}
