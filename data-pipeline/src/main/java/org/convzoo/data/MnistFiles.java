package org.convzoo.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Data sets in MNIST's form: four idx files, 60,000 pictures to train on and 10,000 to test on, 28 x 28, ten classes.
 *
 * <p>The last 5,000 training pictures validate. Digests are of the unpacked files, because each mirror has packed them anew.
 */
final class MnistFiles {
    static final int TRAIN = 55_000;
    static final int VALIDATION = 5_000;
    static final int TEST = 10_000;

    private static final int SIDE = 28;
    private static final List<String> FILES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
    private static final List<Long> LENGTHS = List.of(
            16L + (TRAIN + VALIDATION) * SIDE * SIDE, 8L + TRAIN + VALIDATION, 16L + TEST * SIDE * SIDE, 8L + TEST);

    private MnistFiles() {}

    /** The four entries; each of {@code prefixes} is an address that the file's name is added to. */
    static List<RemoteFile> files(String name, List<String> sha256, List<String> prefixes) {
        List<RemoteFile> files = new ArrayList<>();
        for (int i = 0; i < FILES.size(); i++) {
            String packed = FILES.get(i) + ".gz";
            List<URI> urls = prefixes.stream().map(p -> URI.create(p + packed)).toList();
            files.add(new RemoteFile(name, packed, urls, LENGTHS.get(i), sha256.get(i), true));
        }
        return files;
    }

    /** The digest of the whole, from those of the four files. */
    static String digest(List<String> sha256) {
        TreeMap<String, String> byName = new TreeMap<>();
        for (int i = 0; i < FILES.size(); i++) {
            byName.put(FILES.get(i), sha256.get(i));
        }
        return Digests.ofFiles(byName);
    }

    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, TRAIN);
        images.put(Dataset.VALIDATION, VALIDATION);
        images.put(Dataset.TEST, TEST);
        return images;
    }

    static CatalogSource source(CatalogEntry entry) {
        return new Source(entry);
    }

    private record Source(CatalogEntry entry) implements CatalogSource {
        @Override
        public Dataset open(DataHome home, Progress progress) {
            return MnistFiles.open(entry, fetch(home, progress));
        }
    }

    /** Reads the four files, whose digests have been checked. */
    private static Dataset open(CatalogEntry entry, List<Path> files) {
        Map<String, Split> parts = new LinkedHashMap<>();
        int classes = entry.classes().size();
        IdxFile.Images train = IdxFile.images(files.get(0));
        byte[] trainLabels = IdxFile.labels(files.get(1), classes);
        IdxFile.checkPair(files.get(0), train.count(), files.get(1), trainLabels.length);
        IdxFile.Images test = IdxFile.images(files.get(2));
        byte[] testLabels = IdxFile.labels(files.get(3), classes);
        IdxFile.checkPair(files.get(2), test.count(), files.get(3), testLabels.length);
        parts.put(Dataset.TRAIN, split(Dataset.TRAIN, train, trainLabels, 0, TRAIN));
        parts.put(Dataset.VALIDATION, split(Dataset.VALIDATION, train, trainLabels, TRAIN, TRAIN + VALIDATION));
        parts.put(Dataset.TEST, split(Dataset.TEST, test, testLabels, 0, TEST));
        return new NamedParts(entry.name(), entry.classes(), parts, entry::digest);
    }

    private static Split split(String part, IdxFile.Images images, byte[] labels, int from, int to) {
        return new ByteSplit(part, images.bytes(), labels, images.height(), images.width(), from, to);
    }
}
