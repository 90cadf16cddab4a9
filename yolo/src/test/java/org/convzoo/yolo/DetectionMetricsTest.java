package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.DetectionMetrics.PerClass;
import org.convzoo.yolo.DetectionMetrics.Result;
import org.junit.jupiter.api.Test;

class DetectionMetricsTest {
    private static final Box HERE = new Box(0, 0, 10, 10);
    private static final Box THERE = new Box(50, 50, 10, 10);
    private static final Box NOWHERE = new Box(90, 90, 5, 5);

    @Test
    void allFound() {
        Result result = result(
                List.of(new Detection(HERE, 0, 0.9), new Detection(THERE, 0, 0.2)),
                List.of(new LabelledBox(HERE, 0), new LabelledBox(THERE, 0)));
        assertThat(result.map50()).isEqualTo(1);
        assertThat(result.map50To95()).isEqualTo(1);
        assertThat(result.voc07()).isEqualTo(1);
        assertThat(result.voc10()).isEqualTo(1);
        assertThat(result.perClass().get(0).things()).isEqualTo(2);
        assertThat(result.perClass().get(1).ap50()).isNaN(); // nothing of it is marked
    }

    /** Right, wrong, right: precision 1 up to recall 1/2, then 2/3. */
    @Test
    void byHand() {
        Result result = result(
                List.of(new Detection(HERE, 0, 0.9), new Detection(NOWHERE, 0, 0.8), new Detection(THERE, 0, 0.7)),
                List.of(new LabelledBox(HERE, 0), new LabelledBox(THERE, 0)));
        assertThat(result.map50()).isCloseTo((51 + 50 * 2 / 3.0) / 101, within(1e-12));
        assertThat(result.voc07()).isCloseTo((6 + 5 * 2 / 3.0) / 11, within(1e-12));
        assertThat(result.voc10()).isCloseTo(0.5 + 0.5 * 2 / 3.0, within(1e-12));
    }

    @Test
    void twiceFoundIsOnceWrong() {
        Result result = result(
                List.of(new Detection(HERE, 0, 0.9), new Detection(HERE, 0, 0.8), new Detection(THERE, 0, 0.7)),
                List.of(new LabelledBox(HERE, 0), new LabelledBox(THERE, 0)));
        assertThat(result.voc10()).isCloseTo(0.5 + 0.5 * 2 / 3.0, within(1e-12));
    }

    @Test
    void missedAndOfTheWrongClass() {
        Result result = result(
                List.of(new Detection(HERE, 1, 0.9)), List.of(new LabelledBox(HERE, 0), new LabelledBox(THERE, 0)));
        assertThat(result.map50()).isZero();
        assertThat(result.perClass().get(1).ap50()).isNaN();
    }

    /** An overlap of 0.6 counts at 0.50, 0.55 and, as 6/10 is not less than it, 0.60. */
    @Test
    void overlapIsAsked() {
        Result result = result(List.of(new Detection(new Box(0, 0, 10, 6), 0, 1)), List.of(new LabelledBox(HERE, 0)));
        assertThat(result.map50()).isEqualTo(1);
        assertThat(result.map50To95()).isCloseTo(0.3, within(1e-12));
    }

    /** Two things side by side: COCO gives the second detection the free one, VOC holds it against the nearer. */
    @Test
    void cocoAndVocDifferInACrowdedPlace() {
        Box first = new Box(0, 0, 10, 10), second = new Box(2, 0, 10, 10);
        Result result = result(
                List.of(new Detection(first, 0, 0.9), new Detection(new Box(0.5, 0, 10, 10), 0, 0.8)),
                List.of(new LabelledBox(first, 0), new LabelledBox(second, 0)));
        assertThat(result.map50()).isEqualTo(1);
        assertThat(result.voc10()).isEqualTo(0.5);
    }

    @Test
    void crowdsCountNeitherWay() {
        LabelledBox crowd = new LabelledBox(new Box(0, 0, 100, 40), 0, true);
        Result result = result(
                List.of(
                        new Detection(THERE, 0, 0.9),
                        new Detection(HERE, 0, 0.8),
                        new Detection(new Box(20, 0, 10, 10), 0, 0.99)),
                List.of(new LabelledBox(THERE, 0), crowd));
        assertThat(result.map50()).isEqualTo(1);
        assertThat(result.perClass().get(0).things()).isEqualTo(1);
    }

    @Test
    void nothingAtAll() {
        Result result = new DetectionMetrics(2).result();
        assertThat(result.map50()).isNaN();
        assertThat(result.pictures()).isZero();
    }

    /** Twenty pictures with ties, doubles, misses and crowds; {@code coco_judge.py} made them and their figures. */
    @Test
    void agreesWithTheJudge() throws IOException {
        JsonNode judged = new ObjectMapper().readTree(getClass().getResourceAsStream("coco-judge.json"));
        DetectionMetrics metrics = new DetectionMetrics(3);
        for (JsonNode picture : judged.get("pictures")) {
            List<LabelledBox> truths = new ArrayList<>();
            picture.get("truths")
                    .forEach(truth -> truths.add(new LabelledBox(
                            box(truth),
                            truth.get("label").asInt(),
                            truth.get("crowd").asBoolean())));
            List<Detection> found = new ArrayList<>();
            picture.get("found")
                    .forEach(one -> found.add(new Detection(
                            box(one), one.get("label").asInt(), one.get("score").asDouble())));
            metrics.add(found, truths);
        }
        Result result = metrics.result();
        assertThat(result.pictures()).isEqualTo(20);
        for (int c = 0; c < 3; c++) {
            PerClass ours = result.perClass().get(c);
            JsonNode theirs = judged.get("perClass").get(c);
            assertThat(ours.ap50()).isCloseTo(theirs.get("ap50").asDouble(), within(1e-9));
            assertThat(ours.ap50To95()).isCloseTo(theirs.get("ap50To95").asDouble(), within(1e-9));
        }
    }

    private static Box box(JsonNode node) {
        JsonNode box = node.get("box");
        return new Box(
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble());
    }

    private static Result result(List<Detection> found, List<LabelledBox> marked) {
        DetectionMetrics metrics = new DetectionMetrics(2);
        metrics.add(found, marked);
        return metrics.result();
    }
}
