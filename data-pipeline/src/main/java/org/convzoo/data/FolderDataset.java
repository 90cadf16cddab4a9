package org.convzoo.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A user's own pictures as a data set: {@code DIR/<class>/<picture>}, or {@code DIR/train|validation|test/<class>/<picture>}.
 *
 * <p>Without folders for the parts each class is divided 80/10/10: its files are put in the order of the SHA-256 of their names, the
 * first tenth tests, the next validates, the rest trains. So the division depends on the names alone, not on a seed, an order or a machine,
 * and every class of three pictures or more is in every part. With a train folder but no validation folder, a tenth of each
 * class of train validates, chosen likewise: selection must never need the test part.
 */
final class FolderDataset {
    private static final List<String> VALIDATION_NAMES = List.of("validation", "val", "valid");

    private FolderDataset() {}

    /** Opens a folder; pictures are decoded when they are asked for. */
    static Dataset open(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        Path train = root.resolve(Dataset.TRAIN);
        boolean divided =
                Files.isDirectory(train) && !PictureFolder.folders(train).isEmpty();
        return divided ? ofParts(root, train) : ofClasses(root);
    }

    /** The same where nobody asks what a picture shows: of one class folder too, and of a folder of pictures without any. */
    static Dataset openUnlabelled(Path folder) {
        Path root = folder.toAbsolutePath().normalize();
        List<Path> own = PictureFolder.pictures(root);
        SortedMap<String, List<Path>> classes =
                own.isEmpty() ? PictureFolder.classes(root) : new TreeMap<>(Map.of(PictureFolder.name(root), own));
        Division division = new Division();
        classes.forEach((name, files) -> division.add(name, files, true));
        return build(root, List.copyOf(classes.keySet()), division);
    }

    private static Dataset ofClasses(Path root) {
        SortedMap<String, List<Path>> classes = checked(root);
        Division division = new Division();
        classes.forEach((name, files) -> division.add(name, files, true));
        return build(root, List.copyOf(classes.keySet()), division);
    }

    private static Dataset ofParts(Path root, Path trainFolder) {
        SortedMap<String, List<Path>> train = checked(trainFolder);
        SortedMap<String, List<Path>> validation = new TreeMap<>();
        for (String name : VALIDATION_NAMES) {
            if (Files.isDirectory(root.resolve(name))) {
                validation = part(root.resolve(name), train);
                break;
            }
        }
        Path testFolder = root.resolve(Dataset.TEST);
        SortedMap<String, List<Path>> test = Files.isDirectory(testFolder) ? part(testFolder, train) : new TreeMap<>();
        Division division = new Division();
        if (validation.isEmpty()) {
            train.forEach((name, files) -> division.add(name, files, false));
        } else {
            division.train.putAll(train);
            division.validation.putAll(validation);
        }
        division.test.putAll(test);
        return build(root, List.copyOf(train.keySet()), division);
    }

    private static SortedMap<String, List<Path>> checked(Path folder) {
        SortedMap<String, List<Path>> classes = PictureFolder.classes(folder);
        if (classes.size() < 2) {
            throw new DataException(folder + " has only one class folder, '" + classes.firstKey()
                    + "'; a classifier needs two or more");
        }
        return classes;
    }

    private static SortedMap<String, List<Path>> part(Path folder, Map<String, List<Path>> train) {
        SortedMap<String, List<Path>> classes = PictureFolder.classes(folder);
        for (String name : classes.keySet()) {
            if (!train.containsKey(name)) {
                throw new DataException(folder + " has a class '" + name + "' that the train folder does not have;"
                        + " nothing can learn a class without a training picture: add some, or remove the class");
            }
        }
        return classes;
    }

    private static Dataset build(Path root, List<String> classes, Division division) {
        for (String name : classes) {
            if (!division.train.containsKey(name)) {
                throw new DataException(
                        "class '" + name + "' of " + root + " has no training picture: add some, or remove the class");
            }
        }
        DecodedPictures memory = new DecodedPictures();
        Map<String, Split> parts = new LinkedHashMap<>();
        List<Path> all = new ArrayList<>();
        Map<String, Map<String, List<Path>>> named = new LinkedHashMap<>();
        named.put(Dataset.TRAIN, division.train);
        named.put(Dataset.VALIDATION, division.validation);
        named.put(Dataset.TEST, division.test);
        named.forEach((part, byClass) -> {
            if (!byClass.isEmpty()) {
                FileSplit split = FileSplit.of(root, classes, byClass, memory);
                parts.put(part, split);
                all.addAll(split.files());
            }
        });
        return new NamedParts(PictureFolder.name(root), classes, parts, () -> digest(root, all));
    }

    /** Over each file's SHA-256 and its path inside the folder, in order of the paths. */
    private static String digest(Path root, List<Path> files) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (Path file : files) {
            digests.put(FileSplit.inside(root, file), Digests.sha256(file));
        }
        return Digests.ofFiles(digests);
    }

    /** The files of each part, by class. */
    private static final class Division {
        final Map<String, List<Path>> train = new TreeMap<>();
        final Map<String, List<Path>> validation = new TreeMap<>();
        final Map<String, List<Path>> test = new TreeMap<>();

        void add(String name, List<Path> files, boolean withTest) {
            List<Path> order = new ArrayList<>(files);
            order.sort(Comparator.comparing(
                    f -> Digests.sha256(PictureFolder.name(f).getBytes(StandardCharsets.UTF_8))));
            int n = order.size();
            int tenth = Math.max(1, Math.round(n / 10f));
            int tests = withTest && n >= 3 ? tenth : 0;
            int validates = n >= 2 ? tenth : 0;
            put(test, name, order.subList(0, tests));
            put(validation, name, order.subList(tests, tests + validates));
            put(train, name, order.subList(tests + validates, n));
        }

        private static void put(Map<String, List<Path>> part, String name, List<Path> files) {
            if (!files.isEmpty()) {
                part.put(
                        name,
                        files.stream()
                                .sorted(Comparator.comparing(PictureFolder::name))
                                .toList());
            }
        }
    }
}
