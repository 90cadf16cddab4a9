package org.convzoo.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code digits}: a data set that is drawn instead of downloaded, so that a training can begin on a fresh machine without a network.
 *
 * <p>Written digits of 28 x 28 bytes, light ink on dark ground, framed as MNIST's are: 12,000 to train on, of which the last 1,200
 * validate, and 2,000 to test on, drawn from other seeds. As many pictures of each class, in turn. Every bit is the same on every
 * machine. Drawing all of it takes about a second of one core, in memory.
 */
final class Digits {
    static final String NAME = "digits";
    static final int TRAIN = 10_800;
    static final int VALIDATION = 1_200;
    static final int TEST = 2_000;
    static final List<String> CLASSES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    /** Keys of the seeds: a picture is drawn from (version, part, index) and nothing else. */
    private static final int VERSION = 2024;

    private static final int TRAIN_SEED = 0;
    private static final int TEST_SEED = 1;
    /** What {@link Dataset#digest} gives on every machine; a test draws it anew. */
    static final String DIGEST = "740aa378c61deb3a3a41898c13925a714d205aa2ccd549c1e2b3d598f917fc96";

    private static final int PIXELS = DigitPen.SIZE * DigitPen.SIZE;

    private Digits() {}

    /** Nothing is fetched; to verify is to draw it and look at the digest. */
    static CatalogSource source(CatalogEntry entry) {
        return new Source(entry);
    }

    private record Source(CatalogEntry entry) implements CatalogSource {
        @Override
        public Dataset open(DataHome home, Progress progress) {
            return Digits.open();
        }

        @Override
        public List<FileCheck> verify(DataHome home) {
            String found = Digits.open().digest();
            FileCheck.State state = found.equals(entry.digest()) ? FileCheck.State.OK : FileCheck.State.DAMAGED;
            return List.of(new FileCheck(NAME, home.cache(), state, entry.digest(), found));
        }
    }

    static Dataset open() {
        byte[] train = draw(TRAIN_SEED, TRAIN + VALIDATION);
        byte[] test = draw(TEST_SEED, TEST);
        byte[] trainLabels = labels(TRAIN + VALIDATION);
        byte[] testLabels = labels(TEST);
        int side = DigitPen.SIZE;
        Map<String, Split> parts = new LinkedHashMap<>();
        parts.put(Dataset.TRAIN, new ByteSplit(Dataset.TRAIN, train, trainLabels, side, side, 0, TRAIN));
        parts.put(
                Dataset.VALIDATION,
                new ByteSplit(Dataset.VALIDATION, train, trainLabels, side, side, TRAIN, TRAIN + VALIDATION));
        parts.put(Dataset.TEST, new ByteSplit(Dataset.TEST, test, testLabels, side, side, 0, TEST));
        return new NamedParts(NAME, CLASSES, parts, () -> Digests.sha256(train, trainLabels, test, testLabels));
    }

    private static byte[] draw(int part, int count) {
        byte[] pixels = new byte[count * PIXELS];
        for (int i = 0; i < count; i++) {
            DigitPen.write(i % CLASSES.size(), new PenRandom(VERSION, part, i), pixels, i * PIXELS);
        }
        return pixels;
    }

    private static byte[] labels(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % CLASSES.size());
        }
        return labels;
    }
}
