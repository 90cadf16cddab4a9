package org.convzoo.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** JSON of untrusted files: bounded depth, no name twice, nothing after the end. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(1 << 20)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** An object or array; {@code what} is for messages. */
    static JsonNode read(byte[] bytes, String what) throws IOException {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (!node.isContainerNode()) {
                throw new FormatException(what + " is no JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new FormatException(what + " is no valid JSON (" + e.getOriginalMessage() + ")", e);
        }
    }

    static JsonNode member(JsonNode parent, String name, String what) throws FormatException {
        JsonNode node = parent.get(name);
        if (node == null) {
            throw new FormatException(what + " has no " + name);
        }
        return node;
    }

    static String text(JsonNode parent, String name, String what) throws FormatException {
        JsonNode node = member(parent, name, what);
        if (!node.isTextual()) {
            throw new FormatException(name + " of " + what + " is no text");
        }
        return node.textValue();
    }

    static double number(JsonNode parent, String name, String what) throws FormatException {
        JsonNode node = member(parent, name, what);
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw new FormatException(name + " of " + what + " is no number");
        }
        return node.doubleValue();
    }

    /** Whole numbers of 0 or more. */
    static List<Long> sizes(JsonNode parent, String name, String what) throws FormatException {
        JsonNode array = member(parent, name, what);
        List<Long> sizes = new ArrayList<>();
        for (JsonNode size : array) {
            if (!array.isArray() || !size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0) {
                break;
            }
            sizes.add(size.longValue());
        }
        if (!array.isArray() || sizes.size() != array.size()) {
            throw new FormatException(name + " of " + what + " is no list of sizes");
        }
        return sizes;
    }
}
