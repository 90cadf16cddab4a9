package org.convzoo.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A folder as Ultralytics and Roboflow lay it out: {@code data.yaml} with the names of the classes and where the parts are, {@code
 * train|valid|test/images} and beside each {@code labels}, with one line {@code class x y width height} per thing, the centre and the size as shares
 * of the picture. A line of more numbers is a polygon, whose box is taken.
 *
 * <p>Roboflow calls a picture {@code <source>.rf.<hash>.jpg}, and sometimes puts forms of one source into several parts. Those are left out of
 * train, and of validation where they are in test.
 */
public final class UltralyticsFolder {
    private static final long MAX_BYTES = 4L << 20;
    private static final int MAX_CLASSES = 10_000;
    private static final int MAX_LINES = 100_000;

    /** A box may leave the picture by so much, as a share of it, since others round. */
    private static final double ROUNDING = 1e-3;

    private static final Map<String, List<String>> PARTS = parts();

    private final Path root;
    private final boolean mend;
    private final List<BoxProblem> problems = new ArrayList<>();

    private UltralyticsFolder(Path root, boolean mend) {
        this.root = root;
        this.mend = mend;
    }

    private static Map<String, List<String>> parts() {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        parts.put(Dataset.TRAIN, List.of("train"));
        parts.put(Dataset.VALIDATION, List.of("val", "valid", "validation"));
        parts.put(Dataset.TEST, List.of("test"));
        return parts;
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
        Path root = folder.toAbsolutePath().normalize();
        return new UltralyticsFolder(root, mend).open();
    }

    private BoxDataset open() {
        JsonNode yaml = yaml();
        List<String> classes = classes(yaml);
        Map<String, List<BoxPicture>> parts = new LinkedHashMap<>();
        PARTS.forEach((part, keys) -> {
            Set<Path> folders = new LinkedHashSet<>();
            for (String key : keys) {
                folders.addAll(folders(yaml.get(key)));
            }
            List<BoxPicture> pictures = new ArrayList<>();
            folders.forEach(images -> pictures.addAll(pictures(images, classes)));
            if (!pictures.isEmpty()) {
                parts.put(part, pictures);
            }
        });
        if (!parts.containsKey(Dataset.TRAIN) && !parts.containsKey(Dataset.TEST)) {
            throw new DataException(
                    root.resolve("data.yaml") + " leads to no pictures: train, val and test must name folders"
                            + " of pictures, such as train/images");
        }
        leaveOutRecurring(parts);
        if (!mend && !problems.isEmpty()) {
            throw new DataException(
                    problems.size() + (problems.size() == 1 ? " problem" : " problems") + " with the boxes of " + root
                            + ", the first is " + problems.get(0) + "; correct them, or have them mended");
        }
        return new BoxDataset(PictureFolder.name(root), classes, parts, problems);
    }

    private JsonNode yaml() {
        Path file = root.resolve("data.yaml");
        try {
            if (!Files.isRegularFile(file)) {
                throw new DataException(root + " has no data.yaml with the names of the classes");
            }
            return new YAMLMapper().readTree(text(file));
        } catch (JacksonException e) {
            throw new DataException(
                    "cannot read " + file + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it has more than " + MAX_BYTES + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
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
        if (classes.isEmpty() || classes.size() > MAX_CLASSES || (names.isObject() && classes.size() != names.size())) {
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
        Path labels = images.resolveSibling("labels");
        Map<String, Path> files = new TreeMap<>();
        PictureFolder.pictures(images).forEach(picture -> files.put(stem(picture), picture));
        Set<String> unpaired = new TreeSet<>();
        if (Files.isDirectory(labels)) {
            PictureFolder.list(labels).stream()
                    .filter(file -> PictureFolder.name(file).endsWith(".txt"))
                    .forEach(file -> unpaired.add(stem(file)));
        }
        List<BoxPicture> pictures = new ArrayList<>();
        files.forEach((stem, picture) -> {
            Path file = labels.resolve(stem + ".txt");
            if (unpaired.remove(stem)) {
                pictures.add(new BoxPicture(picture, things(file, classes)));
            } else {
                problems.add(new BoxProblem(picture, 0, "it has no labels; taken for one without things"));
                pictures.add(new BoxPicture(picture, List.of()));
            }
        });
        unpaired.remove("classes"); // of some tools' own
        unpaired.forEach(stem ->
                problems.add(new BoxProblem(labels.resolve(stem + ".txt"), 0, "there is no picture for it; left out")));
        return pictures;
    }

    private static String stem(Path file) {
        String name = PictureFolder.name(file);
        return name.substring(0, name.lastIndexOf('.'));
    }

    private List<LabelledBox> things(Path file, List<String> classes) {
        List<String> lines;
        try {
            lines = text(file).lines().toList();
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
        if (lines.size() > MAX_LINES) {
            throw new DataException("cannot read " + file + ": it has more than " + MAX_LINES + " lines");
        }
        Set<LabelledBox> things = new LinkedHashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String problem = thing(lines.get(i).strip().split("\\s+", -1), classes.size(), things);
                if (!problem.isEmpty()) {
                    problems.add(new BoxProblem(file, i + 1, problem));
                }
            }
        }
        return List.copyOf(things);
    }

    /** Adds what a line marks; says what is wrong with it, or nothing. */
    private static String thing(String[] fields, int numClasses, Set<LabelledBox> things) {
        double[] numbers = new double[fields.length];
        for (int i = 0; i < fields.length; i++) {
            try {
                numbers[i] = Double.parseDouble(fields[i]);
            } catch (NumberFormatException e) {
                return "'" + fields[i] + "' is no number; left out";
            }
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
            return "class " + fields[0] + " is none of the " + numClasses + ", 0 to " + (numClasses - 1) + "; left out";
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
        if (right <= left || bottom <= top) {
            return "its width and height must be above 0; left out";
        }
        Box clipped = Box.ofCorners(left, top, right, bottom).clipped(1, 1);
        if (clipped.area() == 0) {
            return "it lies beside the picture; left out";
        }
        if (!things.add(new LabelledBox(clipped, label))) {
            return "it is there twice; left out";
        }
        boolean outside = left < -ROUNDING || top < -ROUNDING || right > 1 + ROUNDING || bottom > 1 + ROUNDING;
        return outside ? "it reaches over the picture's edge; cut off" : "";
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
                problems.add(new BoxProblem(
                        root,
                        0,
                        (pictures.size() - kept.size()) + " pictures of " + part
                                + " were made from the source of another part's; left out"));
                parts.put(part, kept);
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
