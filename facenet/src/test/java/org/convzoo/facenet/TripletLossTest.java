package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.convzoo.core.Engine;
import org.convzoo.facenet.TripletLoss.Mining;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class TripletLossTest {
    private static final int ROWS = 9, COLUMNS = 4;

    /** Three people, three pictures each. */
    private static final double[] PEOPLE = {7, 7, 7, 1, 1, 1, 4, 4, 4};

    @ParameterizedTest
    @EnumSource(Mining.class)
    void hasTheNumericalGradient(Mining mining) {
        TripletLoss loss = new TripletLoss(0.4, mining);
        double[] z = new Random(5).doubles(ROWS * COLUMNS, -0.6, 0.6).toArray();
        double[] gradient = loss.computeGradient(column(PEOPLE), rows(z, COLUMNS), new ActivationIdentity(), null)
                .data()
                .asDouble();
        assertThat(DoubleStream.of(gradient).map(Math::abs).max().orElseThrow()).isGreaterThan(0.1);
        for (int i = 0; i < z.length; i++) {
            double before = z[i];
            z[i] = before + 1e-6;
            double above = score(loss, z, COLUMNS, PEOPLE);
            z[i] = before - 1e-6;
            double below = score(loss, z, COLUMNS, PEOPLE);
            z[i] = before;
            assertThat(gradient[i]).as("number " + i).isCloseTo((above - below) / 2e-6, within(1e-6));
        }
    }

    /**
     * Two people on a line, at 0 and 1, and at 2 and 5: squares of distances are 1, 4, 25, 1, 16, 9. Margin 2.
     *
     * <p>Anchor 0, positive 1: negatives at 4 and 25, violations 1 - 4 + 2 < 0, none. Anchor 1, positive 0: negatives at 1 and 16: 1 - 1 + 2 = 2.
     * Anchor 2, positive 5: negatives at 4 (of 0) and 1 (of 1): 9 - 4 + 2 = 7, 9 - 1 + 2 = 10. Anchor 5, positive 2: negatives at 25 and
     * 16: none.
     */
    @Test
    void byHand() {
        double[] z = {0, 1, 2, 5};
        double[] people = {0, 0, 1, 1};
        assertThat(score(new TripletLoss(2, Mining.BATCH_ALL), z, 1, people))
                .isCloseTo(4 * (2 + 7 + 10) / 3.0, within(1e-12));
        assertThat(score(new TripletLoss(2, Mining.BATCH_HARD), z, 1, people))
                .isCloseTo(4 * (2 + 10) / 2.0, within(1e-12));
        // Anchor 1 has a negative farther than its positive, at 16, which does not violate. Anchor 2 has none: the
        // farthest, at 4, counts.
        assertThat(score(new TripletLoss(2, Mining.SEMI_HARD), z, 1, people)).isCloseTo(4 * 7, within(1e-12));
        INDArray each = new TripletLoss(2, Mining.BATCH_ALL)
                .computeScoreArray(column(people), rows(z, 1), new ActivationIdentity(), null);
        assertThat(each.toDoubleVector())
                .containsExactly(new double[] {0, 4 * 2 / 3.0, 4 * 17 / 3.0, 0}, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Mining.class)
    void aBatchOfOnePersonOrOfStrangersCostsNothing(Mining mining) {
        TripletLoss loss = new TripletLoss(0.2, mining);
        assertThat(score(loss, new double[] {1, 2, 3}, 1, 0, 0, 0)).isZero();
        assertThat(score(loss, new double[] {1, 2, 3}, 1, 0, 1, 2)).isZero();
        assertThat(loss.computeGradient(
                                column(0, 1, 2), rows(new double[] {1, 2, 3}, 1), new ActivationIdentity(), null)
                        .sumNumber()
                        .doubleValue())
                .isZero();
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> new TripletLoss(-1, Mining.BATCH_ALL)).hasMessageContaining("margin must be >= 0");
        assertThatThrownBy(() -> new TripletLoss(Double.NaN, Mining.BATCH_ALL)).hasMessageContaining("margin");
        assertThatThrownBy(() -> score(new TripletLoss(1, Mining.BATCH_ALL), new double[] {1, 2, 3}, 1, 0, 1))
                .hasMessageContaining("the triplet loss needs rows of 1 labels, one for each of outputs");
    }

    @Test
    void survivesJson() {
        ComputationGraphConfiguration net = net(0.3);
        assertThat(ComputationGraphConfiguration.fromJson(net.toJson()).toJson())
                .isEqualTo(net.toJson())
                .contains("BATCH_ALL", "0.3");
    }

    /**
     * Without a margin one point for all is a perfect answer, and a net goes there: each triplet that is wrong costs less when all distances
     * shrink. With one, that answer costs the margin.
     */
    @Test
    void collapsesWithoutAMarginAndNotWithOne() {
        double without = spread(0), with = spread(1);
        System.out.printf("mean distance of strangers without a margin: %.4f, with one: %.4f%n", without, with);
        assertThat(without).isLessThan(0.2);
        assertThat(with).isGreaterThan(1);
    }

    /** Mean distance of embeddings of different people after a training in which people can hardly be told apart. */
    private static double spread(double margin) {
        ComputationGraph graph = new ComputationGraph(net(margin));
        graph.init();
        ComputationGraph net = Engine.ONEDNN.prepare(graph);
        Random random = new Random(3);
        int people = 8, each = 4;
        double[][] faces = new double[people][10];
        for (double[] face : faces) {
            for (int k = 0; k < face.length; k++) {
                face[k] = random.nextGaussian();
            }
        }
        INDArray labels = Nd4j.create(people * each, 1);
        INDArray x = Nd4j.create(people * each, 10);
        for (int step = 0; step < 1000; step++) {
            for (int i = 0; i < people * each; i++) {
                int person = i / each;
                labels.putScalar(i, 0, person);
                for (int k = 0; k < 10; k++) {
                    x.putScalar(i, k, faces[person][k] + 2 * random.nextGaussian());
                }
            }
            net.fit(new MultiDataSet(x, labels));
        }
        double[][] points = net.output(x)[0].toDoubleMatrix();
        double sum = 0;
        int pairs = 0;
        for (int a = 0; a < points.length; a++) {
            for (int b = 0; b < a; b++) {
                if (a / each != b / each) {
                    double squares = 0;
                    for (int k = 0; k < points[a].length; k++) {
                        squares += Math.pow(points[a][k] - points[b][k], 2);
                    }
                    sum += Math.sqrt(squares);
                    pairs++;
                }
            }
        }
        return sum / pairs;
    }

    private static ComputationGraphConfiguration net(double margin) {
        return new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(5e-3))
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.feedForward(10))
                .addLayer(
                        "hidden",
                        new DenseLayer.Builder()
                                .nOut(32)
                                .activation(Activation.RELU)
                                .build(),
                        "input")
                .addLayer(
                        "dense",
                        new DenseLayer.Builder()
                                .nOut(8)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "hidden")
                .addLayer(
                        "embedding",
                        new LossLayer.Builder(new TripletLoss(margin, Mining.BATCH_ALL))
                                .activation(Activation.IDENTITY)
                                .build(),
                        "dense")
                .setOutputs("embedding")
                .build();
    }

    private static double score(TripletLoss loss, double[] z, int columns, double... people) {
        return loss.computeScore(column(people), rows(z, columns), new ActivationIdentity(), null, false);
    }

    private static INDArray rows(double[] values, int columns) {
        return Nd4j.createFromArray(values).castTo(DataType.DOUBLE).reshape(values.length / columns, columns);
    }

    private static INDArray column(double... values) {
        return rows(values, 1);
    }
}
