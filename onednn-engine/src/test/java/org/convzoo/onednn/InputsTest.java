package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Inputs and labels of every make, and what becomes of the arrays around a call. */
class InputsTest {
    static Stream<Arguments> views() {
        INDArray wide = Nd4j.randn(DataType.FLOAT, 9, 4, 10, 9);
        return Stream.of(
                Arguments.of("column order", Twins.pictures(5, 1).dup('f')),
                Arguments.of("rows from the middle", Twins.pictures(9, 1).get(NDArrayIndex.interval(2, 7))),
                Arguments.of("every other row", Twins.pictures(10, 1).get(NDArrayIndex.interval(0, 2, 10))),
                Arguments.of(
                        "a box from the middle",
                        wide.get(
                                NDArrayIndex.interval(1, 6),
                                NDArrayIndex.interval(1, 3),
                                NDArrayIndex.interval(1, 9),
                                NDArrayIndex.interval(2, 9))),
                Arguments.of(
                        "reversed by permuting",
                        Nd4j.randn(DataType.FLOAT, 7, 8, 2, 5).permute(3, 2, 1, 0)),
                Arguments.of("double", Twins.pictures(5, 1).castTo(DataType.DOUBLE)),
                Arguments.of("one picture", Twins.pictures(3, 1).get(NDArrayIndex.interval(1, 2))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("views")
    void readsItRight(String name, INDArray x) {
        Twins twins = Twins.of(b -> b);
        INDArray plain = x.dup('c').castTo(DataType.FLOAT);
        assertThat(Trial.distance(twins.fast().outputSingle(x), twins.stock().outputSingle(plain)))
                .isLessThan(Twins.SAME);
        int n = (int) x.size(0);
        INDArray labels = Twins.batch(2 * n, 1).getLabels().get(NDArrayIndex.interval(0, 2, 2L * n));
        twins.fast().fit(new DataSet(x, labels));
        twins.stock().fit(new DataSet(plain, labels.dup('c')));
        assertThat(Trial.distance(twins.fast().params(), twins.stock().params()))
                .isLessThan(n == 1 ? 1e-4 : Twins.SAME);
    }

    @Test
    void readsChannelsLastThatWerePermuted() {
        readsItRight("channels last", Nd4j.randn(DataType.FLOAT, 5, 8, 7, 2).permute(0, 3, 1, 2));
    }

    @Test
    void leavesTheInputAlone() {
        Twins twins = Twins.of(b -> b);
        DataSet batch = Twins.batch(6, 1);
        DataSet copy = batch.copy();
        twins.fast().outputSingle(batch.getFeatures());
        twins.fast().fit(batch);
        assertThat(batch.getFeatures()).isEqualTo(copy.getFeatures());
        assertThat(batch.getLabels()).isEqualTo(copy.getLabels());
    }

    @Test
    void doesNotNeedTheInputAfterwards() {
        Twins twins = Twins.of(b -> b);
        for (int i = 0; i < 20; i++) {
            INDArray x = Twins.pictures(6, i);
            INDArray y = twins.fast().outputSingle(x);
            x.close();
            DataSet batch = Twins.batch(6, i);
            twins.fast().fit(batch);
            batch.getFeatures().close();
            batch.getLabels().close();
            assertThat(y.sumNumber().doubleValue()).isBetween(5.999, 6.001);
            y.close(); // an output is the caller's own
        }
    }

    @Test
    void manyBatchSizesInTurn() {
        Twins twins = Twins.of(b -> b);
        for (int n : new int[] {6, 2, 9, 3, 6, 5, 7, 8, 2, 6}) {
            twins.stock().fit(Twins.batch(n, n));
            twins.fast().fit(Twins.batch(n, n));
            INDArray x = Twins.pictures(n + 1, n);
            assertThat(Trial.distance(
                            twins.fast().outputSingle(x), twins.stock().outputSingle(x)))
                    .isLessThan(1e-4);
        }
        twins.assertPlanned(20);
    }

    private static final WorkspaceConfiguration ROOM =
            WorkspaceConfiguration.builder().initialSize(1 << 20).build();

    @Test
    void outputsOutliveTheCallersWorkspace() {
        Twins twins = Twins.of(b -> b);
        INDArray x = Twins.pictures(4, 1);
        INDArray expected = twins.stock().outputSingle(x);
        INDArray actual;
        try (MemoryWorkspace room = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ROOM, "room")) {
            assertThat(room.isScopeActive()).isTrue();
            actual = twins.fast().outputSingle(x);
        }
        assertThat(actual.isAttached()).isFalse();
        assertThat(Trial.distance(actual, expected)).isLessThan(Twins.SAME);
    }

    @Test
    void outputsGoIntoTheWorkspaceThatIsNamed() {
        Twins twins = Twins.of(b -> b);
        INDArray[] x = {Twins.pictures(4, 1)};
        for (ComputationGraph graph : new ComputationGraph[] {twins.stock(), twins.fast()}) {
            try (MemoryWorkspace room = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ROOM, "room")) {
                INDArray y = graph.output(false, room, x)[0];
                assertThat(y.isAttached()).as(graph.getClass().getSimpleName()).isTrue();
            }
        }
    }

    /** Nothing may be read beyond an array; what is wrong, DL4J says. */
    @Test
    void inputsOfAnotherSizeAreRefusedAsStockRefusesThem() {
        Twins twins = Twins.of(b -> b);
        for (long[] shape : new long[][] {{2, 5, 12, 12}, {2, 3, 40, 44}, {2, 7}}) {
            INDArray x = Nd4j.rand(DataType.FLOAT, shape);
            Throwable stock = catchThrowable(() -> twins.stock().outputSingle(x));
            Throwable fast = catchThrowable(() -> twins.fast().outputSingle(x));
            assertThat(stock).as(Arrays.toString(shape)).isNotNull();
            assertThat(fast).as(Arrays.toString(shape)).isNotNull();
        }
    }

    /** A plan is made in the first cycle of the caller's workspace; in the second its memory is given to others. */
    @Test
    void aPlanKeepsNothingInTheCallersWorkspace() {
        Twins twins = Twins.of(b -> b);
        DataSet batch = Twins.batch(5, 1);
        try (MemoryWorkspace room = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ROOM, "plan")) {
            assertThat(room.isScopeActive()).isTrue();
            twins.fast().score(batch);
        }
        try (MemoryWorkspace room = Nd4j.getWorkspaceManager().getAndActivateWorkspace(ROOM, "plan")) {
            assertThat(room.isScopeActive()).isTrue();
            INDArray ones = Nd4j.ones(DataType.FLOAT, 1 << 10);
            twins.fast().score(batch);
            assertThat(ones.minNumber().doubleValue()).isEqualTo(1);
            assertThat(ones.maxNumber().doubleValue()).isEqualTo(1);
        }
        twins.assertPlanned(2);
    }
}
