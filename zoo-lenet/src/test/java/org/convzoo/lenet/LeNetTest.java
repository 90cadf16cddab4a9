package org.convzoo.lenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Predictor;
import org.convzoo.core.Spec;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.core.harness.RealData;
import org.convzoo.data.Datasets;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeNetTest extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        Spec small = Spec.of(3, 1, 16, 16).withWidthFactor(0.25);
        return Stream.of(new Case(LeNet.LENET5, 61_706, small), new Case(LeNet.LENET5_RELU, 61_706, small));
    }

    @Test
    void refusesAnInputThatIsTooSmall() {
        assertThatThrownBy(() -> LeNet.LENET5.configure(Spec.of(10, 1, 8, 28), new NeuralNetConfiguration.Builder()))
                .hasMessage("lenet5 needs an input of at least 12x12, got 8x28");
    }

    @Test
    void shippedForDigitsReachesItsCard() {
        assertReachesItsMetrics("lenet5.digits");
    }

    @Test
    @Tag("real-data")
    void shippedForMnistReachesItsCard() {
        RealData.require("mnist");
        assertReachesItsMetrics("lenet5.mnist");
    }

    @Test
    @Tag("real-data")
    void shippedForFashionMnistReachesItsCard() {
        RealData.require("fashion-mnist");
        assertReachesItsMetrics("lenet5.fashion-mnist");
    }

    /** The three lines of the class's Javadoc and of the README. */
    @Test
    void readsADigit(@TempDir Path folder) throws IOException {
        Split test = Datasets.open("digits").part("test");
        Path file = folder.resolve("digit.png");
        ImageIO.write(test.image(0).toBufferedImage(), "png", file.toFile());
        try (Predictor predictor = ModelZoo.load("lenet5.mnist").predictor()) {
            assertThat(predictor.predict(file).label()).isEqualTo(String.valueOf(test.label(0)));
        }
    }
}
