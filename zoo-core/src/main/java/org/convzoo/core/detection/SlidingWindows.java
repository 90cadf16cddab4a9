package org.convzoo.core.detection;

import org.convzoo.data.Box;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Windows of one size, side by side over a picture; what is left at the right and at the bottom is not looked at.
 *
 * @param height of a window, in pixels
 * @param width likewise
 * @param stride from one to the next, down and across
 */
public record SlidingWindows(int height, int width, int stride) {
    public SlidingWindows {
        if (height < 1 || width < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "windows need sides and a stride >= 1, got " + height + "x" + width + ", " + stride);
        }
    }

    /** How many there are down a picture, 0 where none fits. */
    public int rows(int pictureHeight) {
        return pictureHeight < height ? 0 : (pictureHeight - height) / stride + 1;
    }

    /** How many there are across a picture, 0 where none fits. */
    public int columns(int pictureWidth) {
        return pictureWidth < width ? 0 : (pictureWidth - width) / stride + 1;
    }

    public Box at(int row, int column) {
        return new Box((double) column * stride, (double) row * stride, width, height);
    }

    /**
     * What a classifier says of each window, one window after the other. {@link FullyConvolutional} gives nearly the same at once.
     *
     * @param classifier takes [N, C, height, width]
     * @param picture [1, C, H, W]
     * @param batchSize windows per pass
     * @return [1, numClasses, rows, columns]
     */
    public INDArray classify(ComputationGraph classifier, INDArray picture, int batchSize) {
        int rows = rows((int) picture.size(2)), columns = columns((int) picture.size(3));
        if (rows == 0 || columns == 0) {
            throw new IllegalArgumentException("no window of " + height + "x" + width + " fits into a picture of "
                    + picture.size(2) + "x" + picture.size(3));
        }
        int windows = Math.multiplyExact(rows, columns);
        INDArray all = null;
        for (int first = 0; first < windows; first += batchSize) {
            int size = Math.min(batchSize, windows - first);
            INDArray batch = Nd4j.create(picture.dataType(), size, picture.size(1), height, width);
            for (int i = 0; i < size; i++) {
                int y = (first + i) / columns * stride, x = (first + i) % columns * stride;
                batch.get(NDArrayIndex.point(i))
                        .assign(picture.get(
                                NDArrayIndex.point(0),
                                NDArrayIndex.all(),
                                NDArrayIndex.interval(y, y + height),
                                NDArrayIndex.interval(x, x + width)));
            }
            INDArray scores = classifier.output(batch)[0];
            if (all == null) {
                all = Nd4j.create(picture.dataType(), windows, scores.size(1));
            }
            all.get(NDArrayIndex.interval(first, first + size), NDArrayIndex.all())
                    .assign(scores);
        }
        return all.transpose().dup('c').reshape(1, all.size(1), rows, columns);
    }
}
