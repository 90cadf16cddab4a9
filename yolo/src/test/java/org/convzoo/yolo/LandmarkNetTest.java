package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.data.Image;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.convzoo.yolo.DrawnFaces.Face;
import org.convzoo.yolo.DrawnFaces.Landmark;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class LandmarkNetTest {
    private static ComputationGraphConfiguration configuration() {
        return LandmarkNet.configure(new NeuralNetConfiguration.Builder().seed(3));
    }

    @Test
    void shapesAreThoseOfTheTable() {
        ComputationGraph stock = new ComputationGraph(configuration());
        stock.init();
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        INDArray x = Nd4j.rand(2, 1, 64, 64);
        INDArray expected = stock.output(x)[0], actual = fast.output(x)[0];
        assertThat(actual.shape()).containsExactly(2, 5, 16, 16);
        assertThat(actual.sub(expected).norm2Number().doubleValue())
                .isLessThan(1e-5 * expected.norm2Number().doubleValue());
        for (boolean training : new boolean[] {true, false}) {
            assertThat(OneDnn.plan(fast, training, Precision.F32, x.shape()).islands())
                    .isEmpty();
        }
        assertThat(stock.numParams()).isEqualTo(416 + 4_640 + 4 * 9_248 + 165);
        assertThat(ComputationGraphConfiguration.fromJson(configuration().toJson()))
                .isEqualTo(configuration());
    }

    /** Every picture is found alone as in a batch, and light does not matter. */
    @Test
    void findsTheSameInAnyCompanyAndLight() {
        ComputationGraph graph = new ComputationGraph(configuration());
        graph.init();
        LandmarkNet net = new LandmarkNet(graph);
        List<Image> pictures =
                new DrawnFaces(5).draw(0, 70).stream().map(Face::picture).toList();
        List<List<Landmark>> all = net.find(pictures);
        assertThat(all).hasSize(70);
        float[] darker = pictures.get(69).pixels().clone();
        for (int i = 0; i < darker.length; i++) {
            darker[i] = 20 + darker[i] / 2;
        }
        List<List<Landmark>> alone = net.find(List.of(pictures.get(69), new Image(1, 64, 64, darker)));
        for (int k = 0; k < DrawnFaces.LANDMARKS; k++) {
            assertThat(alone.get(0).get(k).distance(all.get(69).get(k))).isCloseTo(0, within(1e-2));
            assertThat(alone.get(1).get(k).distance(all.get(69).get(k))).isCloseTo(0, within(1e-2));
        }
        assertThat(net.find(List.of())).isEmpty();
    }

    @Test
    void refusesWhatItCannotRead() {
        ComputationGraph graph = new ComputationGraph(configuration());
        graph.init();
        assertThatThrownBy(() -> new LandmarkNet(graph).find(List.of(Image.black(3, 64, 64))))
                .hasMessage("the net takes 1x64x64, got 3x64x64");
        assertThatThrownBy(() -> LandmarkNet.train(new DrawnFaces(1), 0, 32, 1))
                .hasMessage("steps and batchSize must be >= 1 and the seed not 0, got 0, 32 and 1");
    }

    /** A few steps lead a good way from chance, which is about half a face's width. */
    @Test
    void learns() {
        assertThat(LandmarkNet.train(new DrawnFaces(1), 150, 16, 1).meanError(new DrawnFaces(2).draw(0, 100)))
                .isLessThan(0.3);
    }

    /** What the Javadoc shows. */
    @Test
    @Tag("slow")
    void findsTheLandmarksOfFacesThatItHasNotSeen() {
        LandmarkNet net = LandmarkNet.train(new DrawnFaces(1), 2000, 32, 1);
        Face face = new DrawnFaces(2).draw(0);
        List<Landmark> found = net.find(List.of(face.picture())).get(0);
        double nose = found.get(DrawnFaces.NOSE_TIP).distance(face.landmarks().get(DrawnFaces.NOSE_TIP));
        double error = net.meanError(new DrawnFaces(2).draw(0, 500));

        assertThat(nose / face.width()).isLessThan(0.1);
        assertThat(error).isLessThan(0.03);
    }
}
