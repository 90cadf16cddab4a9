package org.convzoo.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A tiny architecture with all that is awkward in a training (normalisation, dropout), and a tiny data set, for tests of this module. */
public final class TestNets implements ModelProvider {
    static final Architecture TINY = new Tiny("tiny", 0.8, 0);
    /** The same without dropout, which the engine compiles whole. */
    static final Architecture COMPILED = new Tiny("compiled", 0, 0);
    /** The same with an auxiliary classifier. */
    static final Architecture BRANCHED = new Tiny("branched", 0, 0.3);

    @Override
    public List<Architecture> architectures() {
        return List.of(TINY, COMPILED, BRANCHED);
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of();
    }

    static Model model() {
        ComputationGraph graph =
                new ComputationGraph(TINY.configure(TINY.defaultSpec(), new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        return new Model(graph, card());
    }

    static ModelCard card() {
        return new ModelCard(
                ModelCard.FORMAT_VERSION,
                TINY.id(),
                TINY.defaultSpec(),
                TINY.preprocessing(TINY.defaultSpec(), "bars"),
                List.of("flat", "upright"),
                List.of(),
                new ModelCard.Provenance("bars", "bars", 3, 1, "none", 1, "stock", Map.of(), "none", "a test"));
    }

    /**
     * @param keep probability to keep a unit; 0: no dropout
     * @param auxiliary weight of the loss of an auxiliary classifier; 0: there is none
     */
    private record Tiny(String id, double keep, double auxiliary) implements Architecture {
        @Override
        public String family() {
            return "test";
        }

        @Override
        public String summary() {
            return "a net for tests";
        }

        @Override
        public String paper() {
            return "none";
        }

        @Override
        public Spec defaultSpec() {
            return Spec.of(2, 1, 8, 8);
        }

        @Override
        public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
            GraphBuilder net = base.graphBuilder()
                    .addInputs("input")
                    .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()))
                    .addLayer(
                            "conv",
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(4)
                                    .activation(Activation.IDENTITY)
                                    .build(),
                            "input")
                    .addLayer(
                            "norm",
                            new BatchNormalization.Builder()
                                    .activation(Activation.RELU)
                                    .build(),
                            "conv")
                    .addLayer(
                            "hidden",
                            new DenseLayer.Builder()
                                    .nOut(8)
                                    .dropOut(keep)
                                    .activation(Activation.TANH)
                                    .build(),
                            "norm")
                    .addLayer("output", softmax(spec, new LossMCXENT()), "hidden")
                    .setOutputs("output");
            if (auxiliary > 0) {
                INDArray weights = Nd4j.ones(1, spec.numClasses()).muli(auxiliary);
                net.addLayer("auxiliary", softmax(spec, new LossMCXENT(weights)), "norm")
                        .setOutputs("output", "auxiliary");
            }
            return net.build();
        }

        private static OutputLayer softmax(Spec spec, LossMCXENT loss) {
            return new OutputLayer.Builder(loss)
                    .nOut(spec.numClasses())
                    .activation(Activation.SOFTMAX)
                    .build();
        }

        @Override
        public Preprocessing preprocessing(Spec spec, String dataset) {
            return Preprocessing.unit(spec.height(), spec.width(), ChannelOrder.GREY);
        }

        @Override
        public TrainingOptions recipe(String dataset) {
            return TrainingOptions.adam(4, 16, 0.01)
                    .withAugmentation(List.of(new RandomAffine(10, 0.1f, 0.9f, 1.1f, 0, 0)));
        }
    }

    /** A bright bar on noise, flat or upright. */
    static final class Bars implements Dataset {
        private final List<String> parts;

        Bars(String... parts) {
            this.parts = parts.length == 0 ? List.of(TRAIN, VALIDATION, TEST) : List.of(parts);
        }

        @Override
        public String name() {
            return "bars";
        }

        @Override
        public List<String> classes() {
            return List.of("flat", "upright");
        }

        @Override
        public List<String> parts() {
            return parts;
        }

        @Override
        public Split part(String name) {
            int n = name.equals(TRAIN) ? 200 : 50;
            Random random = new Random(name.hashCode());
            List<Image> images = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                Image image = Image.black(1, 8, 8);
                int at = 1 + random.nextInt(6);
                for (int k = 0; k < 8; k++) {
                    image.pixels()[i % 2 == 0 ? at * 8 + k : k * 8 + at] = 180;
                }
                for (int k = 0; k < 64; k++) {
                    image.pixels()[k] += 60 * random.nextFloat();
                }
                images.add(image);
            }
            return new Split() {
                @Override
                public int size() {
                    return n;
                }

                @Override
                public Image image(int i) {
                    return images.get(i);
                }

                @Override
                public int label(int i) {
                    return i % 2;
                }

                @Override
                public String id(int i) {
                    return name + "/" + i;
                }
            };
        }

        @Override
        public String digest() {
            return "bars" + parts.size();
        }
    }
}
