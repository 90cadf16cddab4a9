package org.convzoo.course;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines and dots over two axes whose ends are given, as a small panel. */
public final class Plot {
    private static final int WIDTH = 380; // pixels

    private final XYChart chart;
    private final double bottom;
    private final double top;

    /** Axes, each from its first to its second number. */
    public Plot(String acrossTitle, double left, double right, String upTitle, double bottom, double top) {
        this.bottom = bottom;
        this.top = top;
        this.chart = new XYChartBuilder()
                .width(WIDTH)
                .height(Charts.HEIGHT)
                .xAxisTitle(acrossTitle)
                .yAxisTitle(upTitle)
                .build();
        chart.getStyler()
                .setXAxisMin(left)
                .setXAxisMax(right)
                .setYAxisMin(bottom)
                .setYAxisMax(top);
    }

    /** The numbers across are exponents of ten, and lettered as these powers. */
    public Plot powersOfTenAcross() {
        chart.getStyler()
                .setxAxisTickLabelsFormattingFunction(exponent -> exponent == Math.rint(exponent)
                        ? String.format(Locale.ROOT, "%.0f", Math.pow(10, exponent))
                        : "");
        return this;
    }

    /** Points that a line joins; what lies beyond the axes is cut off. */
    public Plot line(String name, double[] x, double... y) {
        chart.addSeries(name, x, y).setMarker(SeriesMarkers.NONE);
        return this;
    }

    /** Points alone. */
    public Plot dots(String name, double[] x, double... y) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE);
        return this;
    }

    /** A vertical line. */
    public Plot mark(String name, double x) {
        chart.addSeries(name, new double[] {x, x}, new double[] {bottom, top})
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(Color.DARK_GRAY)
                .setLineStyle(
                        new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 1, new float[] {4, 3}, 0));
        return this;
    }

    public BufferedImage picture() {
        Charts.style(chart.getStyler(), chart.getSeriesMap().size());
        return Charts.drawn(chart, WIDTH);
    }
}
