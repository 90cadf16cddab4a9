package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.detection.Detection;
import org.convzoo.yolo.DarknetImport;
import org.convzoo.yolo.DarknetWeights;
import org.convzoo.yolo.Yolo;
import org.convzoo.yolo.YoloHead;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class CarDetectionTest {
    /** The anchors of the course's file, in cells of a grid of 13 x 13. */
    private static final double[] ANCHORS = {
        0.57273, 0.677385, 1.87446, 2.06253, 3.33843, 5.47434, 7.88282, 3.52778, 9.77052, 9.16828
    };

    /** A pair yolov2.cfg and yolov2.weights, narrow and with random weights, in the layers of the real one. */
    @Test
    void theCoursesFilesAreRead(@TempDir Path folder) throws IOException {
        Spec narrow = Yolo.YOLOV2.defaultSpec().withInput(3, 64, 64).withWidthFactor(0.05);
        ComputationGraph graph =
                new ComputationGraph(Yolo.YOLOV2.configure(narrow, new NeuralNetConfiguration.Builder().seed(1)));
        graph.init();
        Files.writeString(folder.resolve("yolov2.cfg"), Yolo.YOLOV2.cfg(narrow));
        DarknetWeights.save(graph, folder.resolve("yolov2.weights"));

        Model read = DarknetImport.of(
                folder.resolve("yolov2.weights"),
                ModelZoo.architecture("yolov2"),
                List.of(),
                WeightsImport.provenance("coco", "unknown", "a test"));

        assertThat(read.card().classes()).hasSize(80).startsWith("person", "bicycle", "car");
        assertThat(read.graph().params()).isEqualTo(graph.params());
        assertThat(read.graph().output(Nd4j.zeros(1, 3, 64, 64))[0].shape()).containsExactly(1, 5 * 85, 2, 2);
    }

    @Test
    void anchorsAreThoseOfTheCoursesFile() {
        List<YoloHead.Anchor> anchors = FilteredOutput.anchors();
        assertThat(anchors).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(13 * anchors.get(i).width()).isCloseTo(ANCHORS[2 * i], within(1e-4));
            assertThat(13 * anchors.get(i).height()).isCloseTo(ANCHORS[2 * i + 1], within(1e-4));
        }
    }

    @Test
    @Tag("real-data")
    void theFilesAtHandSayTheSame() throws IOException {
        String mirror = System.getenv("ZOO_MIRROR");
        assumeTrue(mirror != null, "the course's files are not at hand: set ZOO_MIRROR");
        Path folder = Path.of(mirror, "coursera");
        String anchors = Files.readString(folder.resolve("yolo_anchors.txt")).strip();
        assertThat(Arrays.stream(anchors.split(", *", -1)).mapToDouble(Double::parseDouble))
                .containsExactly(Arrays.stream(ANCHORS).boxed().toArray(Double[]::new));
        List<String> classes = Files.readAllLines(folder.resolve("coco_classes.txt"));
        assertThat(classes).hasSize(80);
        assertThat(classes.subList(0, 3)).containsExactly("person", "bicycle", "car");
    }

    @Test
    void bothFindTheThreeVehiclesOfADrawing() {
        DrawnMotorway road = CarDetection.motorway();
        for (String weights : CarDetection.WEIGHTS) {
            List<Detection> found = CarDetection.found(ModelZoo.load(weights), road);
            assertThat(found).hasSize(3);
            assertThat(found.stream().map(one -> CarDetection.nearest(one, road)))
                    .containsExactlyInAnyOrderElementsOf(road.vehicles());
        }
    }

    @Test
    void theCardsFiguresAreOfPhotographs() {
        for (String weights : CarDetection.WEIGHTS) {
            ModelCard card = ModelZoo.card(weights);
            assertThat(card.classes()).containsExactly("bus", "car", "motorbike", "person", "truck");
            assertThat(card.metrics())
                    .anyMatch(metric -> metric.name().equals("map50")
                            && metric.split().equals("test")
                            && metric.images() == 251
                            && metric.value() > 0.45);
        }
    }
}
