package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.core.ModelFile;
import org.convzoo.core.RunFolder;
import org.convzoo.core.Spec;
import org.convzoo.core.Trainer;
import org.convzoo.core.TrainingListener;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.LightRamp;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Split;
import org.convzoo.data.Strangers;
import org.convzoo.data.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of people who need not be known, in a training of those who are. */
class StrangersTest {
    private static final List<Transform> VIEWS = List.of(new LightRamp(0.5f));

    private static TrainingOptions options(int batch, float share, int lookalikes) {
        return FaceTraining.recipe()
                .withBatchSize(batch)
                .withAugmentation(List.of(
                        new Lookalikes(lookalikes, 20, 4, true),
                        new RandomFlip(0.5f),
                        new Strangers("others", share, VIEWS)));
    }

    /** Whatever the numbers are: a batch has strangers in their share, five places each, and an epoch each known picture's place. */
    @Property(tries = 200)
    void batchesHaveStrangersInTheirShare(
            @ForAll @IntRange(min = 1, max = 40) int people,
            @ForAll @IntRange(min = 1, max = 40) int strangers,
            @ForAll @IntRange(min = 10, max = 70) int batch,
            @ForAll @IntRange(min = 0, max = 3) int lookalikes,
            @ForAll @IntRange(min = 0, max = 5) int epoch) {
        Split known = new Noise(people, 3);
        Crowd crowd = new Crowd(known, options(batch, 0.5f, lookalikes), new Drawn("others", strangers, 1));
        Split pictures = crowd.pictures(epoch);
        int[] order = crowd.order(epoch);
        int perBatch = Math.round(batch * 0.5f / 5) * 5;
        assertThat(order).hasSize(crowd.size()).doesNotHaveDuplicates();
        int shown = 0;
        for (int from = 0; from < order.length; from += batch) {
            int[] some = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
            Map<Integer, Integer> places = new TreeMap<>();
            for (int i : some) {
                if (pictures.label(i) < 0) {
                    assertThat(crowd.augmentation(i)).isEqualTo(VIEWS);
                    places.merge(i, 1, Integer::sum);
                } else {
                    assertThat(crowd.augmentation(i)).hasSize(3);
                    shown++;
                }
            }
            assertThat(places.size() % 5).isZero();
            if (some.length == batch) {
                assertThat(places).hasSize(perBatch);
            }
        }
        assertThat(shown).isEqualTo(known.size());
        assertThat(crowd.order(epoch)).isEqualTo(order);
    }

    @Test
    void aStrangerIsOnePersonWithFiveViewsOfOnePicture() {
        Crowd crowd = new Crowd(new Noise(8, 10), options(40, 0.5f, 0), new Drawn("others", 30, 2));
        Split pictures = crowd.pictures(3);
        int[] strangers =
                Arrays.stream(crowd.order(3)).filter(i -> pictures.label(i) < 0).toArray();
        assertThat(strangers).hasSize(80);
        for (int i = 0; i < strangers.length; i++) {
            int first = strangers[i / 5 * 5];
            assertThat(pictures.label(strangers[i])).isEqualTo(pictures.label(first));
            assertThat(pictures.id(strangers[i])).isEqualTo(pictures.id(first));
            assertThat(pictures.image(strangers[i]).pixels())
                    .isEqualTo(pictures.image(first).pixels());
        }
        assertThat(Arrays.stream(strangers).map(pictures::label).distinct().count())
                .isEqualTo(16);
        assertThat(Arrays.stream(strangers).mapToObj(pictures::id))
                .as("of all parts")
                .anyMatch(id -> id.startsWith("train/"))
                .anyMatch(id -> id.startsWith("test/"));
        assertThat(crowd.pictures(4).label(strangers[0])).isNotEqualTo(pictures.label(strangers[0]));
    }

