package org.convzoo.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A data set of the course's assignments, in two HDF5 files that nobody may publish: {@code train_NAME.h5} and {@code test_NAME.h5} in the folder
 * {@code coursera} of the mirror or the cache. The last tenth of the training pictures, in the file's order, validates.
 *
 * <p>One of the files is enough to open the parts that are in it.
 *
 * @param entry what the catalogue says
 * @param file NAME in the files' names
 */
record CourseFiles(CatalogEntry entry, String file) implements CatalogSource {
    private static final String FOLDER = "coursera";

    /** Pictures in each part, from those in the two files. */
    static Map<String, Integer> images(int train, int test) {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, train - validation(train));
        images.put(Dataset.VALIDATION, validation(train));
        images.put(Dataset.TEST, test);
        return images;
    }

    private static int validation(int train) {
        return train / 10;
    }

    /** What a user has to do, told in the catalogue. */
    static String howToGet(String file) {
        return "copy " + fileName(Dataset.TRAIN, file) + " and " + fileName(Dataset.TEST, file)
                + " from the course's assignment into the folder " + FOLDER + " of ZOO_HOME";
    }

    private static String fileName(String part, String file) {
        return part + "_" + file + ".h5";
    }

    @Override
    public Dataset open(DataHome home, Progress progress) {
        Map<String, Split> parts = new LinkedHashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        TreeMap<String, Path> files = new TreeMap<>();
        Optional<Path> train = locate(Dataset.TRAIN, home);
        if (train.isPresent()) {
            files.put(fileName(Dataset.TRAIN, file), train.get());
            CourseFile pictures = read(train.get(), Dataset.TRAIN);
            int trained = pictures.count() - validation(pictures.count());
            parts.put(Dataset.TRAIN, split(Dataset.TRAIN, pictures, 0, trained));
            parts.put(Dataset.VALIDATION, split(Dataset.VALIDATION, pictures, trained, pictures.count()));
        } else {
            missing.put(Dataset.TRAIN, advice(Dataset.TRAIN, home));
            missing.put(Dataset.VALIDATION, advice(Dataset.TRAIN, home));
        }
        Optional<Path> test = locate(Dataset.TEST, home);
        if (test.isPresent()) {
            files.put(fileName(Dataset.TEST, file), test.get());
            CourseFile pictures = read(test.get(), Dataset.TEST);
            parts.put(Dataset.TEST, split(Dataset.TEST, pictures, 0, pictures.count()));
        } else {
            missing.put(Dataset.TEST, advice(Dataset.TEST, home));
        }
        if (parts.isEmpty()) {
            throw none(home);
        }
        return new NamedParts(entry.name(), entry.classes(), parts, missing, () -> digest(files));
    }

    /** There is nothing to fetch them from, so this only finds them. */
    @Override
    public List<Path> fetch(DataHome home, Progress progress) {
        List<Path> places = new ArrayList<>();
        List<String> advice = new ArrayList<>();
        for (String part : List.of(Dataset.TRAIN, Dataset.TEST)) {
            locate(part, home).ifPresentOrElse(places::add, () -> advice.add(advice(part, home)));
        }
        if (places.isEmpty()) {
            throw none(home);
        } else if (!advice.isEmpty()) {
            throw new DataException("data set " + entry.name() + " lacks a file: " + advice.get(0));
        }
        return places;
    }

    /** No digest is published, so a file is right if it can be read. */
    @Override
    public List<FileCheck> verify(DataHome home) {
        List<FileCheck> checks = new ArrayList<>();
        for (String part : List.of(Dataset.TRAIN, Dataset.TEST)) {
            String name = fileName(part, file);
            Optional<Path> place = locate(part, home);
            checks.add(
                    place.isPresent()
                            ? new FileCheck(
                                    name, place.get(), state(place.get(), part), "", Digests.sha256(place.get()))
                            : new FileCheck(name, cached(part, home), FileCheck.State.MISSING, "", ""));
        }
        return checks;
    }

    private FileCheck.State state(Path place, String part) {
        try {
            read(place, part);
            return FileCheck.State.OK;
        } catch (DataException e) {
            return FileCheck.State.DAMAGED;
        }
    }

    private CourseFile read(Path path, String part) {
        return CourseFile.read(path, part, entry.classes().size());
    }

    private static Split split(String part, CourseFile file, int from, int to) {
        return new ByteSplit(part, file.pixels(), file.labels(), 3, file.height(), file.width(), from, to);
    }

    private Optional<Path> locate(String part, DataHome home) {
        Optional<Path> mirrored = home.mirrorFolder().map(m -> m.resolve(FOLDER).resolve(fileName(part, file)));
        return mirrored.filter(Files::isRegularFile)
                .or(() -> Optional.of(cached(part, home)).filter(Files::isRegularFile));
    }

    private Path cached(String part, DataHome home) {
        return home.cache().resolve(FOLDER).resolve(fileName(part, file));
    }

    private String advice(String part, DataHome home) {
        return "copy " + fileName(part, file) + " from the course's assignment to " + cached(part, home);
    }

    private DataException none(DataHome home) {
        return new DataException(
                "data set " + entry.name() + " is not on this machine, and it is nowhere to be downloaded: copy "
                        + fileName(Dataset.TRAIN, file) + " and " + fileName(Dataset.TEST, file)
                        + " from the course's assignment to " + home.cache().resolve(FOLDER));
    }

    private static String digest(TreeMap<String, Path> files) {
        TreeMap<String, String> digests = new TreeMap<>();
        files.forEach((name, path) -> digests.put(name, Digests.sha256(path)));
        return Digests.ofFiles(digests);
    }
}
