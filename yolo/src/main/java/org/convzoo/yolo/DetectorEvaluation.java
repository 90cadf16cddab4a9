package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.convzoo.core.Model;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.core.ZooException;
import org.convzoo.core.detection.Detection;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.data.BoxBatch;
import org.convzoo.data.BoxBatchLoader;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxPicture;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.DetectionResult.Found;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs detectors over a part of a data set. */
public final class DetectorEvaluation {
    /** Of what is looked at: less sure ones change no figure worth telling. */
    private static final double LEAST_SCORE = 0.001;

    /** Overlap above which the less sure one of two boxes goes; usual for measuring, where a missed thing costs more than a second box. */
    private static final double SUPPRESSION = 0.6;

    /** Of the confusion matrix. */
    private static final double SURE = 0.25;

    private static final int VALUES_PER_BATCH = 1 << 22;

    private DetectorEvaluation() {}

    /**
     * Measures a detector.
     *
     * @param model its classes hold all of the data set's; what it finds of others is left out
     * @param progress called with the number of pictures seen so far
     * @throws ZooException if the model does not know a class of the data set, is no detector, or there are no pictures
     */
    public static DetectionResult evaluate(Model model, BoxDataset data, String part, IntConsumer progress) {
        List<BoxPicture> pictures = data.part(part);
        if (pictures.isEmpty()) {
            throw new ZooException("nothing to evaluate: the part " + part + " of " + data.name() + " has no pictures");
        }
        int[] labels = labels(model, data);
        boolean same = model.card().classes().equals(data.classes());
        Detector detector = new Detector(
                model.graph(),
                YoloHead.of(model.graph().getConfiguration()),
                model.card().preprocessing(),
                NonMaxSuppression.of(SUPPRESSION));
        YoloTargets targets =
                YoloTargets.of(model.graph().getConfiguration(), model.card().spec());
        List<Found> found = new ArrayList<>();
        double loss = 0;
        int batchSize = Math.max(
                1, Math.min(32, VALUES_PER_BATCH / detector.preprocessing().length()));
        try (BoxBatchLoader loader = new BoxBatchLoader(
                pictures,
                detector.preprocessing(),
                List.of(),
                IntStream.range(0, pictures.size()).toArray(),
                batchSize,
                1,
                0,
                RuntimeInfo.loaderThreads())) {
            while (loader.hasNext()) {
                BoxBatch batch = loader.next();
                INDArray[] outputs = model.graph().output(DetectionTask.features(batch));
                loss += same ? loss(detector.heads(), outputs, targets.volumes(batch.things())) : Double.NaN;
                for (int i = 0; i < batch.size(); i++) {
                    BoxBatch.Origin origin = batch.origins().get(i);
                    List<Detection> detections = detector.decode(outputs, i, origin, LEAST_SCORE).stream()
                            .filter(one -> labels[one.label()] >= 0)
                            .map(one -> new Detection(one.box(), labels[one.label()], one.score()))
                            .toList();
                    BoxPicture picture = pictures.get(batch.indices()[i]);
                    List<LabelledBox> things = picture.things(origin.height(), origin.width());
                    found.add(new Found(picture.file().getFileName().toString(), detections, things));
                }
                progress.accept(found.size());
            }
        }
        return DetectionResult.of(
                model.card().id(),
                data.name(),
                part,
                data.classes(),
                found,
                same ? (Double) (loss / pictures.size()) : null,
                SURE);
    }

    /** For each class of the model, which one of the data set's it is, or -1. */
    private static int[] labels(Model model, BoxDataset data) {
        List<String> unknown = new ArrayList<>(data.classes());
        unknown.removeAll(model.card().classes());
        if (!unknown.isEmpty()) {
            throw new ZooException("the model " + model.card().id() + " does not know " + String.join(", ", unknown)
                    + ", of which the data set " + data.name() + " has things");
        }
        return model.card().classes().stream().mapToInt(data.classes()::indexOf).toArray();
    }

    /** Summed over the pictures. */
    private static double loss(List<YoloHead> heads, INDArray[] outputs, INDArray... volumes) {
        double sum = 0;
        for (int h = 0; h < outputs.length; h++) {
            sum += YoloLoss.of(heads.get(h))
                    .computeScore(rows(volumes[h]), rows(outputs[h]), new ActivationIdentity(), null, false);
        }
        return sum;
    }

    /** [N, channels, rows, columns] as [N * rows * columns, channels]. */
    private static INDArray rows(INDArray volume) {
        return volume.permute(0, 2, 3, 1).dup('c').reshape(-1, volume.size(1));
    }
}
