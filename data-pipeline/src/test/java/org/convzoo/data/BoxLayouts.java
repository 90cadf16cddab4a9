package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The same drawn pictures and boxes, written in each of the layouts.
 *
 * @param parts by name, each with its pictures
 */
record BoxLayouts(Map<String, List<Drawn>> parts) {
    static final List<String> CLASSES = List.of("apple", "pear", "plum");
    private static final List<Integer> CATEGORIES = List.of(2, 5, 90);
    private static final int WIDTH = 48, HEIGHT = 32;

    /** Edges in whole pixels from the upper left corner. */
    record Thing(int label, int left, int top, int right, int bottom, boolean crowd) {}

    record Drawn(String name, List<Thing> things) {}

    static BoxLayouts random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<Drawn>> parts = new LinkedHashMap<>();
        for (String part : List.of("train", "validation", "test")) {
            List<Drawn> pictures = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                List<Thing> things = new ArrayList<>();
                for (int k = 0; k < i; k++) {
                    int left = random.nextInt(WIDTH - 1), top = random.nextInt(HEIGHT - 1);
                    int right = random.nextInt(left + 1, WIDTH + 1), bottom = random.nextInt(top + 1, HEIGHT + 1);
                    things.add(new Thing(k, left, top, right, bottom, false));
                }
                pictures.add(new Drawn(part + i, things));
            }
            parts.put(part, pictures);
        }
        return new BoxLayouts(parts);
    }

    private static String other(String part) {
        return part.equals("validation") ? "valid" : part;
    }

    private static void picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, Pictures.encode(Pictures.gradient(HEIGHT, WIDTH), "png"));
    }

    static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    void ultralytics(Path root) throws IOException {
        text(
                root.resolve("data.yaml"),
                "names: " + CLASSES + "\ntrain: train/images\nval: valid/images\ntest: test/images");
        for (String part : parts.keySet()) {
            Path folder = root.resolve(other(part));
            for (Drawn drawn : parts.get(part)) {
                picture(folder.resolve("images").resolve(drawn.name + ".png"));
                StringBuilder lines = new StringBuilder();
                for (Thing thing : drawn.things) {
                    lines.append(String.format(
                            Locale.ROOT,
                            "%d %.12f %.12f %.12f %.12f%n",
                            thing.label,
                            (thing.left + thing.right) / 2.0 / WIDTH,
                            (thing.top + thing.bottom) / 2.0 / HEIGHT,
                            (thing.right - thing.left) / (double) WIDTH,
                            (thing.bottom - thing.top) / (double) HEIGHT));
                }
                text(folder.resolve("labels").resolve(drawn.name + ".txt"), lines.toString());
            }
        }
    }

    /** As the challenge does, with lists of the parts. */
    void voc(Path root) throws IOException {
        for (String part : parts.keySet()) {
            StringBuilder names = new StringBuilder();
            for (Drawn drawn : parts.get(part)) {
                picture(root.resolve("JPEGImages").resolve(drawn.name + ".png"));
                text(root.resolve("Annotations").resolve(drawn.name + ".xml"), xml(drawn));
                names.append(drawn.name).append('\n');
            }
            String list = part.equals("validation") ? "val" : part;
            text(root.resolve("ImageSets/Main").resolve(list + ".txt"), names.toString());
        }
    }

    /** As Roboflow does, all in one folder a part. */
    void flatVoc(Path root) throws IOException {
        for (String part : parts.keySet()) {
            for (Drawn drawn : parts.get(part)) {
                picture(root.resolve(other(part)).resolve(drawn.name + ".png"));
                text(root.resolve(other(part)).resolve(drawn.name + ".xml"), xml(drawn));
            }
        }
    }

    static String xml(Drawn drawn) {
        StringBuilder xml = new StringBuilder("<annotation>\n<filename>" + drawn.name + ".png</filename>\n<size><width>"
                + WIDTH + "</width><height>" + HEIGHT + "</height><depth>3</depth></size>\n");
        for (Thing thing : drawn.things) {
            xml.append("<object><name>")
                    .append(CLASSES.get(thing.label))
                    .append("</name><difficult>")
                    .append(thing.crowd ? 1 : 0)
                    .append("</difficult><bndbox><xmin>")
                    .append(thing.left + 1)
                    .append("</xmin><ymin>")
                    .append(thing.top + 1)
                    .append("</ymin><xmax>")
                    .append(thing.right)
                    .append("</xmax><ymax>")
                    .append(thing.bottom)
                    .append("</ymax></bndbox></object>\n");
        }
        return xml.append("</annotation>\n").toString();
    }

    /** As COCO does, with pictures in folders of the parts' names. */
    void coco(Path root) throws IOException {
        for (String part : parts.keySet()) {
            String name = (part.equals("validation") ? "val" : part) + "2017";
            for (Drawn drawn : parts.get(part)) {
                picture(root.resolve(name).resolve(drawn.name + ".png"));
            }
            text(root.resolve("annotations/instances_" + name + ".json"), json(parts.get(part), ""));
        }
    }

    /** As Roboflow does, with its first category that nothing is of. */
    void roboflowCoco(Path root) throws IOException {
        for (String part : parts.keySet()) {
            for (Drawn drawn : parts.get(part)) {
                picture(root.resolve(other(part)).resolve(drawn.name + ".png"));
            }
            text(
                    root.resolve(other(part)).resolve("_annotations.coco.json"),
                    json(parts.get(part), "{\"id\": 0, \"name\": \"fruit\", \"supercategory\": \"none\"},\n"));
        }
    }

    private static String json(List<Drawn> pictures, String firstCategory) {
        List<String> images = new ArrayList<>(), things = new ArrayList<>(), categories = new ArrayList<>();
        for (Drawn drawn : pictures) {
            int id = 1000 - images.size();
            images.add("{\"id\": " + id + ", \"file_name\": \"" + drawn.name + ".png\", \"width\": " + WIDTH
                    + ", \"height\": " + HEIGHT + "}");
            for (Thing thing : drawn.things) {
                things.add("{\"id\": " + things.size() + ", \"image_id\": " + id + ", \"category_id\": "
                        + CATEGORIES.get(thing.label) + ", \"segmentation\": [[1, 2, 3, 4, 5, 6]], \"bbox\": ["
                        + thing.left + ", " + thing.top + ", " + (thing.right - thing.left) + ", "
                        + (thing.bottom - thing.top) + "], \"area\": 4, \"iscrowd\": " + (thing.crowd ? 1 : 0) + "}");
            }
        }
        for (int label = CLASSES.size() - 1; label >= 0; label--) {
            categories.add("{\"id\": " + CATEGORIES.get(label) + ", \"name\": \"" + CLASSES.get(label)
                    + "\", \"supercategory\": \"fruit\"}");
        }
        return "{\"info\": {\"year\": 2024},\n\"images\": [\n" + String.join(",\n", images) + "],\n\"annotations\": [\n"
                + String.join(",\n", things) + "],\n\"categories\": [\n" + firstCategory
                + String.join(",\n", categories) + "]}\n";
    }
}
