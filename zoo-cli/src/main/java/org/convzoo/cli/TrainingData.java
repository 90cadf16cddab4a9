package org.convzoo.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ClassificationTask;
import org.convzoo.core.Evaluation;
import org.convzoo.core.EvaluationResult;
import org.convzoo.core.Spec;
import org.convzoo.core.Task;
import org.convzoo.core.TrainingRun;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.Dataset;
import org.convzoo.yolo.DetectionResult;
import org.convzoo.yolo.DetectionTask;

/** What a net is trained on: data of the sort that it is made for. */
sealed interface TrainingData<R extends Evaluation> {
    /**
     * Opens it, with a progress bar where it has to be downloaded, and a note where something had to be mended.
     *
     * @param kind of the net
     */
    static TrainingData<?> open(Architecture.Kind kind, String nameOrFolder, Console console) {
        return switch (kind) {
            case CLASSIFIER -> new Pictures(DataOption.open(nameOrFolder, console));
            case DETECTOR -> new Boxes(DataOption.openBoxes(nameOrFolder, console));
        };
    }

    /** What is trained on where nothing is named. */
    static String usual(Architecture.Kind kind) {
        return switch (kind) {
            case CLASSIFIER -> "digits";
            case DETECTOR -> BoxDatasets.HIGHWAY;
        };
    }

    /** The net for such data; a catalogue's is not fetched for that. */
    static Spec spec(Architecture architecture, String nameOrFolder) {
        return switch (architecture.kind()) {
            case CLASSIFIER -> DataOption.spec(architecture, nameOrFolder);
            case DETECTOR -> architecture.defaultSpec();
        };
    }

    String name();

    List<String> classes();

    Task<R> task(TrainingRun run);

    /** The score for people. */
    String figure(R result);

    /** What is told as JSON beside the result itself. */
    void addTo(ObjectNode json, R validation);

    /** The command that looks at a picture. */
    String use();

    /** Pictures with classes. */
    record Pictures(Dataset data) implements TrainingData<EvaluationResult> {
        @Override
        public String name() {
            return data.name();
        }

        @Override
        public List<String> classes() {
            return data.classes();
        }

        @Override
        public Task<EvaluationResult> task(TrainingRun run) {
            return new ClassificationTask(run, data);
        }

        @Override
        public String figure(EvaluationResult result) {
            return Text.percent(result.accuracy()) + " of " + Text.count(result.images());
        }

        @Override
        public void addTo(ObjectNode json, EvaluationResult validation) {
            json.put("validationAccuracy", validation.accuracy());
        }

        @Override
        public String use() {
            return "predict";
        }
    }

    /** Pictures with boxes. */
    record Boxes(BoxDataset data) implements TrainingData<DetectionResult> {
        @Override
        public String name() {
            return data.name();
        }

        @Override
        public List<String> classes() {
            return data.classes();
        }

        @Override
        public Task<DetectionResult> task(TrainingRun run) {
            return new DetectionTask(run, data);
        }

        @Override
        public String figure(DetectionResult result) {
            return Text.percent(result.score()) + " of " + Text.count(result.images());
        }

        @Override
        public void addTo(ObjectNode json, DetectionResult validation) {
            json.put("validationMap50", validation.score());
        }

        @Override
        public String use() {
            return "detect";
        }
    }
}
