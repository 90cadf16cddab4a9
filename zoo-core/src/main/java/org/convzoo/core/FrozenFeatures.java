package org.convzoo.core;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a layer says of each picture of a part, computed once and kept. */
final class FrozenFeatures {
    /** Most that is kept. A constant, so that a run that is continued on another machine is computed alike. */
    static final long MAX_BYTES = 256L << 20;

    private static final int BATCH_SIZE = 64;

    private final Split split;
    private final long[] shape; // of one picture's
    private final float[][] rows; // by picture; null for those not asked for

    private FrozenFeatures(Split split, long[] shape, float[][] rows) {
        this.split = split;
        this.shape = shape;
        this.rows = rows;
    }

    /**
     * Computes them.
     *
     * @param layer of the graph
     * @param pictures which ones of the split
     * @param progress hears how many are done, and says whether to go on
     * @return null if it was told to stop
     */
    static FrozenFeatures of(
            ComputationGraph graph,
            String layer,
            Split split,
            Preprocessing preprocessing,
            int[] pictures,
            IntPredicate progress) {
        float[][] rows = new float[split.size()][];
        long[] shape = {};
        int done = 0;
        try (BatchLoader loader = new BatchLoader(
                split,
                preprocessing,
                List.of(),
                pictures,
                Evaluator.batchSize(preprocessing),
                1,
                0,
                RuntimeInfo.loaderThreads())) {
            while (loader.hasNext()) {
                Batch batch = loader.next();
                INDArray x = Evaluator.features(batch.features(), batch.size(), preprocessing);
                INDArray y = Evaluator.values(graph, layer, x);
                shape = Arrays.copyOfRange(y.shape(), 1, y.rank());
                float[][] values = y.dup('c').reshape(batch.size(), -1).toFloatMatrix();
                for (int i = 0; i < values.length; i++) {
                    rows[batch.indices()[i]] = values[i];
                }
                done += batch.size();
                if (!progress.test(done)) {
                    return null;
                }
            }
        }
        return new FrozenFeatures(split, shape, rows);
    }

    /** Those of some pictures, [pictures, ...]. */
    INDArray values(int... pictures) {
        int length = (int) Arrays.stream(shape).reduce(1, Math::multiplyExact);
        float[] values = new float[pictures.length * length];
        for (int i = 0; i < pictures.length; i++) {
            System.arraycopy(rows[pictures[i]], 0, values, i * length, length);
        }
        long[] batchShape = new long[shape.length + 1];
        batchShape[0] = pictures.length;
        System.arraycopy(shape, 0, batchShape, 1, shape.length);
        return Nd4j.create(values, batchShape);
    }

    int[] labels(int... pictures) {
        return IntStream.of(pictures).map(split::label).toArray();
    }

    /**
     * Probabilities by class of all pictures, [pictures, numClasses].
     *
     * @param above the net whose input this is
     */
    float[][] probabilities(ComputationGraph above) {
        float[][] probabilities = new float[rows.length][];
        for (int from = 0; from < rows.length; from += BATCH_SIZE) {
            int[] pictures = IntStream.range(from, Math.min(rows.length, from + BATCH_SIZE))
                    .toArray();
            float[][] some = Evaluator.probabilities(above, values(pictures));
            System.arraycopy(some, 0, probabilities, from, some.length);
        }
        return probabilities;
    }
}
