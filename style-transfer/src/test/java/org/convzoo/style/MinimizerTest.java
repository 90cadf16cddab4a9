package org.convzoo.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MinimizerTest {
    /** Rosenbrock's valley, for pairs of numbers; lowest, 0, where all are 1. */
    private static double rosenbrock(float[] x, float[] slope) {
        double sum = 0;
        for (int i = 0; i < x.length; i += 2) {
            double a = 1 - x[i], b = x[i + 1] - (double) x[i] * x[i];
            sum += a * a + 100 * b * b;
            slope[i] = (float) (-2 * a - 400 * b * x[i]);
            slope[i + 1] = (float) (200 * b);
        }
        return sum;
    }

    private static float[] start() {
        return new float[] {-1.2f, 1, 0.5f, -0.7f, 2, 2};
    }

    private static Lbfgs plain() {
        return new Lbfgs(slope -> {});
    }

    @Test
    void lbfgsFindsTheBottomOfACurvedValley() {
        float[] x = start();
        Lbfgs lbfgs = plain();
        for (int i = 0; i < 100; i++) {
            lbfgs.step(x, MinimizerTest::rosenbrock);
        }
        assertThat(rosenbrock(x, new float[6])).isLessThan(1e-6);
    }

    /** Far fewer evaluations where the preconditioner is the inverse of the curvature. */
    @Test
    void aPreconditionerSparesEvaluations() {
        assertThat(evaluations(plain())).isGreaterThan(30);
        assertThat(evaluations(new Lbfgs(slope -> {
                    for (int i = 0; i < slope.length; i++) {
                        slope[i] /= curvature(i);
                    }
                })))
                .isLessThan(5);
    }

    private static float curvature(int i) {
        return (float) Math.pow(10, i / 10.0);
    }

    /** How many it takes to lower a bowl, some of whose walls are 10,000 times as steep as others, to a millionth. */
    private static int evaluations(Lbfgs lbfgs) {
        float[] x = new float[40];
        Arrays.fill(x, 1);
        int[] evaluations = {0};
        double[] reached = {Double.POSITIVE_INFINITY};
        while (reached[0] > 1e-6) {
            lbfgs.step(x, (at, slope) -> {
                double sum = 0;
                for (int i = 0; i < at.length; i++) {
                    slope[i] = curvature(i) * at[i];
                    sum += slope[i] * at[i] / 2;
                }
                evaluations[0]++;
                reached[0] = sum;
                return sum;
            });
        }
        return evaluations[0];
    }

    @Test
    void lbfgsNeverGoesUp() {
        float[] x = start();
        Lbfgs lbfgs = plain();
        double before = rosenbrock(x, new float[6]);
        for (int i = 0; i < 60; i++) {
            lbfgs.step(x, MinimizerTest::rosenbrock);
            double after = rosenbrock(x, new float[6]);
            assertThat(after).isLessThanOrEqualTo(before);
            before = after;
        }
    }

    @Test
    void lbfgsStaysWhereTheSlopeIsZero() {
        float[] x = {1, 1};
        plain().step(x, MinimizerTest::rosenbrock);
        assertThat(x).containsExactly(1, 1);
    }

    /** The first step of Adam is the learning rate, whatever the slope. */
    @Test
    void adamsFirstStepIsTheLearningRate() {
        float[] x = {3, -2};
        new Adam(0.5).step(x, (at, slope) -> {
            slope[0] = 1e-3f;
            slope[1] = -40;
            return 0;
        });
        assertThat(x[0]).isCloseTo(2.5f, within(1e-4f));
        assertThat(x[1]).isCloseTo(-1.5f, within(1e-4f));
    }

    static Stream<Supplier<Minimizer>> minimizers() {
        return Stream.of(MinimizerTest::plain, () -> new Adam(0.05));
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void goesOnFromAFileBitForBit(Supplier<Minimizer> maker) throws IOException {
        float[] through = start(), interrupted = start();
        Minimizer one = maker.get(), first = maker.get(), second = maker.get();
        for (int i = 0; i < 30; i++) {
            one.step(through, MinimizerTest::rosenbrock);
        }
        for (int i = 0; i < 17; i++) {
            first.step(interrupted, MinimizerTest::rosenbrock);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        first.write(new DataOutputStream(bytes));
        second.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), interrupted.length);
        for (int i = 17; i < 30; i++) {
            second.step(interrupted, MinimizerTest::rosenbrock);
        }
        assertThat(interrupted).containsExactly(through);
    }

    @ParameterizedTest
    @MethodSource("minimizers")
    void refusesACutFile(Supplier<Minimizer> maker) throws IOException {
        Minimizer first = maker.get();
        float[] x = start();
        first.step(x, MinimizerTest::rosenbrock);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        first.write(new DataOutputStream(bytes));
        DataInputStream cut = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray(), 0, bytes.size() - 3));
        assertThatThrownBy(() -> maker.get().read(cut, x.length)).isInstanceOf(IOException.class);
    }
}
