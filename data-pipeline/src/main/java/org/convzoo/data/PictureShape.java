package org.convzoo.data;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What the pictures of a data set are like.
 *
 * @param channels 1 where all are grey, else 3
 * @param height in pixels
 * @param width in pixels
 */
public record PictureShape(int channels, int height, int width) {
    private static final int SAMPLE = 25;

    /** The medians over some pictures, evenly spaced: a few that are larger by far change nothing. */
    public static PictureShape typical(Split split) {
        int count = Math.min(SAMPLE, split.size());
        List<Image> pictures = IntStream.range(0, count)
                .mapToObj(i -> split.image((int) ((long) i * split.size() / count)))
                .toList();
        int channels = pictures.stream().mapToInt(Image::channels).max().orElseThrow();
        return new PictureShape(channels, median(pictures, Image::height), median(pictures, Image::width));
    }

    private static int median(List<Image> pictures, ToIntFunction<Image> side) {
        int[] sides = pictures.stream().mapToInt(side).toArray();
        Arrays.sort(sides);
        return sides[sides.length / 2];
    }
}
