package org.convzoo.facenet;

/**
 * Whose embeddings a gallery holds: those of two nets cannot be compared.
 *
 * @param id of the weights, as {@code facenet-resnet.face-api}
 * @param dimensions of an embedding
 * @param digest {@link FaceEmbedder#digest}
 */
public record GalleryWeights(String id, int dimensions, String digest) {
    private static final int MAX_ID = 200, SHOWN = 8;

    public GalleryWeights {
        if (id == null || id.length() > MAX_ID || !id.matches("[\\w.:+-]+")) {
            throw new IllegalArgumentException("weights need an id of letters, digits and dots");
        }
        if (dimensions < 1 || dimensions > GalleryRecord.MAX_DIMENSIONS) {
            throw new IllegalArgumentException(
                    "dimensions must be 1 to " + GalleryRecord.MAX_DIMENSIONS + ", got " + dimensions);
        }
        if (digest == null || !digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a digest must have 64 hexadecimal digits");
        }
    }

    public static GalleryWeights of(FaceEmbedder embedder) {
        return new GalleryWeights(embedder.id(), embedder.dimensions(), embedder.digest());
    }

    /** For people: two files may have one id. */
    @Override
    public String toString() {
        return id + " (digest " + digest.substring(0, SHOWN) + "...)";
    }
}
