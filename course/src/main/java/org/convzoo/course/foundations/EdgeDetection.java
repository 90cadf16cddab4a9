package org.convzoo.course.foundations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberGrid;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;

/**
 * Filters that answer where a picture changes: a positive number where it is lighter on one side, a negative one where it is darker, zero where it
 * is even.
 *
 * <p>A picture of 6 x 6 and a filter of 3 x 3 give 4 x 4 numbers.
 *
 * <p>Sources: Prewitt, "Object enhancement and extraction", 1970; Sobel and Feldman, 1968; Scharr, "Optimal operators in digital image
 * processing", Heidelberg 2000.
 */
public final class EdgeDetection {
    /** A filter of 3 x 3: light on the left minus light on the right, or top minus bottom. */
    public enum Filter {
        VERTICAL,
        HORIZONTAL,
        SOBEL,
        SCHARR;

        /** [3][3]. */
        public double[][] weights() {
            return switch (this) {
                case VERTICAL -> new double[][] {{1, 0, -1}, {1, 0, -1}, {1, 0, -1}};
                case HORIZONTAL -> new double[][] {{1, 1, 1}, {0, 0, 0}, {-1, -1, -1}};
                case SOBEL -> new double[][] {{1, 0, -1}, {2, 0, -2}, {1, 0, -1}};
                case SCHARR -> new double[][] {{3, 0, -3}, {10, 0, -10}, {3, 0, -3}};
            };
        }

        /** Its title: Sobel. */
        String title() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }
    }

    private static final int SIDE = 192;

    private EdgeDetection() {}

    /**
     * A filter over a grey picture, without padding.
     *
     * @param picture [H][W]
     * @param filter [f][f]
     * @return [H - f + 1][W - f + 1]
     */
    public static double[][] apply(double[][] picture, double[][] filter) {
        return ConvolutionSteps.forward(
                new double[][][][] {{picture}}, new double[][][][] {{filter}}, new double[] {0}, 1, 0)[0][0];
    }

    /** Light on the left, dark on the right, [6][6]. */
    static double[][] lightToDark() {
        double[][] picture = new double[6][6];
        for (double[] row : picture) {
            Arrays.fill(row, 0, 3, 10);
        }
        return picture;
    }

    /** The numbers of a small picture, and what the filters make of a drawn one. */
    public static Exhibit demonstrate() {
        double[][] small = lightToDark();
        NumberTable table = NumberTable.of(2, "FILTER", "NINE NUMBERS, ROW BY ROW", "A ROW OF 10 10 10 0 0 0 GIVES");
        double[][] scene = DrawnScene.grey()[0][0];
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(NumberGrid.of(small), List.of("light to dark, 6 x 6")));
        panels.add(new Panel(
                NumberGrid.of(apply(small, Filter.VERTICAL.weights())), List.of("vertical edges of it, 4 x 4")));
        panels.add(new Panel(
                NumberGrid.of(apply(mirrored(small), Filter.VERTICAL.weights())),
                List.of("of the same from dark to light")));
        panels.add(new Panel(
                Shown.fitted(DrawnScene.picture(), SIDE).toBufferedImage(),
                List.of("drawn, turned grey for the filters")));
        for (Filter filter : Filter.values()) {
            table.row(filter.title(), numbers(filter.weights()), row(apply(small, filter.weights())[0]));
            panels.add(new Panel(
                    SignedMap.of(apply(scene, filter.weights()), SIDE),
                    List.of(filter.title() + ": " + numbers(filter.weights()))));
        }
        panels.add(new Panel(SignedMap.of(strength(scene), SIDE), List.of("Sobel both ways, strength")));
        return new Exhibit(table.text(), 3, panels);
    }

    private static double[][] mirrored(double[][] picture) {
        double[][] mirrored = new double[picture.length][picture[0].length];
        for (int i = 0; i < picture.length; i++) {
            for (int j = 0; j < picture[0].length; j++) {
                mirrored[i][j] = picture[i][picture[0].length - 1 - j];
            }
        }
        return mirrored;
    }

    /**
     * How strong edges are, whatever their direction: Sobel's filter, and the same turned, as the two sides of a right angle.
     *
     * @param picture [H][W]
     * @return [H - 2][W - 2]
     */
    public static double[][] strength(double[][] picture) {
        double[][] across = apply(picture, Filter.SOBEL.weights());
        double[][] down = apply(picture, transposed(Filter.SOBEL.weights()));
        for (int i = 0; i < across.length; i++) {
            for (int j = 0; j < across[0].length; j++) {
                across[i][j] = Math.hypot(across[i][j], down[i][j]);
            }
        }
        return across;
    }

    private static double[][] transposed(double[][] filter) {
        double[][] transposed = new double[filter[0].length][filter.length];
        for (int i = 0; i < filter.length; i++) {
            for (int j = 0; j < filter[0].length; j++) {
                transposed[j][i] = filter[i][j];
            }
        }
        return transposed;
    }

    /** Row by row, with strokes between. */
    private static String numbers(double[][] filter) {
        return String.join(" | ", Arrays.stream(filter).map(EdgeDetection::row).toList());
    }

    private static String row(double[] numbers) {
        return String.join(
                " ",
                Arrays.stream(numbers)
                        .mapToObj(number -> NumberTable.decimals(number, 0))
                        .toList());
    }
}
