package org.convzoo.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.data.Transforms;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@code last.zip}: a model file that also holds what a training needs to go on bit for bit.
 *
 * @param model the weights as the optimiser has them
 * @param updaterState moments of the optimiser; null where it has none
 * @param average the moving average of the weights; null where none is kept
 * @param progress where the training stands
 */
record Checkpoint(Model model, INDArray updaterState, INDArray average, Progress progress) {
    static final String UPDATER_STATE = "updaterState.bin";
    static final String AVERAGE = "average.bin";
    static final String PROGRESS = "training.json";

    /**
     * @param epoch epochs finished
     * @param batch batches finished of the epoch under way
     * @param iteration steps of the optimiser
     * @param lossSum of the batches finished of the epoch under way
     * @param seconds spent on them
     * @param bestEpoch whose weights are kept; 0 before the first one
     * @param datasetDigest what the training sees; another one is refused
     * @param threads native threads
     * @param history a row for each epoch finished
     */
    record Progress(
            int epoch,
            int batch,
            int iteration,
            double lossSum,
            double seconds,
            int bestEpoch,
            String datasetDigest,
            int threads,
            List<EpochMetrics> history) {}

    /**
     * @param configuration of the same net without the training's learning rate schedule, so that stock DL4J opens the file
     */
    void write(ComputationGraphConfiguration configuration, Path file) {
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        arrays.put(ModelFile.COEFFICIENTS, model.graph().params());
        if (updaterState != null) {
            arrays.put(UPDATER_STATE, updaterState);
        }
        if (average != null) {
            arrays.put(AVERAGE, average);
        }
        ModelFile.write(model.card(), configuration, arrays, Map.of(PROGRESS, progress), file);
    }

    static Checkpoint read(Path file) {
        ModelFile.Content content = ModelFile.readAll(file);
        if (!content.json().containsKey(PROGRESS)) {
            throw new ZooException(
                    file + " is a model for use, not a checkpoint: a run is continued from its last.zip");
        }
        try {
            Progress progress = Json.MAPPER.treeToValue(content.json().get(PROGRESS), Progress.class);
            return new Checkpoint(
                    content.model(),
                    content.arrays().get(UPDATER_STATE),
                    content.arrays().get(AVERAGE),
                    progress);
        } catch (JsonProcessingException e) {
            throw new ZooException(file + ": its " + PROGRESS + " is not valid: " + Transforms.describe(e), e);
        }
    }
}
