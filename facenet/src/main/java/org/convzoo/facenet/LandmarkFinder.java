package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Model;
import org.convzoo.data.Box;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Window;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Finds the 68 landmarks of a face that a detector found.
 *
 * @param model a {@link Landmarks68}, its graph prepared for an engine
 */
public record LandmarkFinder(Model model) {
    private static final int LEFT_EYE = 36, RIGHT_EYE = 42, EYE = 6; // six around each
    private static final int NOSE_TIP = 30;
    private static final int MOUTH_LEFT = 48, MOUTH_RIGHT = 54;

    public LandmarkFinder {
        String needed = Landmarks68.FACE_LANDMARKS68.id();
        if (!model.card().architecture().equals(needed)) {
            throw new IllegalArgumentException(
                    "a " + needed + " is needed, got " + model.card().architecture());
        }
    }

    /**
     * The places, in pixels of the picture, numbered as in iBUG 300-W.
     *
     * @param box of the face; may reach over the edge, where all is black
     */
    public List<Point> find(Image picture, Box box) {
        int left = (int) Math.floor(box.x()), top = (int) Math.floor(box.y());
        int width = (int) Math.max(1, Math.round(box.width())), height = (int) Math.max(1, Math.round(box.height()));
        Image face = Window.cut(picture, top, left, height, width, 0);
        Preprocessing input = model.card().preprocessing();
        float[] values = new float[input.length()];
        input.normalize(input.prepare(face), values, 0);
        float[] shares = model.graph()
                .output(Nd4j.create(values, new long[] {1, input.channels(), input.height(), input.width()}))[0]
                .toFloatVector();
        Frame frame = input.frame(face).orElseThrow(); // where the net's square lies on the face
        List<Point> places = new ArrayList<>();
        for (int i = 0; i < Landmarks68.PLACES; i++) {
            places.add(new Point(
                    left + frame.left() + shares[2 * i] * frame.width(),
                    top + frame.top() + shares[2 * i + 1] * frame.height()));
        }
        return places;
    }

    /**
     * The five landmarks of {@link Face} from the 68: the middles of the eyes, the tip of the nose, the corners of the mouth.
     *
     * @throws IllegalArgumentException if there are not 68
     */
    public static List<Point> five(List<Point> places) {
        if (places.size() != Landmarks68.PLACES) {
            throw new IllegalArgumentException("68 places are needed, got " + places.size());
        }
        return List.of(
                middle(places, LEFT_EYE),
                middle(places, RIGHT_EYE),
                places.get(NOSE_TIP),
                places.get(MOUTH_LEFT),
                places.get(MOUTH_RIGHT));
    }

    private static Point middle(List<Point> places, int first) {
        return new Point(
                IntStream.range(first, first + EYE)
                        .mapToDouble(i -> places.get(i).x())
                        .average()
                        .orElseThrow(),
                IntStream.range(first, first + EYE)
                        .mapToDouble(i -> places.get(i).y())
                        .average()
                        .orElseThrow());
    }
}
