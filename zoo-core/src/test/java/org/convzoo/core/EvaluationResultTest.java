package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.core.EvaluationResult.ClassMetrics;
import org.convzoo.core.EvaluationResult.Mistake;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluationResultTest {
    private static final float[][] THREE_CLASSES = {
        {0.7f, 0.2f, 0.1f}, {0.1f, 0.6f, 0.3f}, {0.3f, 0.5f, 0.2f}, {0.05f, 0.9f, 0.05f}
    };

    @Test
    void agreesWithHandComputedNumbers() {
        EvaluationResult result = of(THREE_CLASSES, 0, 1, 0, 2);

        assertThat(result.images()).isEqualTo(4);
        assertThat(result.accuracy()).isEqualTo(0.5);
        assertThat(result.top5()).isEqualTo(1);
        assertThat(result.crossEntropy())
                .isCloseTo(-(Math.log(0.7) + Math.log(0.6) + Math.log(0.3) + Math.log(0.05)) / 4, within(1e-7));
        assertThat(result.confusion()).isDeepEqualTo(new int[][] {{1, 1, 0}, {0, 1, 0}, {0, 1, 0}});
        assertThat(result.perClass())
                .containsExactly(
                        new ClassMetrics("c0", 2, 1, 0.5, 2 / 3.0),
                        new ClassMetrics("c1", 1, 1 / 3.0, 1, 0.5),
                        new ClassMetrics("c2", 1, 0, 0, 0));
        assertThat(result.auc()).isNull();
        // One bin each, of 0.7 and 0.6 right, 0.5 and 0.9 wrong: 0.3 + 0.4 + 0.5 + 0.9 over 4.
        assertThat(result.calibrationError()).isCloseTo(2.1 / 4, within(1e-7));
    }

    @Test
    void worstMistakesComeFirst() {
        EvaluationResult result = EvaluationResult.of(
                "m", "d", "test", classes(3), THREE_CLASSES, new int[] {0, 1, 0, 2}, List.of("a", "b", "c", "d"));

        assertThat(result.mistakes()).containsExactly(new Mistake(3, "d", 2, 1, 0.9f), new Mistake(2, "c", 0, 1, 0.5f));
        assertThat(result.worst(1)).containsExactly(3);
        assertThat(result.worst(9)).containsExactly(3, 2);
    }

    @Test
    void aZeroProbabilityIsClipped() {
        assertThat(of(new float[][] {{1, 0}}, 1).crossEntropy()).isCloseTo(-Math.log(1e-10), within(1e-9));
    }

    @Test
    void aTieGoesToTheFirstClassOnce() {
        EvaluationResult result = of(new float[][] {{0.5f, 0.5f}, {0.5f, 0.5f}}, 0, 1);

        assertThat(result.accuracy()).isEqualTo(0.5);
        assertThat(result.auc()).isEqualTo(0.5);
    }

    @Test
    void aucIsOfClassOne() {
        float[][] rows = {{0.9f, 0.1f}, {0.2f, 0.8f}, {0.6f, 0.4f}};

        assertThat(of(rows, 0, 1, 1).auc()).isEqualTo(1);
        assertThat(of(rows, 1, 0, 0).auc()).isEqualTo(0);
        assertThat(of(rows, 0, 0, 0).auc()).isNull();
    }

    @Property(tries = 200)
    void figuresHangTogether(
            @ForAll @IntRange(min = 1, max = 9) int numClasses,
            @ForAll @IntRange(min = 1, max = 40) int images,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EvaluationResult result = of(softmax(random, images, numClasses), labels(random, images, numClasses));

        int trace = IntStream.range(0, numClasses)
                .map(k -> result.confusion()[k][k])
                .sum();
        assertThat(result.accuracy()).isEqualTo((double) trace / images);
        assertThat(result.top5()).isBetween(result.accuracy(), 1.0);
        if (numClasses <= 5) {
            assertThat(result.top5()).isEqualTo(1);
        }
        assertThat(result.mistakes()).hasSize(images - trace);
        assertThat(result.perClass().stream().mapToInt(ClassMetrics::images).sum())
                .isEqualTo(images);
        assertThat(result.calibrationError()).isBetween(0.0, 1.0);
        double macroRecall = result.perClass().stream()
                .mapToDouble(c -> c.recall() * c.images())
                .sum();
        assertThat(macroRecall / images).isCloseTo(result.accuracy(), within(1e-12));
    }

    @Test
    void agreesWithDl4j() {
        SplittableRandom random = new SplittableRandom(7);
        float[][] rows = softmax(random, 500, 8);
        int[] labels = labels(random, 500, 8);
        INDArray oneHot = Nd4j.zeros(500, 8);
        for (int i = 0; i < 500; i++) {
            rows[i][labels[i]] += 0.2f; // so that every class is hit now and then
            float sum = 1.2f;
            for (int k = 0; k < 8; k++) {
                rows[i][k] /= sum;
            }
            oneHot.putScalar(i, labels[i], 1);
        }
        Evaluation oracle = new Evaluation(classes(8), 5);
        oracle.eval(oneHot, Nd4j.create(rows));

        EvaluationResult result = of(rows, labels);

        assertThat(result.accuracy()).isCloseTo(oracle.accuracy(), within(1e-12));
        assertThat(result.top5()).isCloseTo(oracle.topNAccuracy(), within(1e-12));
        for (int k = 0; k < 8; k++) {
            assertThat(result.perClass().get(k).precision()).isCloseTo(oracle.precision(k), within(1e-9));
            assertThat(result.perClass().get(k).recall()).isCloseTo(oracle.recall(k), within(1e-9));
            assertThat(result.perClass().get(k).f1()).isCloseTo(oracle.f1(k), within(1e-9));
            for (int j = 0; j < 8; j++) {
                assertThat(result.confusion()[k][j])
                        .isEqualTo(oracle.getConfusionMatrix().getCount(k, j));
            }
        }
    }

    @Test
    void jsonHasTheContractsNames() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        EvaluationResult result = of(new float[][] {{0.9f, 0.1f}, {0.2f, 0.8f}}, 0, 1);

        String text = mapper.writeValueAsString(result);
        JsonNode json = mapper.readTree(text);

        assertThat(text)
                .startsWith(
                        "{\"model\":\"m\",\"data\":\"d\",\"split\":\"test\",\"images\":2,\"accuracy\":1.0,\"top5\":1.0");
        assertThat(json.at("/perClass/0").toString())
                .isEqualTo("{\"label\":\"c0\",\"images\":1,\"precision\":1.0,\"recall\":1.0,\"f1\":1.0}");
        assertThat(json.at("/confusion").toString()).isEqualTo("[[1,0],[0,1]]");
        assertThat(json.at("/calibrationError").isDouble()).isTrue();
        assertThat(json.at("/accuracyInterval/high").doubleValue()).isEqualTo(1);
        assertThat(json.at("/reliability").size()).isEqualTo(15);
        assertThat(json.at("/auc").doubleValue()).isEqualTo(1);
        assertThat(json.at("/roc/0/truePositiveRate").isNumber()).isTrue();
        assertThat(json.has("mistakes")).isFalse();
        assertThat(mapper.readTree(mapper.writeValueAsString(of(THREE_CLASSES, 0, 1, 0, 2)))
                        .has("auc"))
                .isFalse();
        assertThat(mapper.readValue(text, EvaluationResult.class).perClass()).isEqualTo(result.perClass());
    }

    @Test
    void metricsAreThoseOfTheModelCard() {
        assertThat(of(THREE_CLASSES, 0, 1, 0, 2).metrics())
                .containsExactly(new ModelCard.Metric("d", "test", "accuracy", 0.5, 4));
        assertThat(of(new float[][] {{0.9f, 0.1f}, {0.2f, 0.8f}}, 0, 1).metrics())
                .containsExactly(
                        new ModelCard.Metric("d", "test", "accuracy", 1, 2),
                        new ModelCard.Metric("d", "test", "auc", 1, 2));
        assertThat(of(new float[][] {{0, 0.3f, 0.2f, 0.2f, 0.2f, 0.1f}}, 0).metrics())
                .containsExactly(
                        new ModelCard.Metric("d", "test", "accuracy", 0, 1),
                        new ModelCard.Metric("d", "test", "top5", 0, 1));
    }

    @Test
    void tableIsForPeople() {
        assertThat(of(THREE_CLASSES, 0, 1, 0, 2).toTable().lines())
                .containsExactly(
                        "model              m",
                        "data               d, test, 4 pictures",
                        "accuracy           50.00 %, 95 % interval 15.00 to 85.00",
                        "cross-entropy      1.2668",
                        "calibration error  52.50 %",
                        "",
                        "class  pictures precision    recall        F1",
                        "c0            2    1.0000    0.5000    0.6667",
                        "c1            1    0.3333    1.0000    0.5000",
                        "c2            1    0.0000    0.0000    0.0000");
        String many = of(new float[][] {new float[100]}, 3).toTable();
        assertThat(many).contains("20 of 100 classes").contains("top-5");
    }

    @Test
    void refusesWhatCannotBeEvaluated() {
        assertThatThrownBy(() -> of(new float[0][]))
                .isInstanceOf(ZooException.class)
                .hasMessage("nothing to evaluate: the part test of d has no pictures");
        assertThatThrownBy(() -> of(new float[][] {{1, 0}, {Float.NaN, 0}}, 0, 0))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("picture 1 of d the probability NaN");
        assertThatThrownBy(() -> of(new float[][] {{3, -2}}, 0)).hasMessageContaining("softmax");
        assertThatThrownBy(() -> of(new float[][] {{1, 0}}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label 2 of picture 0");
        assertThatThrownBy(() -> of(new float[][] {{1, 0}}, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EvaluationResult.of(
                        "m", "d", "test", classes(2), new float[][] {{1, 0}}, new int[] {0}, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static EvaluationResult of(float[][] rows, int... labels) {
        return EvaluationResult.of("m", "d", "test", classes(rows.length == 0 ? 1 : rows[0].length), rows, labels);
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(k -> "c" + k).toList();
    }

    private static float[][] softmax(SplittableRandom random, int images, int numClasses) {
        float[][] rows = new float[images][numClasses];
        for (float[] row : rows) {
            double sum = 0;
            double[] e = new double[numClasses];
            for (int k = 0; k < numClasses; k++) {
                e[k] = Math.exp(4 * random.nextDouble());
                sum += e[k];
            }
            for (int k = 0; k < numClasses; k++) {
                row[k] = (float) (e[k] / sum);
            }
        }
        return rows;
    }

    private static int[] labels(SplittableRandom random, int images, int numClasses) {
        return IntStream.range(0, images).map(i -> random.nextInt(numClasses)).toArray();
    }
}
