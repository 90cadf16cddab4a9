package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.ModelCard;
import org.convzoo.data.Image;

/**
 * Where the five landmarks lie on a face chip, the upright cut-out that an embedding looks at: what it was trained with.
 */
public enum FaceFraming {
    /** dlib's chips with a padding of a quarter: what the residual net of its recogniser takes. */
    DLIB,
    /** Whole pictures of the data set att-faces, from the brow's hair to below the chin. */
    ATT;

    /** What an embedder's weights were trained with. */
    public static FaceFraming of(ModelCard card) {
        return card.provenance().dataset().equals("face-api") ? DLIB : ATT;
    }

    /** A face, cut out and set upright. */
    public Image chip(Image picture, Face face) {
        throw new UnsupportedOperationException("not yet");
    }

    /** The landmarks in the order of {@link Face}, as shares of the chip's width and height. */
    public List<Point> landmarks() {
        throw new UnsupportedOperationException("not yet");
    }
}
