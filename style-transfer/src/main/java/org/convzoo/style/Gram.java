package org.convzoo.style;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Which channels of a layer speak up together, wherever in the picture: the style, as Gatys et al. 2016 (equation 3) have it.
 *
 * <p>The channels are shared out among the cores, since BLAS has one thread where it is not to get into a net's way.
 */
public final class Gram {
    private static final int PARTS = Runtime.getRuntime().availableProcessors();

    private Gram() {}

    /**
     * Sums over all places of the products of two channels.
     *
     * @param values [1, C, H, W]
     * @return C x C
     */
    public static INDArray of(INDArray values) {
        INDArray places = places(values); // HW x C
        long channels = places.size(1);
        INDArray gram = Nd4j.createUninitialized(values.dataType(), new long[] {channels, channels}, 'f');
        inParts(
                channels,
                (from, to) -> Nd4j.gemm(
                        places.transpose(), columns(places, from, to), columns(gram, from, to), false, false, 1, 0));
        return gram;
    }

    /**
     * What a change of each value does to a cost, of which it is known what a change of the matrix does.
     *
     * @param slope of the cost by the matrix, C x C, symmetric
     * @return slope by the values, [1, C, H, W]; an array of its own
     */
    public static INDArray backward(INDArray values, INDArray slope) {
        INDArray places = places(values); // HW x C
        INDArray result = Nd4j.createUninitialized(values.dataType(), values.shape(), 'c');
        INDArray changes = places(result);
        INDArray columns = slope.dup('f');
        inParts(
                places.size(1),
                (from, to) ->
                        Nd4j.gemm(places, columns(columns, from, to), columns(changes, from, to), false, false, 2, 0));
        return result;
    }

    private interface Part {
        void compute(long from, long to);
    }

    private static void inParts(long channels, Part part) {
        IntStream.range(0, PARTS).parallel().forEach(i -> {
            long from = i * channels / PARTS, to = (i + 1) * channels / PARTS;
            if (from < to) {
                part.compute(from, to);
            }
        });
    }

    /** Side by side in memory, where the columns are. */
    private static INDArray columns(INDArray matrix, long from, long to) {
        return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }

    /** [1, C, H, W] seen as HW x C. */
    private static INDArray places(INDArray values) {
        return values.reshape('c', values.size(1), values.size(2) * values.size(3))
                .transpose();
    }
}
