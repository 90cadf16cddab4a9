package org.convzoo.yolo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.convzoo.core.Evaluation;
import org.convzoo.core.ModelCard;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.LabelledBox;

/**
 * How well a detector does on a part of a data set ({@link DetectionMetrics} has the definitions). Its JSON is what {@code zoo evaluate
 * --json} prints.
 *
 * @param model id of the weights
 * @param data name of the data set
 * @param split part of it
 * @param images number of pictures
 * @param things marked in them
 * @param map50 mean average precision at an overlap of 0.5, COCO's; null where nothing is marked
 * @param map50To95 mean over ten overlaps, null likewise
 * @param voc07 Pascal VOC's of 2007, null likewise
 * @param voc10 of 2010, null likewise
 * @param measuredLoss the training's, mean per picture; null where the model's and the data's classes differ
 * @param perClass by class of the data, in its order
 * @param threshold score of what {@code confusion}, {@code precision} and {@code recall} look at
 * @param confusion by true (row) and found (column) class, see {@link DetectionConfusion}; null for very many classes
 * @param curves one per class, of precision over recall; not part of the JSON
 * @param found what was found in each picture; not part of the JSON
 */
@JsonPropertyOrder({"model", "data", "split", "images", "things", "map50", "map50_95"})
@SuppressWarnings("ArrayRecordComponent") // a small matrix, compared by nobody
public record DetectionResult(
        String model,
        String data,
        String split,
        int images,
        int things,
        Double map50,
        @JsonProperty("map50_95") Double map50To95,
        Double voc07,
        Double voc10,
        @JsonProperty("loss") Double measuredLoss,
        Map<String, OfClass> perClass,
        double threshold,
        int[][] confusion,
        @JsonIgnore Map<String, List<DetectionMetrics.Point>> curves,
        @JsonIgnore List<Found> found)
        implements Evaluation {

    /**
     * One class; figures are null where nothing of it is marked.
     *
     * @param things marked ones
     * @param precision share of what is found with at least the threshold's score that is right, at an overlap of 0.5
     * @param recall share of the things that are found so
     */
    public record OfClass(
            int things,
            Double ap50,
            @JsonProperty("ap50_95") Double ap50To95,
            Double voc07,
            Double voc10,
            Double precision,
            Double recall) {}

    /**
     * One picture's.
     *
     * @param file name of the picture
     * @param detections in pixels of the picture
     * @param marked likewise
     */
    public record Found(String file, List<Detection> detections, List<LabelledBox> marked) {
        public Found {
            detections = List.copyOf(detections);
            marked = List.copyOf(marked);
        }
    }

    public DetectionResult {
        perClass = Collections.unmodifiableMap(new LinkedHashMap<>(perClass));
        curves = Map.copyOf(curves);
        found = List.copyOf(found);
    }

    /** Measures what was found. */
    static DetectionResult of(
            String model,
            String data,
            String split,
            List<String> classes,
            List<Found> found,
            Double loss,
            double threshold) {
        DetectionMetrics metrics = new DetectionMetrics(classes.size());
        DetectionConfusion confusion = new DetectionConfusion(classes.size(), threshold);
        int things = 0;
        for (Found picture : found) {
            metrics.add(picture.detections(), picture.marked());
            confusion.add(picture.detections(), picture.marked());
            things += picture.marked().size();
        }
        DetectionMetrics.Result result = metrics.result();
        Map<String, OfClass> perClass = new LinkedHashMap<>();
        Map<String, List<DetectionMetrics.Point>> curves = new LinkedHashMap<>();
        for (int c = 0; c < classes.size(); c++) {
            DetectionMetrics.PerClass one = result.perClass().get(c);
            List<DetectionMetrics.Point> curve = metrics.curve(c);
            DetectionMetrics.Point last = curve.stream()
                    .filter(point -> point.score() >= threshold)
                    .reduce((before, after) -> after)
                    .orElse(null);
            perClass.put(
                    classes.get(c),
                    new OfClass(
                            one.things(),
                            number(one.ap50()),
                            number(one.ap50To95()),
                            number(one.voc07()),
                            number(one.voc10()),
                            last == null ? null : (Double) last.precision(),
                            one.things() == 0 ? null : (Double) (last == null ? 0 : last.recall())));
            curves.put(classes.get(c), curve);
        }
        return new DetectionResult(
                model,
                data,
                split,
                found.size(),
                things,
                number(result.map50()),
                number(result.map50To95()),
                number(result.voc07()),
                number(result.voc10()),
                loss,
                perClass,
                threshold,
                confusion.counts(),
                curves,
                found);
    }

    private static Double number(double value) {
        return Double.isNaN(value) ? null : (Double) value;
    }

    @Override
    public double score() {
        return map50 == null ? 0 : map50;
    }

    @Override
    public double loss() {
        return measuredLoss == null ? Double.NaN : measuredLoss;
    }

    @Override
    public List<ModelCard.Metric> metrics() {
        List<ModelCard.Metric> all = new ArrayList<>();
        if (map50 != null) {
            all.add(new ModelCard.Metric(data, split, DetectionTask.MEASURE, map50, images));
            all.add(new ModelCard.Metric(data, split, DetectionTask.MEASURE + "_95", map50To95, images));
        }
        return all;
    }

    /** For people: the figures, then the classes. */
    public String toTable() {
        StringBuilder out = new StringBuilder();
        line(out, "%-18s %s", "model", model);
        line(out, "%-18s %s, %s, %,d pictures, %,d things", "data", data, split, images, things);
        line(out, "%-18s %s", "mAP50", percent(map50));
        line(out, "%-18s %s", "mAP50-95", percent(map50To95));
        line(out, "%-18s %s", "VOC 2007 mAP", percent(voc07));
        line(out, "%-18s %s%n", "VOC 2010 mAP", percent(voc10));
        int width = Math.max(
                5, perClass.keySet().stream().mapToInt(String::length).max().orElse(0));
        line(out, "%-" + width + "s %7s %9s %9s %10s %9s", "class", "things", "AP50", "AP50-95", "precision", "recall");
        perClass.forEach((label, one) -> line(
                out,
                "%-" + width + "s %,7d %9s %9s %10s %9s",
                label,
                one.things(),
                percent(one.ap50()),
                percent(one.ap50To95()),
                percent(one.precision()),
                percent(one.recall())));
        line(out, "%nprecision and recall of detections with a score of %.2f or more, at an overlap of 0.5", threshold);
        return out.toString();
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format + "%n", values));
    }

    static String percent(Double share) {
        return share == null ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
