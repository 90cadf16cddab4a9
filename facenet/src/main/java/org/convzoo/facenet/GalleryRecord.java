package org.convzoo.facenet;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** One line of a gallery's log: somebody was enrolled, or removed. What was read is checked as strictly as what is written. */
sealed interface GalleryRecord {
    /** Of a name and of a source, in UTF-16 units. */
    int MAX_TEXT = 200;

    int MAX_DIMENSIONS = 1 << 16;

    /** Upper bound of {@link #encode}, in bytes: a UTF-16 unit takes at most three. */
    int MAX_BYTES = 1 + 2 * (2 + 3 * MAX_TEXT) + Float.BYTES * MAX_DIMENSIONS;

    /**
     * One more picture of a person.
     *
     * @param source name of the picture's file
     * @param embedding [dimensions], finite
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Enrolled(String name, String source, float[] embedding) implements GalleryRecord {
        static final byte TYPE = 1;

        public Enrolled {
            checkText("a name", name);
            checkText("a picture's file name", source);
            for (float value : embedding) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "the embedding of " + source + " has values that are no numbers");
                }
            }
        }
    }

    /** All pictures of a person are to be forgotten. */
    record Removed(String name) implements GalleryRecord {
        static final byte TYPE = 2;

        public Removed {
            checkText("a name", name);
        }
    }

    String name();

    /** Type, name and, of one enrolled, source and embedding; texts in UTF-8 after two bytes of length, all big-endian. */
    default byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        if (this instanceof Enrolled enrolled) {
            putText(out.put(Enrolled.TYPE), name());
            putText(out, enrolled.source());
            for (float value : enrolled.embedding()) {
                out.putFloat(value);
            }
        } else {
            putText(out.put(Removed.TYPE), name());
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /**
     * What {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if it did not write that
     */
    static GalleryRecord decode(byte[] bytes, int dimensions) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            byte type = in.get();
            String name = text(in);
            if (type == Removed.TYPE && !in.hasRemaining()) {
                return new Removed(name);
            }
            if (type == Enrolled.TYPE) {
                String source = text(in);
                if (in.remaining() == Float.BYTES * dimensions) {
                    float[] embedding = new float[dimensions];
                    in.asFloatBuffer().get(embedding);
                    return new Enrolled(name, source, embedding);
                }
            }
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw new IllegalArgumentException("a record that ends too early, or whose text is no UTF-8", e);
        }
        throw new IllegalArgumentException("a record of an unknown kind or a wrong length");
    }

    /** One spelling for a name that can be typed in two ways, as an accent in a letter or after it. */
    static String tidy(String name) {
        return Normalizer.normalize(name.strip(), Normalizer.Form.NFC);
    }

    /** What goes to terminals and pictures must not steer them. */
    private static void checkText(String what, String text) {
        boolean plain = text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
        if (text.isBlank() || text.length() > MAX_TEXT || !plain) {
            throw new IllegalArgumentException(
                    what + " must be 1 to " + MAX_TEXT + " characters without line breaks and control characters");
        }
    }

    private static void putText(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putShort((short) bytes.length).put(bytes);
    }

    private static String text(ByteBuffer in) throws CharacterCodingException {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(in.slice(in.position(), length)); // strict
        in.position(in.position() + length);
        return text.toString();
    }
}