    @Test
    void whatCannotBeIsTold() {
        Dataset known = new Drawn("known", 12, 3);
        assertThatThrownBy(() -> task(options(5, 0.5f, 0), known, new Drawn("others", 9, 1)))
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith("a batch of 5 has no room for strangers");
        assertThatThrownBy(() -> task(options(50, 0.5f, 0), known, new Drawn("known", 9, 1)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("cannot be strangers, since among them are those who validate and test");
        assertThatThrownBy(() -> task(options(50, 0.5f, 0).withPatience(3), known, new Drawn("others", 9, 1)))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("patience");
        assertThatThrownBy(() -> EmbeddingTask.withStrangers(List.of(), "others"))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("leave them out");
        EmbeddingTask task = task(options(50, 0.5f, 0), known, new Drawn("others", 9, 1));
        assertThat(task.keepsLast()).isTrue();
        assertThat(task.dataDigest()).isEqualTo("digest of known");
        assertThat(task.seenDigest()).isEqualTo("digest of known+digest of others");
        assertThat(task.alsoSeen())
                .isEqualTo("with each picture of others (SHA-256 digest of others) as one more person");
    }

    private static EmbeddingTask task(TrainingOptions options, Dataset known, Dataset others) {
        return new EmbeddingTask(run(options), known, name -> others);
    }

    private static TrainingRun run(TrainingOptions options) {
        return TrainingRun.of(Nn4.FACENET_NN4, Spec.of(8, 1, 65, 65).withWidthFactor(0.1), "known", options);
    }

    /** Killed in an epoch and between two, and continued: the same bits, and the last weights are the ones that are kept. */
    @Test
    void resumesBitForBitAndKeepsTheLastWeights(@TempDir Path folder) {
        TrainingOptions options = FaceTraining.recipe()
                .withAugmentation(
                        EmbeddingTask.withStrangers(FaceTraining.recipe().augmentation(), "others"))
                .withBatchSize(20)
                .withEpochs(3);
        Dataset known = new Drawn("known", 15, 4), others = new Drawn("others", 20, 1);
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        Trainer.Result<EmbeddingResult> result =
                Trainer.train(run(options), null, task(options, known, others), whole, TrainingListener.NONE);
        assertThat(result.interrupted()).isFalse();
        float[] wanted = weights(whole.best());
        for (int steps : new int[] {2, 4, 6}) {
            RunFolder broken = new RunFolder(folder.resolve("broken" + steps));
            int[] left = {steps};
            TrainingListener stop = new TrainingListener() {
                @Override
                public boolean stop() {
                    return --left[0] <= 0;
                }
            };
            assertThat(Trainer.train(run(options), null, task(options, known, others), broken, stop)
                            .interrupted())
                    .isTrue();
            assertThat(broken.best()).as("nothing is kept before the end").doesNotExist();
            assertThatThrownBy(() -> Trainer.resume(
                            new EmbeddingTask(broken.run(), known, name -> new Drawn("changed", 20, 1)),
                            broken,
                            TrainingListener.NONE))
                    .isInstanceOf(ZooException.class)
                    .hasMessageContaining("has changed since the run began");
            Trainer.resume(new EmbeddingTask(broken.run(), known, name -> others), broken, TrainingListener.NONE);
            assertThat(weights(broken.best())).isEqualTo(wanted);
        }
        assertThat(ModelFile.read(whole.best()).card().provenance().origin())
                .isEqualTo(
                        "trained by ConvZoo with each picture of others (SHA-256 digest of others) as one more person");
    }

    private static float[] weights(Path file) {
        return ModelFile.read(file).graph().params().dup().data().asFloat();
    }

    @Test
    void mirroredChipsCountAsMuchAsTheOthers(@TempDir Path folder) {
        TrainingOptions options = FaceTraining.recipe().withBatchSize(20).withEpochs(1);
        Dataset known = new Drawn("known", 15, 4);
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        Trainer.train(run(options), null, new EmbeddingTask(run(options), known), whole, TrainingListener.NONE);
        FaceEmbedder plain = new FaceEmbedder(ModelFile.read(whole.best()));
        FaceEmbedder both = new FaceEmbedder(plain.model(), Tta.MIRROR);
        Image chip = noise(7), mirrored = new RandomFlip(1).apply(chip, new SplittableRandom(1));
        float[] a = plain.embed(chip), b = plain.embed(mirrored), mean = both.embed(chip);
        assertThat(both.embed(mirrored)).containsExactly(mean, within(1e-5f));
        double length = 0, along = 0;
        for (int i = 0; i < mean.length; i++) {
            length += mean[i] * mean[i];
            along += mean[i] * (a[i] - b[i]);
        }
        assertThat(length).isCloseTo(1, within(1e-5));
        assertThat(along).as("as far from one as from the other").isCloseTo(0, within(1e-5));
        assertThat(both.id()).isEqualTo(plain.id() + "+mirror");
        assertThat(both.digest()).isNotEqualTo(plain.digest());
        assertThat(GalleryWeights.of(both)).isNotEqualTo(GalleryWeights.of(plain));
        assertThatThrownBy(() -> new FaceEmbedder(plain.model(), Tta.TEN_CROP)).hasMessageContaining("only mirror");
    }

    private static Image noise(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[40 * 40];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 255 * random.nextFloat();
        }
        return new Image(1, 40, 40, pixels);
    }

    /** So many pictures of each of some people. */
    private record Noise(int people, int pictures, String part) implements Split {
        Noise(int people, int pictures) {
            this(people, pictures, "train");
        }

        @Override
        public int size() {
            return people * pictures;
        }

        @Override
        public Image image(int i) {
            return noise(i + part.length() * 1000);
        }

        @Override
        public int label(int i) {
            return i / pictures;
        }

        @Override
        public String id(int i) {
            return part + "/" + i;
        }
    }

    /** Two parts with the same people. */
    private record Drawn(String name, int people, int pictures) implements Dataset {
        @Override
        public List<String> classes() {
            return IntStream.range(0, people).mapToObj(String::valueOf).toList();
        }

        @Override
        public List<String> parts() {
            return List.of("train", "test");
        }

        @Override
        public Split part(String part) {
            return new Noise(people, pictures, part);
        }

        @Override
        public String digest() {
            return "digest of " + name;
        }
    }
}
