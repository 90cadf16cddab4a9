package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.yolo.DrawnFaces;
import org.convzoo.yolo.DrawnFaces.Face;
import org.convzoo.yolo.DrawnFaces.Landmark;
import org.convzoo.yolo.LandmarkNet;

/**
 * Places in a picture instead of a box around it: corners of eyes and mouth, joints of a body. A net gives two numbers for each, always in the same
 * order, and one for whether there is a face.
 *
 * <p>Shapes: drawn faces of 1 x 64 x 64, five landmarks.
 *
 * <p>Sources: as {@link LandmarkNet}.
 */
public final class FaceLandmarks {
    private static final List<String> NAMES =
            List.of("left eye", "right eye", "tip of the nose", "left corner of the mouth", "right corner");
    static final int STEPS = 60;

    private static final int BATCH = 16, TESTED = 100, SHOWN = 6;
    private static final int SIDE = 192;

    private FaceLandmarks() {}

    /** Outputs of a net that tells whether there is a face and where so many landmarks are. */
    public static int outputs(int landmarks) {
        return 1 + 2 * landmarks;
    }

    /**
     * How far a net that learned for a while misses the landmarks of faces that it has not seen.
     *
     * @return as a share of the face's width
     */
    static double error(LandmarkNet net) {
        return net.meanError(new DrawnFaces(2).draw(0, TESTED));
    }

    static LandmarkNet trained(int steps) {
        return LandmarkNet.train(new DrawnFaces(1), steps, BATCH, 1);
    }

    /** The landmarks of a face, and what a net finds after seconds of training. */
    public static Exhibit demonstrate() {
        Face face = new DrawnFaces(2).draw(0);
        NumberTable places = NumberTable.of(1, "LANDMARKS OF THE FIRST FACE", "X", "Y");
        for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
            Landmark landmark = face.landmarks().get(k);
            places.row(NAMES.get(k), NumberTable.decimals(landmark.x(), 1), NumberTable.decimals(landmark.y(), 1));
        }
        NumberTable outputs = NumberTable.of(1, "A NET FOR", "OUTPUTS");
        outputs.row("these 5 landmarks, and p_c", outputs(DrawnFaces.LANDMARKS));
        outputs.row("64 landmarks, and p_c", outputs(64));
        LandmarkNet net = trained(STEPS);
        NumberTable training = NumberTable.of(1, "TRAINED ON", "MEAN ERROR, AS A SHARE OF THE FACE'S WIDTH");
        training.row("1 step of " + BATCH + " faces", below(error(trained(1))));
        training.row(STEPS + " steps", below(error(net)));
        return new Exhibit(places.text() + "\n" + outputs.text() + "\n" + training.text(), 3, panels(net));
    }

    /** In steps of 10 %, for a training's last digits differ from processor to processor. */
    private static String below(double share) {
        return "below " + (int) (10 * Math.ceil(10 * share)) + " %";
    }

    private static List<Panel> panels(LandmarkNet net) {
        List<Face> faces = new DrawnFaces(2).draw(0, SHOWN);
        List<List<Landmark>> found = net.find(faces.stream().map(Face::picture).toList());
        List<Panel> panels = new ArrayList<>();
        for (int i = 0; i < SHOWN; i++) {
            Image picture = faces.get(i).picture();
            double scale = (double) SIDE / picture.width();
            Sketch sketch = Sketch.on(Shown.fitted(picture, SIDE));
            for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
                Landmark is = faces.get(i).landmarks().get(k),
                        said = found.get(i).get(k);
                sketch.line(is.x() * scale, is.y() * scale, said.x() * scale, said.y() * scale, Sketch.RED)
                        .dot(is.x() * scale, is.y() * scale, 4, Sketch.BLUE)
                        .dot(said.x() * scale, said.y() * scale, 3, Sketch.RED);
            }
            panels.add(sketch.panel(i == 0 ? "blue: true, red: found" : "face " + (i + 1)));
        }
        return panels;
    }
}
