package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.Engine;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.course.detection.DrawnMotorway.Kind;
import org.convzoo.course.detection.DrawnMotorway.Vehicle;
import org.convzoo.data.Box;
import org.convzoo.yolo.AnnotatedPicture;
import org.convzoo.yolo.Detector;
import org.convzoo.yolo.YoloHead;

/**
 * The assignment's detector of cars: the shipped weights look at a drawn motorway. They learned from photographs, so what they find of a drawing shows
 * that all steps work, and not how good they are: that stands on their card, measured on 251 photographs that were in no training.
 *
 * <p>Shapes: a picture of 3 x 320 x 480, fitted into 3 x 320 x 320; heads of 10 x 10 x 3 x 10 and 20 x 20 x 3 x 10.
 *
 * <p>Source: as {@link org.convzoo.yolo.Yolo}.
 */
public final class CarDetection {
    static final List<String> WEIGHTS = List.of("yolo-fastest-xl.highway", "yolo-small.highway");

    private static final double THRESHOLD = 0.25, SUPPRESSION = 0.45; // what zoo detect has

    private CarDetection() {}

    /** A bus, a truck and a car. */
    static DrawnMotorway motorway() {
        return DrawnMotorway.of(
                new Vehicle(Kind.BUS, Box.ofCenter(110, 148, 130, 170), 0xe2b426),
                new Vehicle(Kind.TRUCK, Box.ofCenter(356, 154, 150, 190), 0xc22f3a),
                new Vehicle(Kind.CAR, Box.ofCenter(232, 236, 120, 92), 0x3c4a5c));
    }

    /** What weights find in a picture. */
    static List<Detection> found(Model model, DrawnMotorway road) {
        return new Detector(
                        Engine.ONEDNN.prepare(model.graph()),
                        YoloHead.of(model.graph().getConfiguration()),
                        model.card().preprocessing(),
                        NonMaxSuppression.of(SUPPRESSION))
                .detect(road.picture(), THRESHOLD);
    }

    /** What the cards say, and what is found on a drawn motorway. */
    public static Exhibit demonstrate() {
        DrawnMotorway road = motorway();
        NumberTable cards = NumberTable.of(2, "WEIGHTS", "PART", "PICTURES", "MAP50");
        NumberTable boxes = NumberTable.of(3, "WEIGHTS", "FOUND", "IS", "SCORE", "X", "Y", "WIDTH", "HEIGHT", "IOU");
        List<Panel> panels = new ArrayList<>();
        for (String weights : WEIGHTS) {
            Model model = ModelZoo.load(weights);
            for (ModelCard.Metric metric : model.card().metrics()) {
                if (metric.name().equals("map50")) {
                    cards.row(weights, metric.split(), metric.images(), NumberTable.decimals(metric.value(), 4));
                }
            }
            List<Detection> found = found(model, road);
            List<String> classes = model.card().classes();
            for (Detection one : found) {
                Box box = one.box();
                Vehicle vehicle = nearest(one, road);
                boxes.row(
                        weights,
                        classes.get(one.label()),
                        vehicle.kind().name().toLowerCase(Locale.ROOT),
                        one.score(),
                        Math.round(box.x()),
                        Math.round(box.y()),
                        Math.round(box.width()),
                        Math.round(box.height()),
                        Overlap.iou(vehicle.box(), box));
            }
            panels.add(new Panel(
                    AnnotatedPicture.of(road.picture(), found, classes), List.of(weights + ", on a drawing")));
        }
        return new Exhibit(cards.text() + "\n" + boxes.text(), 2, panels);
    }

    /** The vehicle that a box overlaps most with. */
    static Vehicle nearest(Detection detection, DrawnMotorway road) {
        return road.vehicles().stream()
                .max(Comparator.comparingDouble(vehicle -> Overlap.iou(vehicle.box(), detection.box())))
                .orElseThrow();
    }
}
