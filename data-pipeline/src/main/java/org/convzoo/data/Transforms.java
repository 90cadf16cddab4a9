package org.convzoo.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Transforms and {@link Preprocessing} as JSON: {@code {"type":"center-crop","height":224,"width":224}}.
 *
 * <p>Safe on untrusted text: a type is one of a fixed table of names, never a class name, and every value passes the checks of
 * the record's constructor. A missing or an unknown property is an error.
 */
public final class Transforms {
    private static final Map<String, Class<? extends Transform>> TYPES = new TreeMap<>(Map.ofEntries(
            Map.entry("boxes", BoxAugmentation.class),
            Map.entry("resize", Resize.class),
            Map.entry("resize-shorter", ResizeShorter.class),
            Map.entry("center-crop", CenterCrop.class),
            Map.entry("corner-crop", CornerCrop.class),
            Map.entry("inset", Inset.class),
            Map.entry("mirror", Mirror.class),
            Map.entry("pad", Pad.class),
            Map.entry("fit", Fit.class),
            Map.entry("dark-background", DarkBackground.class),
            Map.entry("standardize", Standardize.class),
            Map.entry("lookalikes", Lookalikes.class),
            Map.entry("strangers", Strangers.class),
            Map.entry("one-warp", OneWarp.class),
            Map.entry("head-turn", HeadTurn.class),
            Map.entry("light-ramp", LightRamp.class),
            Map.entry("random-affine", RandomAffine.class),
            Map.entry("elastic-distortion", ElasticDistortion.class),
            Map.entry("random-flip", RandomFlip.class),
            Map.entry("random-crop", RandomCrop.class),
            Map.entry("random-shift", RandomShift.class),
            Map.entry("color-jitter", ColorJitter.class),
            Map.entry("random-erase", RandomErase.class),
            Map.entry("cutout", Cutout.class)));

    private static final ObjectMapper JSON = register(JsonMapper.builder().build());
    private static final TypeReference<Transform> ONE = new TypeReference<>() {};
    private static final TypeReference<List<Transform>> LIST = new TypeReference<>() {};
    private static final TypeReference<Preprocessing> PREPROCESSING = new TypeReference<>() {};

    private Transforms() {}

    /**
     * Teaches a mapper the names of the transforms, so that a larger document may hold a {@link Preprocessing}, and makes it
     * strict for the whole document: unknown, missing and null properties, and fractions for whole numbers, are errors.
     *
     * @return the same mapper
     */
    public static ObjectMapper register(ObjectMapper mapper) {
        TYPES.forEach((name, type) -> mapper.registerSubtypes(new NamedType(type, name)));
        return mapper.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    public static String toJson(Transform transform) {
        return write(transform, ONE);
    }

    public static String toJson(List<Transform> transforms) {
        return write(transforms, LIST);
    }

    public static String toJson(Preprocessing preprocessing) {
        return write(preprocessing, PREPROCESSING);
    }

    /**
     * Reads one transform.
     *
     * @throws DataException if the text is no JSON, the type is unknown or a value is out of range
     */
    public static Transform transform(String json) {
        return read(json, ONE, "transform");
    }

    /**
     * Reads an array of transforms.
     *
     * @throws DataException as {@link #transform} does
     */
    public static List<Transform> list(String json) {
        return List.copyOf(read(json, LIST, "list of transforms"));
    }

    /**
     * Reads a preprocessing; equal to the one that was written.
     *
     * @throws DataException as {@link #transform} does
     */
    public static Preprocessing preprocessing(String json) {
        return read(json, PREPROCESSING, "preprocessing");
    }

    /** What is wrong with a document that held transforms, in one line. */
    public static String describe(JsonProcessingException e) {
        if (e instanceof InvalidTypeIdException unknown && unknown.getBaseType().hasRawClass(Transform.class)) {
            return unknown.getTypeId() == null
                    ? "a transform has no \"type\"; known types: " + String.join(", ", TYPES.keySet())
                    : "unknown transform \"" + unknown.getTypeId() + "\"; known types: "
                            + String.join(", ", TYPES.keySet());
        }
        if (e instanceof ValueInstantiationException refused && refused.getCause() != null) {
            return String.valueOf(refused.getCause().getMessage()); // the constructor's own words
        }
        String place = "";
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String field = mapping.getPath().get(mapping.getPath().size() - 1).getFieldName();
            place = field == null ? "" : field + ": ";
        }
        // Jackson's advice to the programmer, "(set DeserializationFeature...)", is of no use to a user.
        return place + e.getOriginalMessage().replaceAll("\\s+", " ").replaceAll(" ?\\(set Deser[^)]*\\)", "");
    }

    private static String write(Object value, TypeReference<?> type) {
        try {
            return JSON.writerFor(type).writeValueAsString(value);
        } catch (JsonProcessingException e) {
            // Only a transform of somebody else's making, which is not in the table, can fail here.
            throw new IllegalArgumentException("cannot be written as JSON: " + describe(e), e);
        }
    }

    private static <T> T read(String json, TypeReference<T> type, String what) {
        try {
            T value = JSON.readValue(json, type);
            if (value == null || (value instanceof List<?> list && list.contains(null))) {
                throw new DataException("bad " + what + ": null is not allowed");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new DataException("bad " + what + ": " + describe(e), e);
        }
    }
}
