package org.convzoo.course.facesandart;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Shown;
import org.convzoo.data.Image;
import org.convzoo.facenet.AllPairs;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.PairMetrics;

/** Drawn faces as the zoo's shipped net sees them, which was trained on photographs of other people. */
final class DrawnPeople {
    /** The net's weights. */
    static final String WEIGHTS = "facenet-nn4.att-faces";

    /** What the people of the demonstrations are called. */
    static final List<String> NAMES = List.of("Abe", "Ben", "Cal", "Dora", "Eve", "Fay", "Gil");

    /** Their numbers: seven whom the net tells apart well. */
    private static final int[] NUMBERS = {20, 36, 109, 210, 212, 218, 235};

    /** Twenty people whom no demonstration names, to find a threshold on. */
    static final int CALIBRATING = 40, PEOPLE = 20, EACH = 3;

    private static final int SIDE = 128; // as shown

    private DrawnPeople() {}

    /** f, the net that gives 128 numbers for a picture. */
    static FaceEmbedder embedder(Engine engine) {
        Model model = ModelZoo.load(WEIGHTS);
        return new FaceEmbedder(engine.prepare(model));
    }

    /** One picture of somebody who has a name, as {@link DrawnFaces#picture}. */
    static Image picture(int name, int picture) {
        return DrawnFaces.picture(NUMBERS[name], picture);
    }

    /** Some pictures each of some people, one person after the other. */
    static List<Image> pictures(int first, int people, int each) {
        List<Image> pictures = new ArrayList<>();
        for (int person = first; person < first + people; person++) {
            for (int i = 0; i < each; i++) {
                pictures.add(DrawnFaces.picture(person, i));
            }
        }
        return pictures;
    }

    /** All pairs of embeddings of {@link #pictures}, {@value #EACH} of each person. */
    static AllPairs pairs(List<float[]> embeddings) {
        int[] people = IntStream.range(0, embeddings.size()).map(i -> i / EACH).toArray();
        return AllPairs.of(embeddings, people);
    }

    /** The pairs of twenty people. */
    static AllPairs pairs(FaceEmbedder embedder, int firstPerson) {
        return pairs(embedder.embed(pictures(firstPerson, PEOPLE, EACH)));
    }

    /** The threshold with the least errors on people whom no demonstration names. */
    static double threshold(FaceEmbedder embedder) {
        AllPairs pairs = pairs(embedder, CALIBRATING);
        return PairMetrics.calibrate(pairs.distances(), pairs.same());
    }

    /** A face as it is shown. */
    static BufferedImage shown(Image face) {
        return Shown.fitted(face, SIDE).toBufferedImage();
    }
}
