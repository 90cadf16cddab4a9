package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ModelFile;
import org.convzoo.core.RunFolder;
import org.convzoo.core.Spec;
import org.convzoo.core.Trainer;
import org.convzoo.core.TrainingListener;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.WeightsImport;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A net that learns to put faces where another net puts them. */
class DistillationTaskTest {
    private static final Spec SPEC = Spec.of(8, 1, 65, 65).withWidthFactor(0.1);

    private static final Model TEACHER = teacher(SPEC);

    private static Model teacher(Spec spec) {
        ComputationGraph graph =
                new ComputationGraph(Nn4.FACENET_NN4.configure(spec, new NeuralNetConfiguration.Builder().seed(77)));
        graph.init();
        return new Model(
                graph,
                ModelCard.of(
                        Nn4.FACENET_NN4,
                        spec,
                        "teachers",
                        EmbeddingTask.dimensions(spec.numClasses()),
                        WeightsImport.provenance("teachers", "none", "drawn by lot")));
    }

    private static TrainingRun run(TrainingOptions options) {
        return TrainingRun.of(Nn4.FACENET_NN4, SPEC, "faces", options);
    }

    private static DistillationTask task(TrainingRun run) {
        return new DistillationTask(run, new Faces(), TEACHER, seen -> {});
    }

    @Test
    void comesNearItsTeacherAndResumesBitForBit(@TempDir Path folder) {
        TrainingOptions options = DistillationTask.recipe()
                .withAugmentation(List.of())
                .withBatchSize(10)
                .withEpochs(24);
        TrainingRun run = run(options);
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        Trainer.Result<DistillationResult> result = Trainer.train(run, null, task(run), whole, TrainingListener.NONE);
        Model student = ModelFile.read(whole.best());
        DistillationResult train = task(run).evaluate(student, Dataset.TRAIN);
        assertThat(train.cosine()).isGreaterThan(0.7);
        assertThat(train.loss()).isCloseTo(2 - 2 * train.cosine(), within(1e-12));
        assertThat(result.validation().images()).isEqualTo(10);
        assertThat(student.card().provenance().origin()).contains("with the embeddings of ");

        RunFolder broken = new RunFolder(folder.resolve("broken"));
        int[] left = {9};
        TrainingListener stop = new TrainingListener() {
            @Override
            public boolean stop() {
                return --left[0] <= 0;
            }
        };
        assertThat(Trainer.train(run, null, task(run), broken, stop).interrupted())
                .isTrue();
        Trainer.resume(task(broken.run()), broken, TrainingListener.NONE);
        assertThat(ModelFile.read(broken.best()).graph().params())
                .isEqualTo(student.graph().params());
    }

    /** The training part's targets have length 1, and lie about the origin, since the mean is taken out. */
    @Test
    void aTeacherIsNotItsOwnTarget() {
        DistillationResult own = task(run(DistillationTask.recipe())).evaluate(TEACHER, Dataset.TRAIN);
        assertThat(own.cosine()).isBetween(-0.5, 0.9);
        assertThat(own.teacher()).isEqualTo(TEACHER.card().id());
        assertThat(own.toTable()).contains("mean cosine");
    }

    @Test
    void whatCannotBeIsTold() {
        TrainingRun run = run(DistillationTask.recipe());
        assertThatThrownBy(() -> new DistillationTask(
                        run, new Faces(), teacher(Spec.of(9, 1, 65, 65).withWidthFactor(0.1)), seen -> {}))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("gives embeddings of 9 numbers, the net of 8: take another teacher");
        TrainingOptions strange = FaceTraining.recipe()
                .withAugmentation(
                        EmbeddingTask.withStrangers(FaceTraining.recipe().augmentation(), "others"));
        assertThatThrownBy(() -> task(run(strange)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("leave --strangers out");
    }

    /** What one framing has at a landmark, another has at its own. */
    @Test
    void picturesOfOneFramingBecomeThoseOfAnother() {
        for (int k = 0; k < Face.LANDMARKS; k++) {
            Image picture = Image.black(1, 64, 64);
            Point from = FaceFraming.SMILES.landmarks().get(k),
                    to = FaceFraming.ATT.landmarks().get(k);
            int row = (int) (from.y() * 64), column = (int) (from.x() * 64);
            picture.pixels()[row * 64 + column] = 255;
            Image framed = FaceFraming.SMILES.as(FaceFraming.ATT, picture);
            assertThat(new int[] {framed.height(), framed.width()}).containsExactly(112, 92);
            double x = 0, y = 0, sum = 0;
            for (int i = 0; i < framed.pixels().length; i++) {
                sum += framed.pixels()[i];
                int across = i % 92, down = i / 92;
                x += framed.pixels()[i] * (across + 0.5);
                y += framed.pixels()[i] * (down + 0.5);
            }
            assertThat(x / sum).isCloseTo(to.x() * 92, within(3.0));
            assertThat(y / sum).isCloseTo(to.y() * 112, within(3.0));
        }
        Image same = Image.black(1, 50, 40);
        assertThat(FaceFraming.ATT.as(FaceFraming.ATT, same)).isSameAs(same);
        assertThat(FaceFraming.ofData("smiles")).isEqualTo(FaceFraming.SMILES);
        assertThat(FaceFraming.ofData("att-faces:fold=2")).isEqualTo(FaceFraming.ATT);
    }

    private record Faces() implements Dataset {
        @Override
        public String name() {
            return "faces";
        }

        @Override
        public List<String> classes() {
            return List.of("face");
        }

        @Override
        public List<String> parts() {
            return List.of(TRAIN, VALIDATION);
        }

        @Override
        public Split part(String part) {
            return new Noise(part, part.equals(TRAIN) ? 30 : 10);
        }

        @Override
        public String digest() {
            return "digest of faces";
        }
    }

    /** Those that validate are among those that train, since of noise nothing is learned but itself. */
    private record Noise(String part, int size) implements Split {
        @Override
        public Image image(int i) {
            SplittableRandom random = new SplittableRandom(i);
            float[] pixels = new float[40 * 40];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = 255 * random.nextFloat();
            }
            return new Image(1, 40, 40, pixels);
        }

        @Override
        public int label(int i) {
            return 0;
        }

        @Override
        public String id(int i) {
            return part + "/" + i;
        }
    }
}
