package org.convzoo.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A folder as Ultralytics and Roboflow lay it out: {@code data.yaml} with the names of the classes and where the parts are, {@code
 * train|valid|test/images} and beside each {@code labels}, with one line {@code class x y width height} per thing, the centre and the size as shares
 * of the picture. A line of more numbers is a polygon, whose box is taken.
 *
 * <p>Of pictures that Roboflow made from one source, those in train are left out where others are in validation or test, and those in validation where
 * others are in test.
 */
public final class UltralyticsFolder {
    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_LINES = 100_000;

    private final BoxFolder folder;
    private final Path root;

    private UltralyticsFolder(BoxFolder folder) {
        this.folder = folder;
        this.root = folder.root();
    }

    /** Whether a folder has a {@code data.yaml}. */
    public static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve("data.yaml"));
    }

    /**
     * Opens a folder; pictures are not decoded.
     *
     * @param mend whether what is wrong with a box is mended: what is outside the picture is cut off; boxes that are inverted, of an unknown
     *     class or there twice, and lines that are none, are left out. Otherwise the first problems are the error.
     * @throws DataException if there is no readable {@code data.yaml}, it names no pictures, or a problem is not to be mended
     */
    public static BoxDataset open(Path folder, boolean mend) {
        return new UltralyticsFolder(new BoxFolder(folder, mend)).open();
    }

    private BoxDataset open() {
        JsonNode yaml = yaml();
        List<String> classes = classes(yaml);
        Map<String, List<BoxPicture>> parts = new LinkedHashMap<>();
        BoxFolder.PARTS.forEach((part, keys) -> {
            Set<Path> folders = new LinkedHashSet<>();
            for (String key : keys) {
                folders.addAll(folders(yaml.get(key)));
            }
            List<BoxPicture> pictures = new ArrayList<>();
            folders.forEach(images -> pictures.addAll(pictures(images, classes)));
            parts.put(part, pictures);
        });
        return folder.dataset(
                classes,
                parts,
                root.resolve("data.yaml") + " leads to no pictures: train, val and test must name folders"
                        + " of pictures, such as train/images");
    }

    private JsonNode yaml() {
        Path file = root.resolve("data.yaml");
        try {
            if (!Files.isRegularFile(file)) {
                throw new DataException(root + " has no data.yaml with the names of the classes");
            }
            return new YAMLMapper().readTree(BoxFolder.text(file, MAX_BYTES));
        } catch (JacksonException e) {
            throw new DataException(
                    "cannot read " + file + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** A list, or a map from numbers. */
    private List<String> classes(JsonNode yaml) {
        JsonNode names = yaml.get("names");
        List<String> classes = new ArrayList<>();
        if (names != null && names.isArray()) {
            names.forEach(name -> classes.add(name.asText()));
        } else if (names != null && names.isObject()) {
            for (int i = 0; names.has(String.valueOf(i)); i++) {
                classes.add(names.get(String.valueOf(i)).asText());
            }
        }
        if (classes.isEmpty()
                || classes.size() > BoxFolder.MAX_CLASSES
                || (names.isObject() && classes.size() != names.size())) {
            throw new DataException(root.resolve("data.yaml") + " must have 'names', a list of the classes");
        }
        JsonNode count = yaml.get("nc");
        if (count != null && count.asInt() != classes.size()) {
            throw new DataException(root.resolve("data.yaml") + " says nc: " + count.asText() + " and names "
                    + classes.size() + " classes");
        }
        return classes;
    }

    /** What {@code data.yaml} names; where that is not here, as in files of Roboflow's, the folder of the same two last names. */
    private List<Path> folders(JsonNode named) {
        if (named == null) {
            return List.of();
        }
        if (named.isArray()) {
            List<Path> all = new ArrayList<>();
            named.forEach(one -> all.addAll(folders(one)));
            return all;
        }
        try {
            Path path = Path.of(named.asText());
            List<Path> tried = new ArrayList<>(List.of(root.resolve(path).normalize()));
            if (path.getNameCount() >= 2) {
                tried.add(root.resolve(path.subpath(path.getNameCount() - 2, path.getNameCount())));
            }
            tried.add(tried.get(tried.size() - 1).resolve("images"));
            for (Path folder : tried) {
                if (Files.isDirectory(folder) && PictureFolder.name(folder).equals("images")) {
                    return List.of(folder);
                }
            }
            return List.of();
        } catch (InvalidPathException e) {
            throw new DataException(root.resolve("data.yaml") + " names the impossible folder " + named.asText(), e);
        }
    }

    private List<BoxPicture> pictures(Path images, List<String> classes) {
        List<BoxPicture> pictures = new ArrayList<>();
        folder.pairs(images, images.resolveSibling("labels"), ".txt")
                .forEach((picture, labels) -> pictures.add(new BoxPicture(
                        picture, labels.map(file -> things(file, classes)).orElse(List.of()))));
        return pictures;
    }

    private List<LabelledBox> things(Path file, List<String> classes) {
        List<String> lines = BoxFolder.text(file, MAX_BYTES).lines().toList();
        if (lines.size() > MAX_LINES) {
            throw new DataException("cannot read " + file + ": it has more than " + MAX_LINES + " lines");
        }
        CheckedBoxes boxes = new CheckedBoxes();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                folder.problem(file, i + 1, add(lines.get(i).strip().split("\\s+", -1), classes.size(), boxes));
            }
        }
        return boxes.all();
    }

    /** Adds what a line marks; says what is wrong with it, or nothing. */
    private static String add(String[] fields, int numClasses, CheckedBoxes boxes) {
        double[] numbers = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            if (!CheckedBoxes.notANumber(fields[i]).isEmpty()) {
                return CheckedBoxes.notANumber(fields[i]);
            }
            numbers[i] = Double.parseDouble(fields[i]);
            if (!Double.isFinite(numbers[i]) || Math.abs(numbers[i]) > 1e6) {
                return "'" + fields[i] + "' is no share of a picture; left out";
            }
        }
        boolean polygon = fields.length >= 7 && fields.length % 2 == 1;
        if (fields.length != 5 && !polygon) {
            return "a line has a class and four numbers, or a class and the corners of a polygon; left out";
        }
        int label = (int) numbers[0];
        if (label != numbers[0] || label < 0 || label >= numClasses) {
            return CheckedBoxes.unknownClass(fields[0], numClasses + ", 0 to " + (numClasses - 1));
        }
        double left, top, right, bottom;
        if (polygon) {
            left = top = Double.MAX_VALUE;
            right = bottom = -Double.MAX_VALUE;
            for (int i = 1; i < numbers.length; i += 2) {
                left = Math.min(left, numbers[i]);
                right = Math.max(right, numbers[i]);
                top = Math.min(top, numbers[i + 1]);
                bottom = Math.max(bottom, numbers[i + 1]);
            }
        } else {
            left = numbers[1] - numbers[3] / 2;
            right = numbers[1] + numbers[3] / 2;
            top = numbers[2] - numbers[4] / 2;
            bottom = numbers[2] + numbers[4] / 2;
        }
        return boxes.add(left, top, right, bottom, label, false);
    }
}
