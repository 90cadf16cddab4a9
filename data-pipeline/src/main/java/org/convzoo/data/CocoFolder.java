package org.convzoo.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder as COCO lays it out (Lin et al. 2014, Microsoft COCO: Common Objects in Context, arXiv 1405.0312): {@code
 * annotations/instances_NAME.json} with the pictures in {@code NAME}, {@code images/NAME} or {@code images}. NAME tells the part, as {@code
 * train2017} does; where it tells none, the only file trains. Also as Roboflow writes it: {@code _annotations.coco.json} beside the pictures, in
 * {@code train|valid|test} or in one folder, which then trains.
 *
 * <p>A box is {@code [x, y, width, height]} in pixels, from the picture's upper left corner. Categories have numbers with gaps; they become classes
 * in the order of these. Roboflow's first category, of which its others are kinds, is left out where nothing is marked with it.
 */
public final class CocoFolder {
    private static final Pattern INSTANCES = Pattern.compile("instances_(.+)\\.json");
    private static final String ROBOFLOW = "_annotations.coco.json";

    private final BoxFolder folder;
    private final Path root;

    /** Where the pictures are that a file tells of. */
    private record Source(String part, Path file, Path images) {}

    /** A picture whose things are being put together. */
    private record Open(Path file, double width, double height, CheckedBoxes boxes) {}

    private CocoFolder(BoxFolder folder) {
        this.folder = folder;
        this.root = folder.root();
    }

    /** Whether a folder has annotations in one of the places. */
    public static boolean isOne(Path folder) {
        return !sources(folder).isEmpty();
    }

    /**
     * Opens a folder; pictures are not decoded.
     *
     * @param mend whether what is wrong is mended: what is outside the picture is cut off; boxes that are inverted, of an unknown picture or
     *     category or there twice, and pictures that are not there, are left out; a size that is missing is looked up in the picture. Otherwise the
     *     first problems are the error.
     * @throws DataException if a file is damaged or none of COCO's, there are no pictures, or a problem is not to be mended
     */
    public static BoxDataset open(Path folder, boolean mend) {
        return new CocoFolder(new BoxFolder(folder, mend)).open();
    }

    private static List<Source> sources(Path root) {
        List<Source> sources = new ArrayList<>();
        BoxFolder.byStem(root.resolve("annotations"), ".json").forEach((stem, file) -> {
            Matcher name = INSTANCES.matcher(PictureFolder.name(file));
            if (name.matches()) {
                sources.add(new Source(part(name.group(1)), file, images(root, name.group(1))));
            }
        });
        BoxFolder.PARTS.forEach((part, names) -> names.forEach(name -> {
            Path images = root.resolve(name);
            if (Files.isRegularFile(images.resolve(ROBOFLOW))) {
                sources.add(new Source(part, images.resolve(ROBOFLOW), images));
            }
        }));
        if (sources.isEmpty() && Files.isRegularFile(root.resolve(ROBOFLOW))) {
            sources.add(new Source(Dataset.TRAIN, root.resolve(ROBOFLOW), root));
        }
        return sources;
    }

