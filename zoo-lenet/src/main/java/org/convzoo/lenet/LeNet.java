package org.convzoo.lenet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.convzoo.core.Architecture;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.data.DarkBackground;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Resize;
import org.convzoo.data.Transform;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Two convolutions with pooling and three full layers: the net that read cheques.
 *
 * <p>Paper: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of
 * the IEEE 86(11), 1998, section II.B.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>1 x 28 x 28, padded to 32 x 32</td></tr>
 * <tr><td>C1, 5x5</td><td>6 x 28 x 28</td></tr>
 * <tr><td>S2, 2x2</td><td>6 x 14 x 14</td></tr>
 * <tr><td>C3, 5x5</td><td>16 x 10 x 10</td></tr>
 * <tr><td>S4, 2x2</td><td>16 x 5 x 5</td></tr>
 * <tr><td>C5</td><td>120</td></tr>
 * <tr><td>F6</td><td>84</td></tr>
 * <tr><td>output</td><td>10</td></tr>
 * </table>
 *
 * <p>Parameters: 61,706.
 *
 * <p>Deviations from 1998: C3 sees all of S2's maps (the paper wires a sixth away); pooling has no trainable weights; the output is
 * softmax with cross-entropy instead of Euclidean radial basis functions; tanh is not scaled to 1.7159. The {@code -relu} variant
 * has rectified linear units and max pooling instead of tanh and average pooling.
 *
 * <pre>{@code
 * try (Predictor predictor = ModelZoo.load("lenet5.mnist").predictor()) {
 *     System.out.println(predictor.predict(Path.of("digit.png")).label());
 * }
 * }</pre>
 */
public enum LeNet implements Architecture {
    LENET5("lenet5", Activation.TANH, PoolingType.AVG, WeightInit.XAVIER),
    LENET5_RELU("lenet5-relu", Activation.RELU, PoolingType.MAX, WeightInit.RELU);

    private static final Set<String> DIGITS = Set.of("digits", "mnist");

    private final String id;
    private final Activation activation;
    private final PoolingType pooling;
    private final WeightInit weightInit;

    LeNet(String id, Activation activation, PoolingType pooling, WeightInit weightInit) {
        this.id = id;
        this.activation = activation;
        this.pooling = pooling;
        this.weightInit = weightInit;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        if (spec.height() < 12 || spec.width() < 12) {
            throw new IllegalArgumentException(
                    id + " needs an input of at least 12x12, got " + spec.height() + "x" + spec.width());
        }
        return base.weightInit(weightInit)
                .activation(activation)
                .graphBuilder()
                .addInputs("input") // 1 x 28 x 28
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()))
                .addLayer("c1", convolution(spec.scaled(6)).padding(2, 2).build(), "input") // 6 x 28 x 28
                .addLayer("s2", halve(), "c1") // 6 x 14 x 14
                .addLayer("c3", convolution(spec.scaled(16)).build(), "s2") // 16 x 10 x 10
                .addLayer("s4", halve(), "c3") // 16 x 5 x 5
                .addLayer("c5", dense(spec.scaled(120)), "s4") // 120
                .addLayer("f6", dense(spec.scaled(84)), "c5") // 84
                .addLayer("output", softmax(spec.numClasses()), "f6") // 10
                .setOutputs("output")
                .build();
    }

    private static ConvolutionLayer.Builder convolution(int filters) {
        return new ConvolutionLayer.Builder(5, 5).nOut(filters);
    }

    private SubsamplingLayer halve() {
        return new SubsamplingLayer.Builder(pooling)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static DenseLayer dense(int units) {
        return new DenseLayer.Builder().nOut(units).build();
    }

    private static OutputLayer softmax(int numClasses) {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(numClasses)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "lenet";
    }

    @Override
    public String summary() {
        return "Two 5x5 convolutions with 2x2 pooling and three full layers, for handwritten digits";
    }

    @Override
    public String paper() {
        return "LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition,"
                + " Proceedings of the IEEE 86(11), 1998, section II.B";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(10, 1, 28, 28);
    }

    /** Values 0 (background) to 1 (ink): the convolution's zero padding is then background, as in the paper. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        List<Transform> steps = new ArrayList<>();
        if (DIGITS.contains(dataset)) {
            steps.add(new DarkBackground()); // a user's photograph has dark ink on white paper
        }
        steps.add(new Resize(spec.height(), spec.width()));
        ChannelOrder order = spec.channels() == 1 ? ChannelOrder.GREY : ChannelOrder.RGB;
        return Preprocessing.unit(spec.height(), spec.width(), order, steps.toArray(Transform[]::new));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return switch (dataset) {
            case "digits" ->
                TrainingOptions.adam(10, 64, 4e-3)
                        .withAugmentation(List.of(new RandomAffine(8, 0.06f, 0.92f, 1.08f, 5, 0)))
                        .withRegularization(new Regularization(0, 0, 0.99));
            case "mnist" ->
                TrainingOptions.adam(50, 128, 3e-3)
                        .withAugmentation(List.of(new RandomAffine(12, 0.08f, 0.88f, 1.12f, 10, 0)))
                        .withRegularization(new Regularization(0, 0, 0.999));
            case "fashion-mnist" ->
                TrainingOptions.adam(50, 128, 3e-3)
                        .withAugmentation(List.of(new RandomFlip(0.5f), new RandomAffine(4, 0.05f, 0.95f, 1.05f, 3, 0)))
                        .withRegularization(new Regularization(0, 0, 0.999));
            default -> TrainingOptions.adam(20, 64, 2e-3).withRegularization(new Regularization(0, 0, 0.999));
        };
    }
}
