package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.stream.XMLStreamException;

/**
 * A folder as the Pascal Visual Object Classes challenge lays it out (Everingham et al. 2010, The Pascal Visual Object Classes (VOC) Challenge, IJCV 88):
 * {@code Annotations/*.xml}, {@code JPEGImages} and, for the parts, {@code ImageSets/Main/train|val|test.txt}. Without these lists all train; where
 * there is only {@code trainval.txt}, what is in it and in no other list trains.
 *
 * <p>Also as LabelImg and Roboflow write it: pictures with their {@code .xml} beside them, in {@code train|valid|test} or in one folder, which then
 * trains; or {@code annotations} and {@code images}.
 *
 * <p>A box is stated by its first and last pixel, counted from 1: {@code xmin} 1 to {@code xmax} 10 are 10 pixels from the left edge. Some tools count from 0;
 * their 0 is taken for the edge. What is {@code difficult} becomes {@link LabelledBox#crowd}. The classes are the names of all things, sorted; where there are
 * VOC's lists of parts and no other names than its 20, those 20.
 */
public final class PascalVocFolder {
    private static final long MAX_BYTES = 4L << 20;
    private static final long MAX_LIST_BYTES = 64L << 20;
    private static final String XML = ".xml";
    private static final List<String> VOC = List.of(
            "aeroplane",
            "bicycle",
            "bird",
            "boat",
            "bottle",
            "bus",
            "car",
            "cat",
            "chair",
            "cow",
            "diningtable",
            "dog",
            "horse",
            "motorbike",
            "person",
            "pottedplant",
            "sheep",
            "sofa",
            "train",
            "tvmonitor");

    private final BoxFolder folder;
    private final Path root;

    /** A picture with the annotation of it; null where there is none. */
    private record Annotated(Path picture, Path file, PascalVocXml xml) {}

    private PascalVocFolder(BoxFolder folder) {
        this.folder = folder;
        this.root = folder.root();
    }

    /** Whether a folder has annotations in one of the places. */
    public static boolean isOne(Path folder) {
        return annotations(folder).isPresent() || !flat(folder).isEmpty();
    }

    /**
     * Opens a folder; pictures are not decoded.
     *
     * @param mend whether what is wrong is mended: what is outside the picture is cut off; boxes that are inverted or there twice, and pictures whose
     *     annotation cannot be read, are left out; a size that is missing is looked up in the picture. Otherwise the first problems are the error.
     * @throws DataException if there are no annotated pictures, a list cannot be read, or a problem is not to be mended
     */
    public static BoxDataset open(Path folder, boolean mend) {
        return new PascalVocFolder(new BoxFolder(folder, mend)).open();
    }

    private static Optional<Path> annotations(Path folder) {
        return List.of("Annotations", "annotations").stream()
                .map(folder::resolve)
                .filter(annotations -> !BoxFolder.byStem(annotations, XML).isEmpty())
                .findFirst();
    }

    /** Folders with {@code .xml} in them, by part. */
    private static Map<String, List<Path>> flat(Path root) {
        Map<String, List<Path>> parts = new LinkedHashMap<>();
        BoxFolder.PARTS.forEach((part, names) -> {
            List<Path> folders = names.stream()
                    .map(root::resolve)
                    .filter(PascalVocFolder::hasPairs)
                    .toList();
            if (!folders.isEmpty()) {
                parts.put(part, folders);
            }
        });
        if (parts.isEmpty() && hasPairs(root)) {
            parts.put(Dataset.TRAIN, List.of(root));
        }
        return parts;
    }

    /** Whether a folder has a picture with an {@code .xml} of its name beside it; another {@code .xml} means nothing. */
    private static boolean hasPairs(Path folder) {
        Map<String, Path> annotations = BoxFolder.byStem(folder, XML);
        return !annotations.isEmpty()
                && PictureFolder.pictures(folder).stream().map(BoxFolder::stem).anyMatch(annotations::containsKey);
    }

    private BoxDataset open() {
        Map<String, List<Annotated>> parts = new LinkedHashMap<>();
        SortedSet<String> names = new TreeSet<>();
        pairs().forEach((part, pairs) -> {
            List<Annotated> pictures = new ArrayList<>();
            pairs.forEach(
                    (picture, file) -> annotated(picture, file.orElse(null)).ifPresent(pictures::add));
            parts.put(part, pictures);
            for (Annotated picture : pictures) {
                if (picture.xml != null) {
                    picture.xml.objects().forEach(thing -> names.add(name(thing)));
                }
            }
        });
        names.remove("");
        boolean voc = Files.isDirectory(lists()) && VOC.containsAll(names);
        List<String> classes = voc ? VOC : List.copyOf(names);
        Map<String, List<BoxPicture>> found = new LinkedHashMap<>();
        parts.forEach((part, pictures) -> {
            List<BoxPicture> checked = new ArrayList<>();
            pictures.forEach(picture -> checked(picture, classes).ifPresent(checked::add));
            found.put(part, checked);
        });
        return folder.dataset(classes, found, root + " has no pictures with annotations of Pascal VOC's");
    }

    private Path lists() {
        return root.resolve("ImageSets").resolve("Main");
    }

