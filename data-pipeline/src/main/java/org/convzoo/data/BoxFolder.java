package org.convzoo.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the readers of folders with boxes have in common: names of the parts, files of limited size, pictures and the files beside them, the
 * problems and what is done about them.
 *
 * <p>Roboflow calls a picture {@code <source>.rf.<hash>.jpg}, and sometimes puts forms of one source into several parts. Those are left out of
 * train, and of validation where they are in test.
 */
final class BoxFolder {
    static final int MAX_CLASSES = 10_000;

    /** Longer sides are no size of a picture, in pixels. */
    private static final double MAX_SIDE = 1e6;

    /** The parts, each with what others call it. */
    static final Map<String, List<String>> PARTS = parts();

    private final Path root;
    private final boolean mend;
    private final List<BoxProblem> problems = new ArrayList<>();

    /** @param mend whether problems are mended; otherwise the first ones are the error */
    BoxFolder(Path folder, boolean mend) {
        this.root = folder.toAbsolutePath().normalize();
        this.mend = mend;
    }

    private static Map<String, List<String>> parts() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(Dataset.TRAIN, List.of("train"));
        parts.put(Dataset.VALIDATION, List.of("val", "valid", "validation"));
        parts.put(Dataset.TEST, List.of("test"));
        return parts;
    }

    Path root() {
        return root;
    }

    /**
     * Notes one; nothing is wrong where the text is empty.
     *
     * @param line counted from 1; 0 where the whole file is meant
     */
    void problem(Path file, int line, String problem) {
        if (!problem.isEmpty()) {
            problems.add(new BoxProblem(file, line, problem.replaceAll("\\p{Cntrl}", "?")));
        }
    }

    /**
     * The whole of a small file.
     *
     * @throws DataException if it cannot be read or has more bytes
     */
    static String text(Path file, long most) {
        try {
            if (Files.size(file) > most) {
                throw new IOException("it has more than " + most + " bytes");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
    }

    static String stem(Path file) {
        String name = PictureFolder.name(file);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The files of a folder whose names end so, by the names without their ending; none where there is no such folder. */
    static Map<String, Path> byStem(Path folder, String ending) {
        Map<String, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            PictureFolder.list(folder).stream()
                    .filter(file -> PictureFolder.name(file).endsWith(ending) && Files.isRegularFile(file))
                    .forEach(file -> files.put(stem(file), file));
        }
        return files;
    }

    /** Pictures of a folder by their names without the ending. */
    static Map<String, Path> picturesByStem(Path folder) {
        Map<String, Path> files = new TreeMap<>();
        PictureFolder.pictures(folder).forEach(picture -> files.put(stem(picture), picture));
        return files;
    }

    /** The pictures of a folder with the files of the same names that tell what is in them, in order of the names; what is without the other is told. */
    Map<Path, Optional<Path>> pairs(Path images, Path labels, String ending) {
        Map<String, Path> files = byStem(labels, ending);
        Set<String> unpaired = new TreeSet<>(files.keySet());
        Map<Path, Optional<Path>> pairs = new LinkedHashMap<>();
        picturesByStem(images).forEach((stem, picture) -> {
            if (!unpaired.remove(stem)) {
                problem(picture, 0, "it has no labels; taken for one without things");
            }
            pairs.put(picture, Optional.ofNullable(files.get(stem)));
        });
        unpaired.remove("classes"); // of some tools' own
        unpaired.forEach(stem -> problem(files.get(stem), 0, "there is no picture for it; left out"));
        return pairs;
    }

    /**
     * Width and height in pixels: what a file says of its picture; where that is none, what the picture's own header says.
     *
     * @param file that says so, in a line
     * @return empty where neither says it; that is noted
     */
    Optional<double[]> size(double width, double height, Path picture, Path file, int line) {
        if (width > 0 && width <= MAX_SIDE && height > 0 && height <= MAX_SIDE) {
            return Optional.of(new double[] {width, height});
        }
        try {
            int[] size = ImageReader.size(picture);
            problem(file, line, "it does not say the picture's size; taken from the picture");
            return Optional.of(new double[] {size[0], size[1]});
        } catch (DataException e) {
            problem(file, line, "it does not say the picture's size; left out, since one " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * The data set.
     *
     * @param noPictures what is said where neither a train nor a test part has pictures
     * @throws DataException if there are none, there are too many classes, or a problem is not to be mended
     */
    BoxDataset dataset(List<String> classes, Map<String, List<BoxPicture>> found, String noPictures) {
        Map<String, List<BoxPicture>> parts = new LinkedHashMap<>();
        for (String part : PARTS.keySet()) {
            List<BoxPicture> pictures = found.getOrDefault(part, List.of());
            if (!pictures.isEmpty()) {
                parts.put(part, pictures);
            }
        }
        if (!parts.containsKey(Dataset.TRAIN) && !parts.containsKey(Dataset.TEST)) {
            throw new DataException(noPictures);
        }
        if (classes.size() > MAX_CLASSES) {
            throw new DataException(root + " has " + classes.size() + " classes, more than " + MAX_CLASSES);
        }
        if (new HashSet<>(classes).size() < classes.size()) {
            throw new DataException(root + " has two classes of one name: " + String.join(", ", classes));
        }
        leaveOutRecurring(parts);
        if (!mend && !problems.isEmpty()) {
            throw new DataException(
                    problems.size() + (problems.size() == 1 ? " problem" : " problems") + " with the boxes of " + root
                            + ", the first is " + problems.get(0) + "; correct them, or have them mended");
        }
        return new BoxDataset(PictureFolder.name(root), classes, parts, problems);
    }

    private void leaveOutRecurring(Map<String, List<BoxPicture>> parts) {
        Set<String> later = new HashSet<>();
        for (String part : List.of(Dataset.TEST, Dataset.VALIDATION, Dataset.TRAIN)) {
            List<BoxPicture> pictures = parts.getOrDefault(part, List.of());
            List<BoxPicture> kept = pictures.stream()
                    .filter(picture -> !later.contains(source(picture)))
                    .toList();
            pictures.forEach(picture -> later.add(source(picture)));
            later.remove("");
            if (kept.size() < pictures.size()) {
                problem(
                        root,
                        0,
                        (pictures.size() - kept.size()) + " pictures of " + part
                                + " were made from the source of another part's; left out");
                parts.put(part, kept);
                if (kept.isEmpty()) {
                    parts.remove(part);
                }
            }
        }
    }

    /** What Roboflow made a picture from; empty where it has not. */
    private static String source(BoxPicture picture) {
        String name = PictureFolder.name(picture.file());
        int mark = name.lastIndexOf(".rf.");
        return mark < 0 ? "" : name.substring(0, mark);
    }
}
