package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.SafetensorsExport;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The nets beside the embeddings. */
class FaceNetsTest extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        ExpressionNet net = ExpressionNet.FACE_EXPRESSION;
        return Stream.of(
                new Case(net, 323_687, net.defaultSpec().withInput(3, 36, 30).withWidthFactor(0.25)));
    }

    /** Of the origins' files, which have no other values. */
    @ParameterizedTest
    @CsvSource({
        "face-landmarks68, 112, 356840",
        "mtcnn-pnet, 12, 6632",
        "mtcnn-rnet, 24, 100178",
        "mtcnn-onet, 48, 389040"
    })
    void haveParametersAndNoIslands(String id, int side, long parameters) {
        Architecture net = ModelZoo.architecture(id);
        ComputationGraphConfiguration configuration = configuration(net, net.defaultSpec());
        assertThat(ModelSummary.trainableParameters(configuration)).isEqualTo(parameters);
        ComputationGraph stock = new ComputationGraph(configuration);
        stock.init();
        assertThat(ComputationGraphConfiguration.fromJson(configuration.toJson()))
                .isEqualTo(configuration);
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        INDArray x = Nd4j.rand(2, 3, side, side).subi(0.5);
        INDArray[] expected = stock.output(x), actual = fast.output(x);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i].sub(expected[i]).norm2Number().doubleValue())
                    .isLessThan(1e-5 * expected[i].norm2Number().doubleValue());
        }
        assertThat(OneDnn.plan(fast, false, Precision.F32, x.shape()).islands()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"face-landmarks68", "mtcnn-pnet", "mtcnn-rnet", "mtcnn-onet", "facenet-resnet"})
    void surviveTheDisk(String id, @TempDir Path folder) {
        Architecture net = ModelZoo.architecture(id);
        Spec spec = net.defaultSpec().withWidthFactor(0.25);
        ComputationGraph graph = new ComputationGraph(configuration(net, spec));
        graph.init();
        graph.params().assign(Nd4j.rand(graph.params().shape()));
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                id,
                spec,
                net.preprocessing(spec, "test"),
                IntStream.range(0, spec.numClasses()).mapToObj(String::valueOf).toList(),
                List.of(),
                WeightsImport.provenance("test", "none", "a test"));
        ModelFile.write(new Model(graph, card), folder.resolve("model.zip"));
        assertThat(ModelFile.read(folder.resolve("model.zip")).graph().params()).isEqualTo(graph.params());
        SafetensorsExport.write(new Model(graph, card), folder.resolve("model.safetensors"));
        WeightsImport.Imported read = WeightsImport.of(folder.resolve("model.safetensors"), net);
        assertThat(read.model().graph().params()).isEqualTo(graph.params());
        assertThat(read.model().card()).isEqualTo(card);
    }

    /** PNet tells of every window of 12 pixels, two apart, as if each were a picture. */
    @Test
    void proposalsAreThoseOfEachWindow() {
        ComputationGraph net =
                new ComputationGraph(configuration(MtcnnNet.MTCNN_PNET, MtcnnNet.MTCNN_PNET.defaultSpec()));
        net.init();
        INDArray picture = Nd4j.rand(1, 3, 17, 20).subi(0.5); // of which 15 x 18 pixels make a second layer's 4 x 5
        INDArray slid = Engine.ONEDNN.prepare(net.clone()).output(picture)[0];
        assertThat(slid.shape()).containsExactly(1, 2, 4, 5);
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                INDArray window = picture.get(
                                NDArrayIndex.all(),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(2 * row, 2 * row + 12),
                                NDArrayIndex.interval(2 * column, 2 * column + 12))
                        .dup('c');
                assertThat(net.output(window)[0].getDouble(0, 1, 0, 0) - slid.getDouble(0, 1, row, column))
                        .isBetween(-1e-5, 1e-5);
            }
        }
    }

    @Test
    void sayWhatTheyCannotTake() {
        Spec small = MtcnnNet.MTCNN_RNET.defaultSpec().withInput(3, 23, 24);
        assertThatThrownBy(() -> configuration(MtcnnNet.MTCNN_RNET, small))
                .hasMessage("mtcnn-rnet needs an input of at least 24x24, got 23x24");
        assertThatThrownBy(() -> configuration(MtcnnNet.MTCNN_ONET, small.withInput(3, 48, 49)))
                .hasMessage("height and width must both be even or both be odd, got 48x49");
    }

    private static ComputationGraphConfiguration configuration(Architecture net, Spec spec) {
        return net.configure(spec, new NeuralNetConfiguration.Builder().seed(3));
    }
}