    private Map<String, Map<Path, Optional<Path>>> pairs() {
        Optional<Path> annotations = annotations(root);
        Map<String, Map<Path, Optional<Path>>> parts = new LinkedHashMap<>();
        if (annotations.isEmpty()) {
            flat(root).forEach((part, folders) -> {
                Map<Path, Optional<Path>> pairs = new LinkedHashMap<>();
                folders.forEach(one -> pairs.putAll(folder.pairs(one, one, XML)));
                parts.put(part, pairs);
            });
            return parts;
        }
        Path images = List.of("JPEGImages", "images").stream()
                .map(root::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(root);
        Path train = lists().resolve("train.txt"), all = lists().resolve("trainval.txt");
        Path validation = lists().resolve("val.txt"), test = lists().resolve("test.txt");
        if (List.of(train, all, validation, test).stream().noneMatch(Files::isRegularFile)) {
            parts.put(Dataset.TRAIN, folder.pairs(images, annotations.get(), XML));
            return parts;
        }
        Map<String, Path> pictures = BoxFolder.picturesByStem(images);
        Map<String, Path> files = BoxFolder.byStem(annotations.get(), XML);
        parts.put(Dataset.TEST, listed(test, pictures, files));
        parts.put(Dataset.VALIDATION, listed(validation, pictures, files));
        boolean divided = Files.isRegularFile(train);
        Map<Path, Optional<Path>> trained = listed(divided ? train : all, pictures, files);
        if (!divided) {
            parts.values().forEach(part -> trained.keySet().removeAll(part.keySet()));
        }
        parts.put(Dataset.TRAIN, trained);
        return parts;
    }

    /** What a list names, one picture a line without its ending, in order of the names. */
    private Map<Path, Optional<Path>> listed(Path list, Map<String, Path> pictures, Map<String, Path> files) {
        Map<Path, Optional<Path>> pairs = new TreeMap<>();
        if (!Files.isRegularFile(list)) {
            return pairs;
        }
        List<String> lines = BoxFolder.text(list, MAX_LIST_BYTES).lines().toList();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String name = lines.get(i).strip();
            if (name.isEmpty()) {
                continue;
            }
            if (!seen.add(name)) {
                folder.problem(list, i + 1, "it is there twice; left out");
            } else if (!pictures.containsKey(name)) {
                folder.problem(list, i + 1, "there is no picture for it; left out");
            } else {
                if (!files.containsKey(name)) {
                    folder.problem(pictures.get(name), 0, "it has no labels; taken for one without things");
                }
                pairs.put(pictures.get(name), Optional.ofNullable(files.get(name)));
            }
        }
        return pairs;
    }

    private Optional<Annotated> annotated(Path picture, Path file) {
        if (file == null) {
            return Optional.of(new Annotated(picture, null, null));
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                folder.problem(file, 0, "it has more than " + MAX_BYTES + " bytes; its picture is left out");
                return Optional.empty();
            }
            return Optional.of(new Annotated(picture, file, PascalVocXml.read(Files.readAllBytes(file))));
        } catch (XMLStreamException e) {
            folder.problem(file, PascalVocXml.line(e), PascalVocXml.reason(e) + "; its picture is left out");
            return Optional.empty();
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
    }

    private static String name(PascalVocXml.Thing thing) {
        return thing.fields().getOrDefault(PascalVocXml.NAME, "");
    }

    private Optional<BoxPicture> checked(Annotated picture, List<String> classes) {
        PascalVocXml xml = picture.xml;
        if (xml == null) {
            return Optional.of(new BoxPicture(picture.picture, List.of()));
        }
        return folder.size(xml.side("width"), xml.side("height"), picture.picture, picture.file, 0)
                .map(size -> {
                    CheckedBoxes boxes = new CheckedBoxes();
                    for (PascalVocXml.Thing thing : xml.objects()) {
                        folder.problem(picture.file, thing.line(), add(thing, size[0], size[1], classes, boxes));
                    }
                    return new BoxPicture(picture.picture, boxes.all());
                });
    }

    /** Adds what is marked; says what is wrong with it, or nothing. */
    private static String add(
            PascalVocXml.Thing thing, double width, double height, List<String> classes, CheckedBoxes boxes) {
        int label = Collections.binarySearch(classes, name(thing));
        if (label < 0) {
            return "it has no name; left out";
        }
        double[] edges = new double[PascalVocXml.EDGES.size()];
        for (int i = 0; i < edges.length; i++) {
            String text = thing.fields().get(PascalVocXml.EDGES.get(i));
            if (text == null) {
                return "it has no " + PascalVocXml.EDGES.get(i) + "; left out";
            }
            if (!CheckedBoxes.notANumber(text).isEmpty()) {
                return CheckedBoxes.notANumber(text);
            }
            edges[i] = Double.parseDouble(text);
        }
        return boxes.add(
                before(edges[0]) / width,
                before(edges[1]) / height,
                edges[2] / width,
                edges[3] / height,
                label,
                List.of("1", "true").contains(thing.fields().getOrDefault(PascalVocXml.DIFFICULT, "")));
    }

    /** The upper or left edge of a pixel that is counted from 1. */
    private static double before(double pixel) {
        return pixel >= 0 && pixel < 1 ? 0 : pixel - 1;
    }
}
