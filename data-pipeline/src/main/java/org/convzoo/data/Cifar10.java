package org.convzoo.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * CIFAR-10 (A. Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009): 3 x 32 x 32, ten classes, 50,000 to train
 * on and 10,000 to test on.
 *
 * <p>It is had in two forms, which are different pictures: {@code cifar10-binary}, the authors' own, and {@code cifar10}, JPEG files, which
 * are a little lossy. In either the last 5,000 training pictures validate: of the authors' files those with the highest numbers; of the JPEG
 * files, which are sorted by class, the last 500 of each class.
 */
final class Cifar10 {
    static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    /** Files of the archive that count. */
    static final String JPEG_FILES = "(train|test)/(" + String.join("|", CLASSES) + ")/[0-9]{4}\\.jpg";

    static final String BINARY_FILES = "(data_batch_[1-5]|test_batch)\\.bin";

    static final int SIDE = 32;
    private static final int PIXELS = 3 * SIDE * SIDE;
    private static final int RECORD = 1 + PIXELS;
    private static final int BATCH = 10_000;

    private Cifar10() {}

    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, 45_000);
        images.put(Dataset.VALIDATION, 5_000);
        images.put(Dataset.TEST, 10_000);
        return images;
    }

    static CatalogSource jpeg(CatalogEntry entry) {
        return new ArchivedPictures(entry, Cifar10::decodeJpeg, 1, names -> places(names, 4_500));
    }

    static CatalogSource binary(CatalogEntry entry) {
        return new ArchivedPictures(entry, Cifar10::decodeBinary, 1, names -> places(names, 45_000));
    }

    private static void decodeJpeg(String name, byte[] content, PictureFile.Writer pictures) throws IOException {
        Image image = ImageReader.read(content, name);
        if (image.channels() != 3 || image.height() != SIDE || image.width() != SIDE) {
            throw new DataException(name + " is not 3x32x32, but " + image.channels() + "x" + image.height() + "x"
                    + image.width() + "; get the archive again");
        }
        pictures.add(name, image);
    }

    /** Records of a byte for the class and 3,072 for the picture; {@code train/cat/00017} is record 17 of all five batches. */
    static void decodeBinary(String name, byte[] content, PictureFile.Writer pictures) throws IOException {
        if (content.length % RECORD != 0 || content.length > BATCH * RECORD) {
            throw new DataException(name + " has " + content.length + " bytes, which is no number of records of "
                    + RECORD + " bytes up to " + BATCH + "; get the archive again");
        }
        boolean test = name.startsWith("test");
        int first = test ? 0 : (name.charAt("data_batch_".length()) - '1') * BATCH;
        for (int i = 0; i < content.length / RECORD; i++) {
            int label = content[i * RECORD] & 0xff;
            if (label >= CLASSES.size()) {
                throw new DataException("record " + i + " of " + name + " has class " + label
                        + ", not one of 0 to 9; get the archive again");
            }
            String id = String.format(
                    Locale.ROOT, "%s/%s/%05d", test ? Dataset.TEST : Dataset.TRAIN, CLASSES.get(label), first + i);
            pictures.add(id, Image.ofBytes(content, i * RECORD + 1, 3, SIDE, SIDE));
        }
    }

    private static List<Division.Place> places(List<String> names, int firstToValidate) {
        return names.stream()
                .map(name -> {
                    String[] path = name.replace(".jpg", "").split("/", -1);
                    boolean validates = path[0].equals(Dataset.TRAIN) && Integer.parseInt(path[2]) >= firstToValidate;
                    return new Division.Place(validates ? Dataset.VALIDATION : path[0], CLASSES.indexOf(path[1]));
                })
                .toList();
    }
}
