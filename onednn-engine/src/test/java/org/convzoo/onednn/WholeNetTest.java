package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Whole networks from the same weights and statistics: at most twice as far from double precision as stock DL4J is. */
class WholeNetTest {
    private static final double ROUNDING = 1e-6; // even where stock happens to be exact

    @SuppressWarnings("ImmutableEnumChecker")
    enum Net {
        LENET(Nets::lenet, "1x17x19", Kind.POOLING),
        ALEXNET(Nets::alexnet, "3x35x35", Kind.LOCAL_RESPONSE),
        VGG(Nets::vgg, "3x24x20", Kind.POOLING),
        RESNET(Nets::resnet, "3x33x29", Kind.BATCH_NORMALISATION),
        PRE_ACTIVATION_RESNET(Nets::preActivationResnet, "3x16x16", Kind.BATCH_NORMALISATION),
        GOOGLENET(Nets::googlenet, "3x20x20", Kind.MERGE),
        INCEPTION_V3(Nets::inceptionV3, "3x21x19", Kind.MERGE),
        MOBILENET(Nets::mobilenet, "3x18x18", Kind.DEPTHWISE, Kind.OTHER_ACTIVATION),
        YOLO_V2(Nets::yoloV2, "3x24x16", Kind.SPACE_TO_DEPTH, Kind.OTHER_ACTIVATION, Kind.PIXEL_LOSS),
        DARKNET_53(Nets::darknet53, "3x24x16", Kind.BATCH_NORMALISATION, Kind.OTHER_ACTIVATION, Kind.PIXEL_LOSS),
        INCEPTION_RESNET(Nets::inceptionResnet, "3x17x17", Kind.SCALE),
        MTCNN(Nets::mtcnn, "3x12x12", Kind.PRELU),
        STYLE_NET(Nets::styleNet, "3x16x20", Kind.TRANSPOSED, Kind.UPSAMPLING, Kind.ZERO_PADDING, Kind.PIXEL_LOSS);

        private final Supplier<ComputationGraphConfiguration> configuration;
        private final long[] shape; // channels, rows, columns
        private final Set<Kind> kinds;

        Net(Supplier<ComputationGraphConfiguration> configuration, String shape, Kind first, Kind... others) {
            this.configuration = configuration;
            this.shape =
                    Stream.of(shape.split("x", -1)).mapToLong(Long::parseLong).toArray();
            this.kinds = EnumSet.of(first, others);
        }

        INDArray input() {
            Nd4j.getRandom().setSeed(13);
            return Nd4j.rand(DataType.FLOAT, this == MTCNN ? 2 : 5, shape[0], shape[1], shape[2]);
        }
    }

    @BeforeAll
    static void asksForStock() {
        Nd4j.getEnvironment().allowHelpers(false);
    }

    @AfterAll
    static void restores() {
        Nd4j.getEnvironment().allowHelpers(true);
    }

    @ParameterizedTest
    @EnumSource
    void isAsExactAsStock(Net net) {
        Trial trial = Trial.of(net.configuration.get());
        INDArray[] inputs = {net.input()};
        INDArray[] labels = labels(trial.stock.output(inputs));
        trial.assertOutputs(ROUNDING, inputs);
        trial.step(inputs, labels);
        trial.assertScore(ROUNDING);
        trial.assertGradient(ROUNDING);
        if (net.kinds.stream().noneMatch(Kind.ISLANDS::contains)) {
            assertThat(trial.fast.unsupported()).isNull();
            assertThat(trial.fast.planSteps()).isEqualTo(2);
            trial.assertNoIslands();
        }
    }

    /** One class each, for pixels and boxes as well. */
    private static INDArray[] labels(INDArray[] outputs) {
        INDArray[] labels = new INDArray[outputs.length];
        for (int i = 0; i < labels.length; i++) {
            INDArray random = Nd4j.rand(DataType.FLOAT, outputs[i].shape());
            labels[i] = random.eq(random.max(true, 1)).castTo(DataType.FLOAT);
        }
        return labels;
    }
}
