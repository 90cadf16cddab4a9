package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.convzoo.core.Engine;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PerceptualObjectiveTest {
    private static final int SIDE = 32;

    private final StyleSettings settings = StyleSettings.defaults(1);
    private final PerceptualObjective objective =
            new PerceptualObjective(TestNets.features(), Engine.ONEDNN, settings, picture(1));

    private static Image picture(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 255 * random.nextFloat();
        }
        return new Image(3, SIDE, SIDE, pixels);
    }

    private static INDArray two(long first, long second) {
        return Nd4j.concat(0, Pictures.array(picture(first)), Pictures.array(picture(second)));
    }

    /** Of two pictures the sum of what a painting of each costs. */
    @Test
    void isTheSumOfEachPicturesOwn() {
        StyleObjective.Evaluation both = objective.evaluate(two(2, 3), two(4, 5));
        double total = 0;
        for (int n = 0; n < 2; n++) {
            try (StyleObjective own = StyleObjective.of(
                    TestNets.features(),
                    Engine.ONEDNN,
                    settings,
                    Pictures.array(picture(4 + n)),
                    List.of(Pictures.array(picture(1))))) {
                StyleObjective.Evaluation one = own.evaluate(Pictures.array(picture(2 + n)));
                total += one.costs().total();
                INDArray slope = both.slope().tensorAlongDimension(n, 1, 2, 3);
                INDArray expected = one.slope().tensorAlongDimension(0, 1, 2, 3);
                assertThat(slope.sub(expected).norm2Number().doubleValue()
                                / expected.norm2Number().doubleValue())
                        .isLessThan(2e-3);
            }
        }
        assertThat(both.costs().total()).isCloseTo(total, within(1e-4 * total));
    }

    @Test
    void costsAreTheSameWithoutSlope() {
        Costs with = objective.evaluate(two(2, 3), two(4, 5)).costs();
        Costs without = objective.costs(two(2, 3), two(4, 5));
        assertThat(without.total()).isCloseTo(with.total(), within(1e-4 * with.total()));
    }

    /** DL4J sees pixels as rows; each keeps its place. */
    @Test
    void lossHasTheSlopeOfEachPixel() {
        PerceptualLoss loss = new PerceptualLoss();
        INDArray paintings = two(2, 3), pictures = two(4, 5);
        assertThatThrownBy(
                        () -> loss.computeScore(rows(pictures), rows(paintings), new ActivationIdentity(), null, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs a style");
        loss.attach(objective, SIDE, SIDE);
        var scored =
                loss.computeGradientAndScore(rows(pictures), rows(paintings), new ActivationIdentity(), null, true);
        StyleObjective.Evaluation expected = objective.evaluate(paintings, pictures);
        assertThat(scored.getFirst())
                .isCloseTo(
                        expected.costs().total() / 2,
                        within(1e-6 * expected.costs().total()));
        assertThat(scored.getSecond()).isEqualTo(rows(expected.slope()));
    }

    private static INDArray rows(INDArray pictures) {
        return pictures.permute(0, 2, 3, 1).dup('c').reshape('c', pictures.length() / 3, 3);
    }
}
