package org.convzoo.data;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file of instances as COCO defines it (cocodataset.org, "Data format"), its three lists in whatever order. It is read as a stream, since COCO's own has
 * half a gigabyte, most of it outlines that are passed over.
 *
 * @param images pictures that it names
 * @param annotations marked things
 * @param categories classes
 */
record CocoJson(List<Entry> images, List<Entry> annotations, List<Entry> categories) {
    static final String BOX = "bbox";

    private static final long MAX_BYTES = 1L << 30;
    private static final int MAX_ENTRIES = 10_000_000;
    private static final int SIDES = 4;
    private static final Set<String> WANTED = Set.of(
            "id", "file_name", "width", "height", "image_id", "category_id", "iscrowd", "name", "supercategory", BOX);

    /**
     * An entry of a list, as it stands there: nothing is a number yet.
     *
     * @param line where it begins, counted from 1
     * @param fields those that count
     * @param box x, y, width and height in pixels; empty where there are not four of them
     */
    record Entry(int line, Map<String, String> fields, List<String> box) {
        String text(String field) {
            return fields.getOrDefault(field, "");
        }

        /** A whole number; empty where it is none. */
        OptionalLong id(String field) {
            try {
                return OptionalLong.of(Long.parseLong(text(field)));
            } catch (NumberFormatException e) {
                return OptionalLong.empty();
            }
        }

        /** 0 where it is none. */
        double number(String field) {
            return CheckedBoxes.notANumber(text(field)).isEmpty() ? Double.parseDouble(text(field)) : 0;
        }
    }

    /**
     * Reads one.
     *
     * @throws DataException if it is too large, damaged, or no file of COCO's
     */
    static CocoJson read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new DataException("cannot read " + file + ": it has more than " + MAX_BYTES + " bytes");
            }
            try (InputStream in = Files.newInputStream(file);
                    JsonParser parser = new JsonFactory().createParser(in)) {
                return read(parser, file);
            }
        } catch (JacksonException e) {
            String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
            throw new DataException(
                    "cannot read " + file + line + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        } catch (IOException e) {
            throw new DataException("cannot read " + file + ": " + Digests.reason(e), e);
        }
    }

    private static CocoJson read(JsonParser parser, Path file) throws IOException {
        CocoJson found = new CocoJson(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<String, List<Entry>> lists =
                Map.of("images", found.images, "annotations", found.annotations, "categories", found.categories);
        Set<String> missing = new HashSet<>(lists.keySet());
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                List<Entry> list = lists.get(parser.currentName());
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.START_ARRAY && list != null) {
                    missing.remove(name);
                    entries(parser, list, file);
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new DataException(
                    file + " is none of COCO's: it must have the lists images, annotations and categories");
        }
        return found;
    }

    private static void entries(JsonParser parser, List<Entry> list, Path file) throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            int line = parser.currentTokenLocation().getLineNr();
            if (token != JsonToken.START_OBJECT) {
                throw new DataException("cannot read " + file + ":" + line + ": an entry must be an object");
            }
            if (list.size() == MAX_ENTRIES) {
                throw new DataException("cannot read " + file + ": a list has more than " + MAX_ENTRIES + " entries");
            }
            list.add(entry(parser, line));
        }
    }

    private static Entry entry(JsonParser parser, int line) throws IOException {
        Map<String, String> fields = new HashMap<>();
        List<String> box = List.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!WANTED.contains(name)) {
                parser.skipChildren();
            } else if (name.equals(BOX) && value == JsonToken.START_ARRAY) {
                box = box(parser);
            } else if (value.isScalarValue()) {
                fields.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return new Entry(line, Map.copyOf(fields), box); // which is half as large
    }

    private static List<String> box(JsonParser parser) throws IOException {
        List<String> sides = new ArrayList<>(SIDES);
        boolean right = true;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            right &= token.isScalarValue() && sides.size() < SIDES;
            if (right) {
                sides.add(parser.getText());
            }
            parser.skipChildren();
        }
        return right && sides.size() == SIDES ? sides : List.of();
    }
}
