package org.convzoo.onednn;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A tiny graph around one layer or vertex.
 *
 * @param kinds what it needs lowerings for
 * @param judge what the gradient is compared with
 * @param configuration made when the case runs, so that one which DL4J refuses fails alone
 * @param input its shape
 * @param labels their shape, [N, C] or [N, C, H, W]
 * @param classes whether labels are ones and zeros, one among the C each, instead of any values
 */
@SuppressWarnings("ArrayRecordComponent") // shapes; no two cases are compared
record Case(
        String name,
        Set<Kind> kinds,
        Judge judge,
        Supplier<ComputationGraphConfiguration> configuration,
        long[] input,
        long[] labels,
        boolean classes) {

    enum Judge {
        /** Stock DL4J in double precision. */
        STOCK,
        /** Central differences of stock's score in double precision, as its own gradient is wrong. */
        DIFFERENCES
    }

    Case judgedBy(Judge other) {
        return new Case(name, kinds, other, configuration, input, labels, classes);
    }

    Case with(Consumer<ComputationGraphConfiguration> change) {
        return new Case(
                name,
                kinds,
                judge,
                () -> {
                    ComputationGraphConfiguration changed = configuration.get();
                    change.accept(changed);
                    return changed;
                },
                input,
                labels,
                classes);
    }

    Case withClasses(long... shape) {
        return new Case(name, kinds, judge, configuration, input, shape, true);
    }

    /** Whether every kind in it has its lowering. */
    boolean isLowered() {
        return kinds.stream().noneMatch(Kind.ISLANDS::contains);
    }

    INDArray randomInput() {
        Nd4j.getRandom().setSeed(5);
        return Nd4j.randn(DataType.FLOAT, input);
    }

    INDArray randomLabels() {
        Nd4j.getRandom().setSeed(6);
        INDArray random = Nd4j.randn(DataType.FLOAT, labels);
        return classes ? random.eq(random.max(true, 1)).castTo(DataType.FLOAT) : random;
    }

    @Override
    public String toString() {
        return name;
    }
}
