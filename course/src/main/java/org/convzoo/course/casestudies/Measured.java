package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** What took hours: figures of the pages in {@code docs}, which the build lays beside this class. */
final class Measured {
    private Measured() {}

    /** Cells of the row of {@code docs/results.md} that begins with a command. */
    static List<String> result(String command) {
        return lines("results.md")
                .filter(line -> line.startsWith("| `" + command + "` |"))
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
                .map(cells -> cells.subList(2, cells.size() - 1))
                .findFirst()
                .orElseThrow();
    }

    /** Cells of the row that begins with a run's name, in what {@code zoo compare} says on a page. */
    static List<String> run(String page, String run) {
        return lines(page)
                .map(String::strip)
                .filter(line -> line.startsWith(run + " "))
                .map(line -> List.of(line.split(" {2,}", -1)))
                .findFirst()
                .orElseThrow();
    }

    /** The mean accuracies of a page, from above: {@code 79.01 %}. */
    static List<String> means(String page) {
        return lines(page)
                .filter(line -> line.contains("mean test accuracy of"))
                .map(line -> line.replaceFirst(".*runs: ([0-9.]+ %).*", "$1"))
                .toList();
    }

    /** A picture of a page. */
    static BufferedImage picture(String name) {
        try (InputStream in = open(name)) {
            return ImageIO.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> lines(String page) {
        try (InputStream in = open(page)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = Measured.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("no resource " + name + " beside " + Measured.class.getName());
        }
        return in;
    }
}
