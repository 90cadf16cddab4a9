package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.ModelCard;
import org.convzoo.data.Datasets;
import org.convzoo.data.Image;

/**
 * Where the five landmarks lie on a face chip, the upright cut-out that an embedding looks at: what it was trained with.
 */
public enum FaceFraming {
    /**
     * dlib's chips with a padding of a quarter: what the residual net of its recogniser takes. The places are dlib's mean face ({@code
     * image_transforms/interpolation.h}, {@code get_face_chip_details}), of whose 68 places the five are the means of the eyes' six, the tip of
     * the nose (30) and the corners of the mouth (48, 54); p becomes (p + 0.25) / 1.5.
     */
    DLIB(150, 150, 0.316995, 0.310660, 0.669841, 0.310660, 0.493418, 0.510417, 0.336099, 0.686822, 0.650736, 0.686822),
    /**
     * Whole pictures of the data set att-faces, from the brow's hair to below the chin: the mean places that {@link Mtcnn} finds on its
     * identities 1 to 25, which train ({@code MtcnnTest} measures them again).
     */
    ATT(112, 92, 0.3131, 0.4700, 0.6760, 0.4704, 0.4916, 0.6297, 0.3351, 0.7713, 0.6485, 0.7732),
    /**
     * Faces of the data set smiles, from the brow to the chin: the mean places that {@link Mtcnn} finds on one of twenty pictures of its training
     * part, enlarged three times and with their edges going on around them.
     */
    SMILES(64, 64, 0.2641, 0.2517, 0.7688, 0.2424, 0.5060, 0.5431, 0.3042, 0.8062, 0.7356, 0.8019);

    private final int height;
    private final int width;

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of records of numbers
    private final List<Point> landmarks;

    FaceFraming(int height, int width, double... places) {
        this.height = height;
        this.width = width;
        this.landmarks = List.of(
                new Point(places[0], places[1]),
                new Point(places[2], places[3]),
                new Point(places[4], places[5]),
                new Point(places[6], places[7]),
                new Point(places[8], places[9]));
    }

    /** What an embedder's weights were trained with. */
    public static FaceFraming of(ModelCard card) {
        return card.provenance().dataset().equals(FaceApiWeights.DATASET) ? DLIB : ATT;
    }

    /** How the faces of a data set are cut out; of one that nobody knows as those of att-faces are. */
    static FaceFraming ofData(String name) {
        return Datasets.withoutFold(name).equals("smiles") ? SMILES : ATT;
    }

    /** What is cut out so, cut out in another way; what lies beyond its edge is like the edge. */
    Image as(FaceFraming other, Image chip) {
        return this == other ? chip : other.chip(chip, places(landmarks, chip.height(), chip.width()));
    }

    /** The landmarks in the order of {@link Face}, as shares of the chip's width and height. */
    public List<Point> landmarks() {
        return landmarks;
    }

    /** A face, cut out and set upright: 150 x 150 or 112 x 92, with the picture's channels. */
    public Image chip(Image picture, Face face) {
        return chip(picture, face.landmarks());
    }

    private Image chip(Image picture, List<Point> face) {
        return FaceChip.of(picture, face, places(landmarks, height, width), height, width);
    }

    private static List<Point> places(List<Point> shares, int height, int width) {
        return shares.stream()
                .map(share -> new Point(share.x() * width, share.y() * height))
                .toList();
    }
}
