package org.convzoo.facenet;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.ZooException;

/**
 * Pairs of faces that somebody chose, in the format of Labeled Faces in the Wild (Huang, Ramesh, Berg, Learned-Miller, technical report
 * 07-49, University of Massachusetts, 2007; {@code pairs.txt} of its README). The first line has the number of folds and a number n; then
 * each fold has n pairs of one person, {@code name i j}, and n of two, {@code name1 i name2 j}. Picture 7 of somebody is
 * {@code name/name_0007.jpg}.
 *
 * @param file where they stand
 * @param folds each of which is tested with the threshold that suits the others
 */
public record LfwPairs(Path file, List<List<Pair>> folds) {
    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_FOLDS = 1000;
    private static final List<String> EXTENSIONS = List.of("jpg", "jpeg", "png", "pgm", "ppm", "bmp");

    /**
     * One picture of somebody.
     *
     * @param number from 1
     */
    public record Shot(String name, int number) {
        /**
         * Its file in a folder with a folder per person.
         *
         * @throws ZooException if there is none
         */
        public Path in(Path folder) {
            String stem = String.format(Locale.ROOT, "%s_%04d.", name, number);
            Path person = folder.resolve(name);
            return EXTENSIONS.stream()
                    .map(extension -> person.resolve(stem + extension))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new ZooException("no picture " + person.resolve(stem + "jpg")));
        }
    }

    /** Two pictures. */
    public record Pair(Shot first, Shot second) {
        public boolean same() {
            return first.name().equals(second.name());
        }
    }

    public LfwPairs {
        folds = folds.stream().map(List::copyOf).toList();
    }

    /** All pairs, fold by fold. */
    public List<Pair> all() {
        return folds.stream().flatMap(List::stream).toList();
    }

    /**
     * Reads a file.
     *
     * @throws ZooException if there is none, or a line is wrong: the message has its number
     */
    public static LfwPairs read(Path file) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ZooException(file + " is too large for a list of pairs: more than 64 MiB");
            }
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new ZooException("no such file: " + file, e);
        } catch (MalformedInputException e) {
            throw new ZooException(file + " is no list of pairs: it is not text in UTF-8", e);
        } catch (IOException e) {
            throw new ZooException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return new LfwPairs(file, new Parser(file, lines).folds());
    }

    /** Goes through the lines; what it throws knows where it is. */
    private static final class Parser {
        private final Path file;
        private final List<String> lines;
        private int next;

        Parser(Path file, List<String> lines) {
            this.file = file;
            this.lines = lines;
        }

        List<List<Pair>> folds() {
            String[] header = lines.isEmpty() ? new String[0] : words();
            // One of LFW's files for choosing a model has no folds, and the number alone.
            if (header.length < 1 || header.length > 2) {
                throw wrong("expected the number of folds and of pairs, as '10 300'");
            }
            int count = header.length == 2 ? number(header[0]) : 1;
            int half = number(header[header.length - 1]);
            if (count > MAX_FOLDS || half > lines.size()) {
                throw wrong("more pairs are announced than the file has lines");
            }
            List<List<Pair>> folds = new ArrayList<>();
            for (int fold = 0; fold < count; fold++) {
                List<Pair> pairs = new ArrayList<>();
                for (int i = 0; i < 2 * half; i++) {
                    pairs.add(pair(i < half));
                }
                folds.add(pairs);
            }
            while (next < lines.size()) {
                if (!lines.get(next++).isBlank()) {
                    throw wrong("more pairs than the first line announces");
                }
            }
            return folds;
        }

        private Pair pair(boolean same) {
            if (next >= lines.size()) {
                next++;
                throw wrong("the file ends before the pairs that the first line announces");
            }
            String[] words = words();
            if (words.length != (same ? 3 : 4)) {
                throw wrong("expected " + (same ? "'name i j'" : "'name1 i name2 j'"));
            }
            Shot first = new Shot(name(words[0]), number(words[1]));
            Shot second = new Shot(name(words[same ? 0 : 2]), number(words[words.length - 1]));
            if (!same && first.name().equals(second.name())) {
                throw wrong("a pair of two people has one name twice");
            }
            return new Pair(first, second);
        }

        /** Names may have spaces where tabs separate. */
        private String[] words() {
            String line = lines.get(next++).strip();
            return line.split(line.contains("\t") ? "\\s*\t\\s*" : "\\s+");
        }

        private String name(String text) {
            if (text.isEmpty() || text.startsWith(".") || text.matches(".*[/\\\\:\\x00].*")) {
                throw wrong("a name must be that of a folder, not a path");
            }
            return text;
        }

        private int number(String text) {
            if (!text.matches("[1-9]\\d{0,6}")) {
                throw wrong("expected a number from 1, not '" + text + "'");
            }
            return Integer.parseInt(text);
        }

        private ZooException wrong(String what) {
            return new ZooException(file + " line " + Math.max(1, next) + ": " + what);
        }
    }
}
