package org.convzoo.data;

import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * One annotation of Pascal VOC's, as it stands in its file: nothing is a number yet, and what is missing is not there.
 *
 * <p>The file is untrusted: a document type, and so an entity of its own, is refused.
 *
 * @param size of the picture: {@code width} and {@code height}
 * @param objects marked things
 */
record PascalVocXml(Map<String, String> size, List<Thing> objects) {
    static final String NAME = "name", DIFFICULT = "difficult";

    /** The edges, left, top, right, bottom. */
    static final List<String> EDGES = List.of("bndbox/xmin", "bndbox/ymin", "bndbox/xmax", "bndbox/ymax");

    private static final String ROOT = "annotation", SIZE = ROOT + "/size/", OBJECT = ROOT + "/object";
    private static final Set<String> SIDES = Set.of("width", "height");
    private static final int MAX_DEPTH = 100;
    private static final int MAX_NAME = 20, MAX_TEXT = 1000; // characters; what is longer is none of the fields
    private static final Pattern ENCODING = Pattern.compile("<\\?xml[^>]{1,100} encoding=[\"']([\\w.:-]{1,40})[\"']");
    private static final Pattern PREAMBLE = Pattern.compile("(?s)^ParseError at .*?\\nMessage: ");

    /**
     * A marked thing.
     *
     * @param line where it begins, counted from 1
     * @param fields {@link #NAME}, {@link #DIFFICULT} and {@link #EDGES}, as far as they are there
     */
    record Thing(int line, Map<String, String> fields) {
        private boolean wants(String field) {
            return field.equals(NAME) || field.equals(DIFFICULT) || EDGES.contains(field);
        }
    }

    /**
     * Reads one.
     *
     * @throws XMLStreamException if it is no XML, or none of VOC's; {@link #reason} says why
     */
    static PascalVocXml read(byte[] file) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader reader = factory.createXMLStreamReader(decoded(file));
        try {
            return read(reader);
        } finally {
            reader.close();
        }
    }

    /** The text, by the file's own word for its encoding: Java's parser prints to standard error what it cannot decode. */
    private static Reader decoded(byte[] file) throws XMLStreamException {
        String start = new String(file, 0, Math.min(file.length, MAX_TEXT), StandardCharsets.ISO_8859_1);
        Matcher declared = ENCODING.matcher(start);
        String encoding = start.startsWith("\u00fe\u00ff") || start.startsWith("\u00ff\u00fe")
                ? "UTF-16"
                : declared.lookingAt() ? declared.group(1) : "UTF-8";
        try {
            String text = Charset.forName(encoding)
                    .newDecoder() // which refuses what is malformed
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return new StringReader(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new XMLStreamException("it is not written in " + encoding, e);
        }
    }

    private static PascalVocXml read(XMLStreamReader reader) throws XMLStreamException {
        PascalVocXml found = new PascalVocXml(new HashMap<>(), new ArrayList<>());
        List<String> path = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("a document type is not allowed", reader.getLocation());
                case XMLStreamConstants.START_ELEMENT -> {
                    String name = reader.getLocalName();
                    path.add(name.length() > MAX_NAME ? "" : name);
                    text.setLength(0);
                    if (path.size() > MAX_DEPTH) {
                        throw new XMLStreamException("it is too deep", reader.getLocation());
                    }
                    if (!path.get(0).equals(ROOT)) {
                        throw new XMLStreamException("it is no <" + ROOT + ">", reader.getLocation());
                    }
                    if (String.join("/", path).equals(OBJECT)) {
                        found.objects.add(new Thing(reader.getLocation().getLineNumber(), new HashMap<>()));
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(reader.getText(), 0, Math.min(reader.getTextLength(), MAX_TEXT - text.length()));
                case XMLStreamConstants.END_ELEMENT -> {
                    found.note(String.join("/", path), text.toString().strip());
                    path.remove(path.size() - 1);
                    text.setLength(0);
                }
                default -> {
                    // comments and the like
                }
            }
        }
        return found;
    }

    /** Keeps what counts; a part of a thing, such as a person's head, has fields of its own one level deeper. */
    private void note(String path, String text) {
        if (path.startsWith(SIZE) && SIDES.contains(path.substring(SIZE.length()))) {
            size.putIfAbsent(path.substring(SIZE.length()), text);
        } else if (path.startsWith(OBJECT + "/")) {
            Thing thing = objects.get(objects.size() - 1);
            String field = path.substring(OBJECT.length() + 1);
            if (thing.wants(field)) {
                thing.fields.putIfAbsent(field, text);
            }
        }
    }

    /** Width or height in pixels; 0 where there is none. */
    double side(String name) {
        String text = size.getOrDefault(name, "");
        return CheckedBoxes.notANumber(text).isEmpty() ? Double.parseDouble(text) : 0;
    }

    /** What is wrong, on one line. */
    static String reason(XMLStreamException e) {
        String message = PREAMBLE.matcher(String.valueOf(e.getMessage())).replaceFirst("");
        return message.lines().findFirst().orElse("");
    }

    /** Where, counted from 1; 0 where that is not known. */
    static int line(XMLStreamException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNumber());
    }
}