    /** The part that a word of a file's name begins with; empty where none does. */
    private static String part(String name) {
        List<String> words = List.of(name.split("[^A-Za-z]+"));
        return BoxFolder.PARTS.entrySet().stream()
                .filter(part -> part.getValue().stream()
                        .anyMatch(other -> words.stream().anyMatch(word -> word.startsWith(other))))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static Path images(Path root, String name) {
        Path images = root.resolve("images");
        return Stream.of(root.resolve(name), images.resolve(name), images)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(root);
    }

    private BoxDataset open() {
        Map<Source, CocoJson> files = new LinkedHashMap<>();
        List<Source> sources = sources(root);
        for (Source source : sources) {
            if (!source.part.isEmpty()) {
                files.put(source, CocoJson.read(source.file));
            } else if (sources.size() == 1) {
                Source alone = new Source(Dataset.TRAIN, source.file, source.images);
                files.put(alone, CocoJson.read(alone.file));
            } else {
                folder.problem(source.file, 0, "its name tells no part, such as train; left out");
            }
        }
        Map<Long, String> categories = categories(files);
        List<String> classes = List.copyOf(categories.values());
        Map<Long, Integer> labels = new HashMap<>();
        categories.keySet().forEach(id -> labels.put(id, labels.size()));
        Map<String, List<BoxPicture>> parts = new LinkedHashMap<>();
        Map<Path, Set<Path>> named = new LinkedHashMap<>();
        files.forEach((source, json) -> {
            Set<Path> pictures = named.computeIfAbsent(source.images, images -> new HashSet<>());
            parts.computeIfAbsent(source.part, part -> new ArrayList<>())
                    .addAll(pictures(source, json, labels, pictures));
        });
        named.forEach((images, pictures) -> PictureFolder.pictures(images).stream()
                .filter(picture -> !pictures.contains(picture))
                .forEach(picture -> folder.problem(picture, 0, "it is in no list of images; left out")));
        return folder.dataset(classes, parts, root + " has no pictures that COCO's annotations name");
    }

    /** Of all files, in the order of their numbers. */
    private Map<Long, String> categories(Map<Source, CocoJson> files) {
        Map<Long, String> names = new TreeMap<>();
        Set<String> kinds = new HashSet<>();
        files.forEach((source, json) -> {
            for (CocoJson.Entry category : json.categories()) {
                OptionalLong id = category.id("id");
                String name = category.text("name").strip();
                if (id.isEmpty() || name.isEmpty()) {
                    folder.problem(source.file, category.line(), "a category needs an id and a name; left out");
                    continue;
                }
                String before = names.putIfAbsent(id.getAsLong(), name);
                if (before != null && !before.equals(name)) {
                    throw new DataException("cannot read " + source.file + ":" + category.line() + ": category "
                            + id.getAsLong() + " is '" + name + "' and '" + before + "'");
                }
                if (id.getAsLong() != 0) {
                    kinds.add(category.text("supercategory"));
                }
            }
        });
        boolean umbrella = names.containsKey(0L) && kinds.contains(names.get(0L));
        if (umbrella
                && files.values().stream()
                        .flatMap(json -> json.annotations().stream())
                        .noneMatch(thing -> thing.id("category_id").orElse(-1) == 0)) {
            names.remove(0L);
        }
        return names;
    }

    private List<BoxPicture> pictures(Source source, CocoJson json, Map<Long, Integer> labels, Set<Path> named) {
        Map<Long, Optional<Open>> pictures = new HashMap<>();
        for (CocoJson.Entry image : json.images()) {
            OptionalLong id = image.id("id");
            if (id.isEmpty() || pictures.containsKey(id.getAsLong())) {
                folder.problem(source.file, image.line(), "an image needs an id that no other image has; left out");
            } else {
                pictures.put(id.getAsLong(), open(source, image, named));
            }
        }
        for (CocoJson.Entry thing : json.annotations()) {
            OptionalLong id = thing.id("image_id");
            if (id.isEmpty() || !pictures.containsKey(id.getAsLong())) {
                folder.problem(
                        source.file, thing.line(), "there is no image '" + thing.text("image_id") + "'; left out");
            } else { // of a picture that is left out nobody wants to hear more
                pictures.get(id.getAsLong())
                        .ifPresent(picture -> folder.problem(source.file, thing.line(), add(thing, picture, labels)));
            }
        }
        return pictures.values().stream()
                .flatMap(Optional::stream)
                .map(picture -> new BoxPicture(picture.file, picture.boxes.all()))
                .sorted(Comparator.comparing((BoxPicture picture) -> BoxFolder.stem(picture.file()))
                        .thenComparing(BoxPicture::file))
                .toList();
    }

    private Optional<Open> open(Source source, CocoJson.Entry image, Set<Path> named) {
        String name = image.text("file_name");
        Path file;
        try {
            file = source.images.resolve(name).normalize();
        } catch (InvalidPathException e) {
            folder.problem(source.file, image.line(), "no picture can be called so; left out");
            return Optional.empty();
        }
        if (!file.startsWith(source.images) || !Files.isRegularFile(file)) {
            folder.problem(source.file, image.line(), "there is no picture '" + name + "'; left out");
            return Optional.empty();
        }
        if (!named.add(file)) {
            folder.problem(source.file, image.line(), "its picture is there twice; left out");
            return Optional.empty();
        }
        return folder.size(image.number("width"), image.number("height"), file, source.file, image.line())
                .map(size -> new Open(file, size[0], size[1], new CheckedBoxes()));
    }

    /** Adds what is marked; says what is wrong with it, or nothing. */
    private static String add(CocoJson.Entry thing, Open picture, Map<Long, Integer> labels) {
        OptionalLong category = thing.id("category_id");
        if (category.isEmpty() || !labels.containsKey(category.getAsLong())) {
            return CheckedBoxes.unknownClass(thing.text("category_id"), labels.size() + " categories");
        }
        if (thing.box().isEmpty()) {
            return "its " + CocoJson.BOX + " must be four numbers; left out";
        }
        double[] sides = new double[thing.box().size()];
        for (int i = 0; i < sides.length; i++) {
            String text = thing.box().get(i);
            if (!CheckedBoxes.notANumber(text).isEmpty()) {
                return CheckedBoxes.notANumber(text);
            }
            sides[i] = Double.parseDouble(text);
        }
        return picture.boxes.add(
                sides[0] / picture.width,
                sides[1] / picture.height,
                (sides[0] + sides[2]) / picture.width,
                (sides[1] + sides[3]) / picture.height,
                labels.get(category.getAsLong()),
                List.of("1", "true").contains(thing.text("iscrowd")));
    }
}
