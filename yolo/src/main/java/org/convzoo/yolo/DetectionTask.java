package org.convzoo.yolo;

import java.util.List;
import org.convzoo.core.Model;
import org.convzoo.core.Report;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.ZooException;
import org.convzoo.data.BoxBatch;
import org.convzoo.data.BoxBatchLoader;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxPicture;
import org.convzoo.data.Dataset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** To find things in pictures: trains nets whose outputs are {@link YoloHead}s. */
public final class DetectionTask extends Task<DetectionResult> {
    /** The validation score by which weights are chosen. */
    static final String MEASURE = "map50";

    private final TrainingRun run;
    private final BoxDataset data;
    private final List<BoxPicture> train;

    /**
     * A task.
     *
     * @throws ZooException if the run asks for what only classifiers have
     */
    public DetectionTask(TrainingRun run, BoxDataset data) {
        super(data.name(), data.digest(), data.classes(), data.parts().keySet(), MEASURE);
        this.run = run;
        this.data = data;
        this.train = data.part(Dataset.TRAIN);
        refuseClassifiersOptions("a detector", run.options());
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Batches batches(ComputationGraph learner, int[] order, int epoch) {
        YoloTargets targets = YoloTargets.of(learner.getConfiguration(), run.spec());
        BoxBatchLoader loader = new BoxBatchLoader(
                train,
                run.preprocessing(),
                run.options().augmentation(),
                order,
                run.options().batchSize(),
                run.options().seed(),
                epoch,
                RuntimeInfo.loaderThreads());
        return Batches.of(
                () -> {
                    BoxBatch batch = loader.next();
                    return new MultiDataSet(new INDArray[] {features(batch)}, targets.volumes(batch.things()));
                },
                loader::close);
    }

    /** [N, C, H, W]. */
    static INDArray features(BoxBatch batch) {
        return Nd4j.create(
                batch.features(), new long[] {batch.size(), batch.channels(), batch.height(), batch.width()});
    }

    /**
     * A net that knows nothing takes all boxes for empty ones, which nearly all are: else the first steps would be about nothing else (Lin et al. 2017,
     * arXiv 1708.02002, section 4.1). A new head takes over objectness, boxes, and the classes that are known by the same name.
     */
    @Override
    public void begin(ComputationGraph net, Model pretrained) {
        if (pretrained == null) {
            HeadStart.empty(net);
            return;
        }
        List<YoloHead> heads = YoloHead.of(net.getConfiguration());
        List<YoloHead> known = YoloHead.of(pretrained.graph().getConfiguration());
        for (int h = 0; h < heads.size(); h++) {
            if (!heads.get(h).sameBoxes(known.get(h))) {
                throw new ZooException(pretrained.card().id() + " has other anchors than " + run.architecture()
                        + ", which its training would not know: it can be used as it is, or trained anew");
            }
        }
        if (run.transfer().newHead()) {
            int[] labels = classes().stream()
                    .mapToInt(pretrained.card().classes()::indexOf)
                    .toArray();
            HeadStart.takeOver(pretrained.graph(), net, labels);
        }
    }

    @Override
    public DetectionResult evaluate(Model model, String part) {
        return DetectorEvaluation.evaluate(model, data, part, images -> {});
    }

    @Override
    public Report.Details details(DetectionResult validation, DetectionResult test) {
        return DetectionReport.of(validation, test, data.part(validationPart()));
    }
}
