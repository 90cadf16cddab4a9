package org.convzoo.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * AT&amp;T's "Database of Faces": ten pictures each of forty people, 92 x 112, grey. Parts differ in their people: people 1 to 25 train, 26
 * to 30 validate, 31 to 40 test.
 *
 * <p>Four folds for cross-validation, {@code att-faces:fold=1} to {@code :fold=4}, test on ten people each, so that each is tested on once in
 * all; the five before them, counted in a circle, validate. The fourth fold is the data set itself.
 */
final class AttFaces {
    static final String FILES = "s[0-9]{1,2}/[0-9]{1,2}\\.pgm";
    static final int PEOPLE = 40, PICTURES = 10, FOLDS = 4;
    static final int HEIGHT = 112, WIDTH = 92;
    private static final int TESTED = PEOPLE / FOLDS, VALIDATING = 5;

    private AttFaces() {}

    static List<String> people() {
        return IntStream.rangeClosed(1, PEOPLE).mapToObj(i -> "s" + i).toList();
    }

    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, PICTURES * (PEOPLE - TESTED - VALIDATING));
        images.put(Dataset.VALIDATION, PICTURES * VALIDATING);
        images.put(Dataset.TEST, PICTURES * TESTED);
        return images;
    }

    static CatalogSource source(CatalogEntry entry) {
        return fold(entry, FOLDS);
    }

    /** Fold 1 to {@link #FOLDS}. */
    static CatalogSource fold(CatalogEntry entry, int fold) {
        return new ArchivedPictures(entry, AttFaces::decode, 1, names -> names.stream()
                .map(name -> place(name, fold))
                .toList());
    }

    private static void decode(String name, byte[] content, PictureFile.Writer pictures) throws IOException {
        Image image = ImageReader.read(content, name);
        if (image.channels() != 1 || image.height() != HEIGHT || image.width() != WIDTH) {
            throw new DataException(name + " is not 1x112x92, but " + image.channels() + "x" + image.height() + "x"
                    + image.width() + "; get the archive again");
        }
        pictures.add(name, image);
    }

    private static Division.Place place(String name, int fold) {
        int person = Integer.parseInt(name.substring(1, name.indexOf('/'))) - 1;
        return new Division.Place(part(person, fold), person);
    }

    /** Part of a person, counted from 0. */
    static String part(int person, int fold) {
        int first = (fold - 1) * TESTED;
        if (person >= first && person < first + TESTED) {
            return Dataset.TEST;
        }
        return Math.floorMod(person - (first - VALIDATING), PEOPLE) < VALIDATING ? Dataset.VALIDATION : Dataset.TRAIN;
    }
}
