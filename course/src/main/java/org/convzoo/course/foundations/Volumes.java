package org.convzoo.course.foundations;

import java.util.Random;
import java.util.function.Supplier;

/** Arrays [N][C][H][W] of numbers, and what is asked of them. */
final class Volumes {
    private Volumes() {}

    /** Normally distributed numbers; the same for a seed on every machine. */
    static double[][][][] random(int n, int c, int h, int w, long seed) {
        Random random = new Random(seed);
        double[][][][] numbers = new double[n][c][h][w];
        for (double[][][] volume : numbers) {
            for (double[][] plane : volume) {
                for (double[] row : plane) {
                    for (int i = 0; i < w; i++) {
                        row[i] = random.nextGaussian();
                    }
                }
            }
        }
        return numbers;
    }

    /** The sum of the products of numbers at the same places. */
    static double dot(double[][][][] a, double[][][][] b) {
        double sum = 0;
        for (int n = 0; n < a.length; n++) {
            for (int c = 0; c < a[n].length; c++) {
                for (int i = 0; i < a[n][c].length; i++) {
                    for (int j = 0; j < a[n][c][i].length; j++) {
                        sum += a[n][c][i][j] * b[n][c][i][j];
                    }
                }
            }
        }
        return sum;
    }

    /**
     * The largest difference between slopes and central differences of a cost.
     *
     * @param numbers that the cost depends on; changed one at a time, and put back
     * @param slopes of the cost by each of them
     * @param h half the distance of the differences
     */
    static double largestError(double[][][][] numbers, double[][][][] slopes, Supplier<Double> cost, double h) {
        double largest = 0;
        for (int n = 0; n < numbers.length; n++) {
            for (int c = 0; c < numbers[n].length; c++) {
                for (int i = 0; i < numbers[n][c].length; i++) {
                    for (int j = 0; j < numbers[n][c][i].length; j++) {
                        double before = numbers[n][c][i][j];
                        numbers[n][c][i][j] = before + h;
                        double above = cost.get();
                        numbers[n][c][i][j] = before - h;
                        double below = cost.get();
                        numbers[n][c][i][j] = before;
                        largest = Math.max(largest, Math.abs((above - below) / (2 * h) - slopes[n][c][i][j]));
                    }
                }
            }
        }
        return largest;
    }
}
