package org.convzoo.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec;
import org.convzoo.core.ZooException;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.model.NASNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class Dl4jModelTest {
    private static final Set<Dl4jModel> DETECTORS = Set.of(Dl4jModel.TINYYOLO, Dl4jModel.YOLO2);

    /** Pools of a p-norm over windows that overlap: DL4J computes those. */
    private static final List<String> FACE_POOLS =
            List.of("inception-3b-pool1", "inception-4a-pool1", "5a-3-pool", "lossLayer");

    /** Of AlexNet, VGG-16 and Xception as their papers or Keras have them; the others as deeplearning4j-zoo makes them. */
    @ParameterizedTest
    @CsvSource({
        "ALEXNET, 62378344",
        "DARKNET19, 20842376",
        "FACENETNN4SMALL2, 3699128",
        "INCEPTIONRESNETV1, 16028728",
        "LENET, 1256080",
        "RESNET50, 25583592",
        "SIMPLECNN, 2931896",
        "SQUEEZENET, 1235496",
        "TINYYOLO, 15861773",
        "UNET, 31032837",
        "VGG16, 138357544",
        "VGG19, 126885928",
        "XCEPTION, 22855952",
        "YOLO2, 50962889"
    })
    void hasParameters(Dl4jModel model, long parameters) {
        Spec spec = model.defaultSpec();
        assertThat(ModelSummary.of(configuration(model, spec), spec).parameters())
                .isEqualTo(parameters);
    }

    /** In height and width apart, since deeplearning4j-zoo mixes them up. */
    @ParameterizedTest
    @EnumSource
    void runsOnThePlanAsOnStock(Dl4jModel model) {
        Spec spec = small(model);
        ComputationGraph stock = graph(model, spec);
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        INDArray x = pictures(spec, 5);
        INDArray expected = stock.output(x)[0];
        assertThat(distance(fast.output(x)[0], expected)).isLessThan(1e-5);
        List<String> islands = OneDnn.plan(fast, true, Precision.F32, x.shape()).islands();
        if (model == Dl4jModel.FACENETNN4SMALL2) {
            assertThat(islands).isEqualTo(FACE_POOLS);
        } else if (model == Dl4jModel.INCEPTIONRESNETV1) {
            assertThat(islands).containsExactly("outputLayer"); // the centre loss
        } else if (DETECTORS.contains(model)) {
            assertThat(islands).containsExactly("outputs");
        } else {
            assertThat(islands).isEmpty();
        }
    }

    /**
     * The face nets' gradients are off by percents in either engine: batch normalisation over four numbers, layer after layer. And where two values of
     * a window are nearly one, the last digit decides which has the gradient, on each processor another: so of three batches one must agree.
     */
    @ParameterizedTest
    @EnumSource(names = {"LENET", "SIMPLECNN", "SQUEEZENET", "FACENETNN4SMALL2", "INCEPTIONRESNETV1"})
    void trainsOnThePlanAsOnStock(Dl4jModel model) {
        Spec spec = small(model);
        ComputationGraph stock = graph(model, spec);
        ComputationGraph fast = Engine.ONEDNN.prepare(stock.clone());
        ComputationGraph exact = stock.convertDataType(DataType.DOUBLE);
        List<String> apart = new ArrayList<>();
        for (int seed = 5; seed < 8; seed++) {
            step(fast, spec, seed, DataType.FLOAT);
            step(stock, spec, seed, DataType.FLOAT);
            step(exact, spec, seed, DataType.DOUBLE);
            INDArray gradient = exact.getFlattenedGradients();
            double own = distance(fast.getFlattenedGradients(), gradient);
            double stocks = distance(stock.getFlattenedGradients(), gradient);
            if (own < Math.max(1e-5, 5 * stocks)) {
                return;
            }
            apart.add(own + " instead of " + stocks);
        }
        assertThat(apart).as("distances from the exact gradient").isEmpty();
    }

    private static void step(ComputationGraph graph, Spec spec, int seed, DataType type) {
        graph.setInputs(pictures(spec, seed).castTo(type));
        graph.setLabels(labels(spec).castTo(type));
        graph.computeGradientAndScore();
    }

    @Test
    void takesUpdaterAndDecayFromTheTraining() {
        ComputationGraphConfiguration net = Dl4jModel.ALEXNET.configure(
                Dl4jModel.ALEXNET.defaultSpec(), new NeuralNetConfiguration.Builder().updater(new Sgd(0.125)));
        String json = net.toJson();
        assertThat(json).contains("0.125").doesNotContain("Nesterovs").doesNotContain("L2Regularization");
    }

    @Test
    void saysWhatItCannotDo() {
        assertThatThrownBy(() -> Dl4jModel.YOLO2.recipe("cifar10"))
                .isInstanceOf(ZooException.class)
                .hasMessage(
                        "dl4j.yolo2 does not classify pictures but is for detection: it can be described and run, not"
                                + " trained here");
        Spec narrow = Dl4jModel.VGG16.defaultSpec().withWidthFactor(0.5);
        assertThatThrownBy(() -> configuration(Dl4jModel.VGG16, narrow)).hasMessage("dl4j.vgg16 comes in one width");
    }

    @Test
    void isInTheRegistry() {
        assertThat(ModelZoo.list("dl4j.*")).hasSize(14).contains("dl4j.squeezenet");
        assertThat(ModelZoo.architecture("dl4j.darknet19")).isEqualTo(Dl4jModel.DARKNET19);
    }

    /** Once this fails, NASNet can be listed. */
    @Test
    void upstreamCannotBuildNasNet() {
        assertThatThrownBy(() -> NASNet.builder().numClasses(10).build().init())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no inputs have been set");
    }

    /** As small as each can be, in a second. */
    private static Spec small(Dl4jModel model) {
        int side =
                switch (model) {
                    case LENET -> 28;
                    case RESNET50, INCEPTIONRESNETV1 -> 80;
                    case ALEXNET -> 48;
                    default -> 32;
                };
        Spec spec = model.defaultSpec();
        return spec.withInput(spec.channels(), side, side + (model == Dl4jModel.LENET ? 0 : 32))
                .withClasses(5);
    }

    private static ComputationGraphConfiguration configuration(Architecture architecture, Spec spec) {
        return architecture.configure(
                spec, new NeuralNetConfiguration.Builder().seed(7).updater(new Sgd(1e-3)));
    }

    /** Without dropout; its weights start as those of He et al. 2015, since a deviation of 0.5 in each layer of some overflows. */
    private static ComputationGraph graph(Dl4jModel model, Spec spec) {
        ComputationGraphConfiguration configuration = configuration(model, spec);
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                layer.getLayerConf().getLayer().setIDropout(null);
            }
        }
        ComputationGraph graph = new ComputationGraph(configuration);
        graph.init();
        if (model == Dl4jModel.RESNET50 || model == Dl4jModel.INCEPTIONRESNETV1) {
            Nd4j.getRandom().setSeed(3);
            for (Map.Entry<String, INDArray> parameter : graph.paramTable().entrySet()) {
                INDArray values = parameter.getValue();
                if (parameter.getKey().endsWith("_W")) {
                    long fanIn = values.rank() == 4 ? values.length() / values.size(0) : values.size(0);
                    values.assign(Nd4j.randn(values.shape()).mul(Math.sqrt(2.0 / fanIn)));
                }
            }
        }
        return graph;
    }

    private static INDArray pictures(Spec spec, int seed) {
        Nd4j.getRandom().setSeed(seed);
        return Nd4j.rand(4, spec.channels(), spec.height(), spec.width());
    }

    private static INDArray labels(Spec spec) {
        INDArray labels = Nd4j.zeros(4, spec.numClasses());
        for (int i = 0; i < 4; i++) {
            labels.putScalar(i, i, 1);
        }
        return labels;
    }

    /** Relative, in the Euclidean norm. */
    private static double distance(INDArray a, INDArray b) {
        return a.castTo(b.dataType()).sub(b).norm2Number().doubleValue()
                / b.norm2Number().doubleValue();
    }
}
