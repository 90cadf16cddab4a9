package org.convzoo.style;

import org.convzoo.data.Preprocessing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Between a picture, red, green, blue of 0 to 255, and what a net takes, which may count its colours the other way round. */
final class PixelScale {
    private final boolean reversed;
    private final double[] factors; // per channel of the net
    private final double[] shifts;

    /** As a model's card has it, without its geometry. */
    PixelScale(Preprocessing preprocessing) {
        if (preprocessing.channels() != 3) {
            throw new IllegalArgumentException("a style needs a net for coloured pictures");
        }
        reversed = preprocessing.channelOrder() == Preprocessing.ChannelOrder.BGR;
        factors = new double[3];
        shifts = new double[3];
        for (int c = 0; c < 3; c++) {
            factors[c] = preprocessing.scale() / preprocessing.std().get(c);
            shifts[c] = -preprocessing.mean().get(c) / preprocessing.std().get(c);
        }
    }

    /** The net's input, [N, 3, H, W]. */
    INDArray toNet(INDArray picture) {
        INDArray input = Nd4j.createUninitialized(picture.dataType(), picture.shape(), 'c');
        for (int c = 0; c < 3; c++) {
            channel(input, c)
                    .assign(channel(picture, reversed ? 2 - c : c))
                    .muli(factors[c])
                    .addi(shifts[c]);
        }
        return input;
    }

    /** Slope by the picture, of that by the net's input. */
    INDArray toPicture(INDArray slope) {
        INDArray result = Nd4j.createUninitialized(slope.dataType(), slope.shape(), 'c');
        for (int c = 0; c < 3; c++) {
            channel(result, reversed ? 2 - c : c).assign(channel(slope, c)).muli(factors[c]);
        }
        return result;
    }

    private static INDArray channel(INDArray array, int c) {
        return array.get(NDArrayIndex.all(), NDArrayIndex.point(c), NDArrayIndex.all(), NDArrayIndex.all());
    }
}
