package org.convzoo.course.facesandart;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.SignedMap;
import org.convzoo.data.Image;
import org.convzoo.facenet.FaceEmbedder;

/**
 * One net looks at two pictures, one after the other, with the same weights; what it says of each is a point, and the answer is how far apart the points
 * are. Siamese twins share their weights: there is nothing that could tell the first picture from the second, so that the order does not matter.
 *
 * <p>Shapes: two pictures 3 x 96 x 96, two embeddings of 128 numbers and length 1, one distance from 0 to 2.
 *
 * <p>Source: J. Bromley, I. Guyon, Y. LeCun, E. Säckinger, R. Shah, "Signature Verification using a Siamese Time Delay Neural Network", NIPS
 * 1993; Taigman et al., "DeepFace", CVPR 2014, section 4.2.
 */
public final class SiamesePair {
    private static final int ROWS = 8, COLUMNS = 16, SIDE = 192; // of an embedding's picture

    private SiamesePair() {}

    /** How far apart two pictures are for a net, by two passes of one picture each. */
    static double distance(FaceEmbedder net, Image a, Image b) {
        float[] fa = net.embed(a); // 128
        float[] fb = net.embed(b); // 128, by the same weights
        return FaceEmbedder.distance(fa, fb);
    }

    /** Two pictures of one and one of another person. */
    static List<Image> pictures() {
        return List.of(DrawnPeople.picture(0, 0), DrawnPeople.picture(0, 1), DrawnPeople.picture(1, 0));
    }

    /** Distances of pairs, and what two nets without shared weights would have. */
    public static Exhibit demonstrate() {
        return demonstrate(Engine.ONEDNN);
    }

    static Exhibit demonstrate(Engine engine) {
        FaceEmbedder net = DrawnPeople.embedder(engine);
        long weights = ModelSummary.of(
                        net.model().graph().getConfiguration(),
                        net.model().card().spec())
                .parameters();
        List<Image> pictures = pictures();
        List<String> names = List.of("Abe 1", "Abe 2", "Ben 1");
        NumberTable nets = NumberTable.of(1, "PASSES", "PARAMETERS");
        nets.row("f(a) and f(b) with the same weights", weights);
        nets.row("a net of its own for each picture", 2 * weights);
        NumberTable pairs = NumberTable.of(2, "A", "B", "|f(A) - f(B)|", "SQUARED");
        for (int[] pair : new int[][] {{0, 0}, {0, 1}, {1, 0}, {0, 2}, {1, 2}}) {
            double distance = distance(net, pictures.get(pair[0]), pictures.get(pair[1]));
            pairs.row(names.get(pair[0]), names.get(pair[1]), distance, distance * distance);
        }
        List<Panel> panels = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            panels.add(new Panel(Shown.fitted(pictures.get(i), SIDE).toBufferedImage(), List.of(names.get(i))));
        }
        for (int i = 0; i < pictures.size(); i++) {
            panels.add(new Panel(
                    SignedMap.of(table(net.embed(pictures.get(i))), SIDE),
                    List.of("f(" + names.get(i) + "), 128 numbers")));
        }
        return new Exhibit(nets.text() + "\n" + pairs.text(), pictures.size(), panels);
    }

    /** 128 numbers as 8 rows of 16. */
    private static double[][] table(float[] embedding) {
        double[][] table = new double[ROWS][COLUMNS];
        for (int i = 0; i < embedding.length; i++) {
            table[i / COLUMNS][i % COLUMNS] = embedding[i];
        }
        return table;
    }
}
