package org.convzoo.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Finds what excites a unit most in a part of a data set: Zeiler and Fergus 2014 (see {@link Occlusion}), figure 2. */
final class TopPatches {
    private static final int BATCH_SIZE = 32;

    private TopPatches() {}

    private static final Comparator<Patch> WEAKEST_FIRST =
            Comparator.comparingDouble(Patch::activation).thenComparing(Patch::index, Comparator.reverseOrder());

    /**
     * The k patches that excite the unit most, the strongest first; of each picture at most one.
     *
     * @param layer what the layer makes of a batch, [N, C, H, W] or [N, C]
     * @param unit channel, 0 to C - 1
     * @param progress called with the number of pictures seen so far
     */
    static List<Patch> of(
            UnaryOperator<INDArray> layer,
            ReceptiveField field,
            Preprocessing input,
            Split split,
            int unit,
            int k,
            IntConsumer progress) {
        PriorityQueue<Patch> best = new PriorityQueue<>(WEAKEST_FIRST);
        int[] order = IntStream.range(0, split.size()).toArray();
        int done = 0;
        try (BatchLoader loader =
                new BatchLoader(split, input, List.of(), order, BATCH_SIZE, 1, 0, RuntimeInfo.loaderThreads())) {
            while (loader.hasNext()) {
                Batch batch = loader.next();
                INDArray maps = layer.apply(Evaluator.features(batch.features(), batch.size(), input));
                float[] values = Numbers.of(maps);
                int width = maps.rank() == 4 ? (int) maps.size(3) : 1;
                int area = maps.rank() == 4 ? width * (int) maps.size(2) : 1;
                int channels = (int) maps.size(1);
                for (int i = 0; i < batch.size(); i++) {
                    int from = (i * channels + unit) * area;
                    int at = strongest(values, from, from + area) - from;
                    int index = batch.indices()[i];
                    best.add(new Patch(
                            index,
                            split.id(index),
                            values[from + at],
                            at / width,
                            at % width,
                            field.onPicture(at / width, at % width)));
                    if (best.size() > k) {
                        best.poll();
                    }
                }
                done += batch.size();
                progress.accept(done);
            }
        }
        List<Patch> sorted = new ArrayList<>(best);
        sorted.sort(WEAKEST_FIRST.reversed());
        return sorted;
    }

    private static int strongest(float[] values, int from, int to) {
        int best = from;
        for (int i = from; i < to; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
