package org.convzoo.course.casestudies;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;
import org.convzoo.data.Split;

/** A few of the digits that the pipeline draws, bit for bit the same on every machine: 1 x 28 x 28, classes in turn, 0 to 9. */
final class DrawnDigits {
    static final int CLASSES = 10, SIDE = 14, PIXELS = SIDE * SIDE;

    private static final Dataset DIGITS = Datasets.open("digits"); // once: drawing all of them takes a second

    private DrawnDigits() {}

    /** Those to learn from. */
    static Split train() {
        return DIGITS.part(Dataset.TRAIN);
    }

    /** Those to be judged by. */
    static Split test() {
        return DIGITS.part(Dataset.TEST);
    }

    /** Classes of the first so many. */
    static int[] labels(Split split, int count) {
        return IntStream.range(0, count).map(split::label).toArray();
    }

    /** 14 x 14 numbers, 0 to 1, which a small net reads four times as fast: of 1 x 28 x 28 means of 2 x 2 pixels, of larger ones of more. */
    static double[] pixels(Image digit) {
        int f = digit.width() / SIDE;
        double[] numbers = new double[PIXELS];
        for (int y = 0; y < f * SIDE; y++) {
            for (int x = 0; x < f * SIDE; x++) {
                numbers[y / f * SIDE + x / f] += digit.at(0, y, x) / (255.0 * f * f);
            }
        }
        return numbers;
    }

    /** The first so many in a form that a net reads, [count][numbers]. */
    static double[][] first(Split split, int count, Function<Image, double[]> form) {
        return IntStream.range(0, count)
                .mapToObj(i -> form.apply(split.image(i)))
                .toArray(double[][]::new);
    }
}
