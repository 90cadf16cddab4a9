package org.convzoo.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Digits 0 to 9 in sign language: 2,062 photographs of one hand each.
 *
 * <p>About 218 people signed, each up to ten digits, and the numbers in the files' names follow the order in which they did. A person's
 * neighbouring pictures in more than one part would make the test easy. So each class, in the order of its numbers, is cut into blocks, and
 * between blocks of different parts {@value #GUARD} pictures are left out. The division is listed in the resource {@code sign-digits.txt}.
 *
 * <p>Five folds for cross-validation, {@code sign-digits:fold=1} to {@code :fold=5}, test on a fifth of each class, block after block, so that each
 * picture is tested on once in all. A tenth at the class's other end validates, and training pictures keep the same distance from both.
 */
final class SignDigits {
    static final String FILES = "Dataset/[0-9]/IMG_[0-9]{4}\\.JPG";
    static final int FOLDS = 5;
    static final int GUARD = 20;

    /** Of {@link #decode}. */
    private static final int VERSION = 1;

    private static final int CLASSES = 10;
    private static final String LIST = "sign-digits.txt";

    private SignDigits() {}

    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, 1_158);
        images.put(Dataset.VALIDATION, 200);
        images.put(Dataset.TEST, 304);
        return images;
    }

    static CatalogSource source(CatalogEntry entry) {
        return new ArchivedPictures(entry, SignDigits::decode, VERSION, names -> {
            Map<String, String> listed = listed();
            return places(names, (of, i, name) -> listed.getOrDefault(name, Division.Place.LEFT_OUT));
        });
    }

    /** Fold 1 to {@link #FOLDS}. */
    static CatalogSource fold(CatalogEntry entry, int fold) {
        return new ArchivedPictures(
                entry, SignDigits::decode, VERSION, names -> places(names, (of, i, name) -> part(of, i, fold)));
    }

    private interface Chooser {
        /** Part of picture {@code i} of the {@code of} that a class has. */
        String part(int of, int i, String name);
    }

    private static void decode(String name, byte[] content, PictureFile.Writer pictures) throws IOException {
        pictures.add(name.substring("Dataset/".length()), ImageReader.read(content, name));
    }

    /** The numbers have four digits, so that names sorted as text are sorted by number. */
    private static List<Division.Place> places(List<String> names, Chooser chooser) {
        int[] of = new int[CLASSES];
        names.forEach(name -> of[label(name)]++);
        int[] next = new int[CLASSES];
        List<Division.Place> places = new ArrayList<>();
        for (String name : names) {
            int label = label(name);
            places.add(new Division.Place(chooser.part(of[label], next[label]++, name), label));
        }
        return places;
    }

    private static int label(String name) {
        return name.charAt(0) - '0';
    }

    /** Part of picture {@code i} of {@code of} in a fold. */
    static String part(int of, int i, int fold) {
        int testFrom = of * (fold - 1) / FOLDS;
        int testTo = of * fold / FOLDS;
        // At the end that is farther from the block tested on, so that one guard serves between the two where it can.
        boolean atEnd = fold == 1 || fold == 4;
        int validationFrom = atEnd ? of - of / 10 : 0;
        int validationTo = atEnd ? of : of / 10;
        if (i >= testFrom && i < testTo) {
            return Dataset.TEST;
        }
        if (i >= validationFrom && i < validationTo) {
            return Dataset.VALIDATION;
        }
        boolean near = near(i, testFrom, testTo) || near(i, validationFrom, validationTo);
        return near ? Division.Place.LEFT_OUT : Dataset.TRAIN;
    }

    private static boolean near(int i, int from, int to) {
        return i >= from - GUARD && i < to + GUARD;
    }

    private static Map<String, String> listed() {
        Map<String, String> parts = new HashMap<>();
        try (InputStream in = SignDigits.class.getResourceAsStream(LIST)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] fields = line.split(" ", -1);
                parts.put(fields[1], fields[0]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parts;
    }
}
