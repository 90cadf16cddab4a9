package org.convzoo.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * SMILEsmileD: 13,165 faces, 64 x 64, grey, smiling or not.
 *
 * <p>The number in a file's name counts through both classes. Numbers are taken a hundred at a time: of each ten hundreds the first two
 * test, the third validates and seven train. Smiles are spread evenly over the numbers, so each part has about as many. The two pictures that are in
 * the set under two numbers, and the five that are in both classes, are in one part each. Whose face it is is not
 * known: well-known people are in it more than once, in no order, so a person can be in two parts.
 */
final class Smiles {
    static final List<String> CLASSES = List.of("not smiling", "smiling");
    static final String FILES = "SMILEs/(negatives/negatives7|positives/positives7)/[0-9]{1,5}\\.jpg";
    static final int SIDE = 64;

    private Smiles() {}

    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, 9_048);
        images.put(Dataset.VALIDATION, 1_332);
        images.put(Dataset.TEST, 2_785);
        return images;
    }

    static CatalogSource source(CatalogEntry entry) {
        return new ArchivedPictures(entry, Smiles::decode, 1, names -> names.stream()
                .map(Smiles::place)
                .toList());
    }

    private static void decode(String name, byte[] content, PictureFile.Writer pictures) throws IOException {
        Image image = ImageReader.read(content, name);
        if (image.channels() != 1 || image.height() != SIDE || image.width() != SIDE) {
            throw new DataException(name + " is not 1x64x64, but " + image.channels() + "x" + image.height() + "x"
                    + image.width() + "; get the archive again");
        }
        String[] path = name.split("/", -1);
        pictures.add(path[1] + "/" + path[3], image);
    }

    private static Division.Place place(String name) {
        int number = Integer.parseInt(name.substring(name.indexOf('/') + 1, name.indexOf('.')));
        int label = name.startsWith("positives") ? 1 : 0;
        return switch (number / 100 % 10) {
            case 0, 1 -> new Division.Place(Dataset.TEST, label);
            case 2 -> new Division.Place(Dataset.VALIDATION, label);
            default -> new Division.Place(Dataset.TRAIN, label);
        };
    }
}
