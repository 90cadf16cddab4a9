package org.convzoo.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.EpochMetrics;
import org.convzoo.core.Model;
import org.convzoo.core.ModelFile;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.RunFolder;
import org.convzoo.core.Spec;
import org.convzoo.core.Trainer;
import org.convzoo.core.TrainingListener;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.ZooException;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.Dataset;
import org.convzoo.data.UltralyticsFolder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class DetectionTaskTest {
    private static final int SIDE = 96;
    private static final Spec SMALL = Yolo.YOLO_SMALL
            .defaultSpec()
            .withInput(3, SIDE, SIDE)
            .withWidthFactor(0.25)
            .withClasses(2);

    @TempDir
    Path folder;

    private static TrainingRun run(TrainingOptions options) {
        return TrainingRun.of(Yolo.YOLO_SMALL, SMALL, "drawn", options);
    }

    private static TrainingOptions recipe(int epochs) {
        return Yolo.YOLO_SMALL.recipe("drawn").withEpochs(epochs).withBatchSize(8);
    }

    private static Trainer.Result<DetectionResult> train(
            TrainingOptions options, BoxDataset data, RunFolder folder, TrainingListener listener) {
        return Trainer.train(run(options), null, new DetectionTask(run(options), data), folder, listener);
    }

    @Test
    void learnsEightPicturesByHeart() throws Exception {
        BoxDataset data = UltralyticsFolder.open(DrawnThings.folder(folder.resolve("data"), 8, 0, SIDE), false);
        TrainingOptions options = TrainingOptions.adam(150, 8, 3e-3);
        Trainer.Result<DetectionResult> result =
                train(options, data, new RunFolder(folder.resolve("run")), TrainingListener.NONE);
        assertThat(result.validation().map50()).isEqualTo(1);
        assertThat(result.validation().perClass().get("disc").recall()).isEqualTo(1);
        assertThat(result.validation().confusion()[2]).containsExactly(0, 0, 0);
    }

    /** A run that was killed ends with the same bits; the report and the card tell how well it does. */
    @Test
    void goesOnBitForBit() throws Exception {
        BoxDataset data = UltralyticsFolder.open(DrawnThings.folder(folder.resolve("data"), 30, 10, SIDE), false);
        TrainingOptions options = recipe(3);
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        train(options, data, whole, TrainingListener.NONE);
        RunFolder broken = new RunFolder(folder.resolve("broken"));
        boolean stopped = train(options, data, broken, stopAfter(6)).interrupted();
        assertThat(stopped).isTrue();
        Trainer.resume(new DetectionTask(broken.run(), data), broken, TrainingListener.NONE);

        Model first = ModelFile.read(whole.best()), second = ModelFile.read(broken.best());
        assertThat(second.graph().params()).isEqualTo(first.graph().params());
        assertThat(broken.history().stream().map(EpochMetrics::validationLoss))
                .isEqualTo(whole.history().stream()
                        .map(EpochMetrics::validationLoss)
                        .toList());
        assertThat(Files.readString(whole.metrics()))
                .startsWith("epoch,learning_rate,train_loss,validation_loss,validation_map50,");
        assertThat(first.card().metrics()).anyMatch(metric -> metric.name().equals("map50"));
        assertThat(Files.readString(whole.report()))
                .contains("Precision over recall", "Validation mAP50", "Hardest pictures");
    }

    private static TrainingListener stopAfter(int steps) {
        return new TrainingListener() {
            private int done;

            @Override
            public void batch(int epoch, int images, int total, double loss) {
                done++;
            }

            @Override
            public boolean stop() {
                return done >= steps;
            }
        };
    }

    /** A new head knows at once what a net of other classes knows: boxes, and the classes of the same name. */
    @Test
    void aHeadOfOtherClassesTakesOverWhatItCan() throws Exception {
        BoxDataset data = UltralyticsFolder.open(DrawnThings.folder(folder.resolve("data"), 8, 0, SIDE), false);
        TrainingOptions options = recipe(1);
        RunFolder first = new RunFolder(folder.resolve("first"));
        train(options, data, first, TrainingListener.NONE);
        Path other = DrawnThings.folder(folder.resolve("other"), 8, 0, SIDE);
        Files.writeString(other.resolve("data.yaml"), "train: train/images\nnames: [square, disc, star]\n");
        BoxDataset three = UltralyticsFolder.open(other, false);
        String weights = first.best().toString();
        TrainingRun further =
                TrainingRun.from(weights, ModelZoo.card(weights), "other", three.classes(), options.withMaxBatches(1));
        assertThat(further.transfer().newHead()).isTrue();

        Model pretrained = ModelFile.read(first.best());
        ComputationGraph net = new ComputationGraph(
                Yolo.YOLO_SMALL.configure(further.spec(), new NeuralNetConfiguration.Builder().seed(3)));
        net.init();
        new DetectionTask(further, three).begin(net, pretrained);
        String head = net.getConfiguration()
                .getVertexInputs()
                .get(net.getConfiguration().getNetworkOutputs().get(0))
                .get(0);
        INDArray now = net.getParam(head + "_W"), before = pretrained.graph().getParam(head + "_W");
        for (int a = 0; a < 3; a++) {
            for (int i = 0; i < 5; i++) {
                assertThat(now.slice(a * 8 + i)).isEqualTo(before.slice(a * 7 + i));
            }
            assertThat(now.slice(a * 8 + 5)).isEqualTo(before.slice(a * 7 + 6)); // square
            assertThat(now.slice(a * 8 + 6)).isEqualTo(before.slice(a * 7 + 5)); // disc
        }
    }

    @Test
    void saysWhatDoesNotSuitDetectors() throws Exception {
        BoxDataset data = UltralyticsFolder.open(DrawnThings.folder(folder.resolve("data"), 2, 0, SIDE), false);
        TrainingRun mixed = run(recipe(1).withRegularization(new Regularization(0, 0.2, 0)));
        assertThatThrownBy(() -> new DetectionTask(mixed, data))
                .isInstanceOf(ZooException.class)
                .hasMessage(
                        "a detector is trained without mix-up, label smoothing and a number of images per class: leave them out");
    }

    /** From random weights and at the recipe's learning rate, no number stops being one, and it learns: to 0.51, of 80 pictures of 64 pixels. */
    @Test
    @Tag("nightly")
    void twoThousandStepsStayFinite() throws Exception {
        BoxDataset data = UltralyticsFolder.open(DrawnThings.folder(folder.resolve("data"), 80, 10, SIDE), false);
        TrainingOptions options = recipe(200);
        Trainer.Result<DetectionResult> result =
                train(options, data, new RunFolder(folder.resolve("run")), TrainingListener.NONE);
        List<EpochMetrics> history = new RunFolder(folder.resolve("run")).history();
        assertThat(history).hasSize(200).allMatch(epoch -> Double.isFinite(epoch.trainLoss()));
        assertThat(result.validation().split()).isEqualTo(Dataset.VALIDATION);
        assertThat(result.validation().map50()).isGreaterThan(0.35);
    }
}
