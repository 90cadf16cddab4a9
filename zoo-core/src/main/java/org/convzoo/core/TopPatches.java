package org.convzoo.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.convzoo.data.Batch;
import org.convzoo.data.BatchLoader;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.graph.ComputationGraph;
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
     * @param layer a graph that ends in the layer, of [N, C, H, W] or [N, C]
     * @param unit channel, 0 to C - 1
     * @param progress called with the number of pictures seen so far
     */
    static List<Patch> of(
            ComputationGraph layer,
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
                INDArray maps = layer.outputSingle(Evaluator.features(batch.features(), batch.size(), input));
                for (int i = 0; i < batch.size(); i++) {
                    best.add(strongest(maps.slice(i).slice(unit), batch.indices()[i], split, field));
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

    /** @param map of one unit, [H, W] or a number */
    private static Patch strongest(INDArray map, int index, Split split, ReceptiveField field) {
        float[] values = map.ravel().toFloatVector();
        int at = 0;
        for (int i = 1; i < values.length; i++) {
            at = values[i] > values[at] ? i : at;
        }
        int width = map.rank() == 2 ? (int) map.size(1) : 1;
        return new Patch(
                index, split.id(index), values[at], at / width, at % width, field.onPicture(at / width, at % width));
    }
}
