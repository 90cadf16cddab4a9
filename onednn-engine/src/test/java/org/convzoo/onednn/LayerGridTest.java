package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.Function;
import java.util.stream.Stream;
import org.convzoo.onednn.ConvolutionCases.Sort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every kind of layer alone, over pairs of its settings: output in inference, score and gradient of a training step. */
class LayerGridTest {
    private static final double OUTPUT = 1e-5, GRADIENT = 1e-4; // relative, in the 2-norm
    private static final double DIFFERENCES = 1e-6; // how exact central differences are

    static Stream<Case> cases() {
        return cases(1);
    }

    static Stream<Case> moreCases() {
        return Stream.iterate(2L, seed -> seed + 1).limit(10).flatMap(LayerGridTest::cases);
    }

    private static Stream<Case> cases(long seed) {
        return Stream.of(
                        Stream.of(Sort.values()).flatMap(sort -> ConvolutionCases.of(sort, seed)),
                        PoolingCases.of(seed),
                        GlobalPoolingCases.of(seed),
                        NormalizationCases.of(seed),
                        DenseCases.of(seed),
                        ActivationCases.of(seed),
                        ResizingCases.of(seed),
                        LossCases.of(seed),
                        VertexCases.of(seed),
                        FrozenCases.of(seed))
                .flatMap(Function.identity());
    }

    @Test
    void areEnough() {
        assertThat(cases().count()).isGreaterThanOrEqualTo(300);
    }

    /** Built with oneDNN, ND4J runs some operations on its own old copy, which refuses what the others can. */
    @BeforeAll
    static void asksForStock() {
        Nd4j.getEnvironment().allowHelpers(false);
    }

    @AfterAll
    static void restores() {
        Nd4j.getEnvironment().allowHelpers(true);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void computesWhatItShould(Case test) {
        assertThatCode(() -> compute(test)).as(test.name()).doesNotThrowAnyException();
    }

    private static void compute(Case test) {
        INDArray[] inputs = {test.randomInput()};
        INDArray[] labels = {test.randomLabels()};
        Trial trial = Trial.of(test.configuration().get());
        trial.assertOutputs(OUTPUT, inputs);
        assertPlanned(test, trial, 1);
        trial.step(inputs, labels);
        trial.assertScore(OUTPUT);
        assertPlanned(test, trial, 2);
        if (test.judge() == Case.Judge.STOCK || !test.isLowered()) {
            trial.assertGradients(GRADIENT);
        } else {
            assertThat(differences(trial, inputs, labels).distance(trial.fast)).isLessThan(GRADIENT);
        }
    }

    /** Keeps the judge honest: where this fails, the case needs another. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @Tag("nightly")
    void isJudgedRightly(Case test) {
        assumeTrue(test.judge() == Case.Judge.STOCK, "stock is wrong");
        assumeFalse(test.kinds().contains(Kind.FROZEN), "what is below has a gradient that nobody computes");
        INDArray[] inputs = {test.randomInput()};
        INDArray[] labels = {test.randomLabels()};
        Trial trial = Trial.of(test.configuration().get());
        trial.step(inputs, labels);
        double distance = differences(trial, inputs, labels).distance(trial.exact);
        assertThat(distance).isLessThan(DIFFERENCES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("moreCases")
    @Tag("nightly")
    void computesWhatItShouldEverywhere(Case test) {
        computesWhatItShould(test);
    }

    private static void assertPlanned(Case test, Trial trial, int steps) {
        if (test.isLowered()) {
            assertThat(trial.fast.unsupported()).isNull();
            assertThat(trial.fast.planSteps()).isEqualTo(steps);
            trial.assertNoIslands();
        }
    }

    private static Differences differences(Trial trial, INDArray[] inputs, INDArray[] labels) {
        return new Differences(trial.exact, Trial.doubles(inputs), Trial.doubles(labels));
    }
}
