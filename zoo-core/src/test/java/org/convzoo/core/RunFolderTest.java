package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.ElasticDistortion;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomCrop;
import org.convzoo.data.RandomErase;
import org.convzoo.data.RandomFlip;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path temporary;

    private RunFolder folder;
    private TrainingRun run;

    @BeforeEach
    void write() {
        folder = new RunFolder(temporary.resolve("run"));
        TrainingOptions options = new TrainingOptions(
                7,
                33,
                -5,
                new Optimizer(Optimizer.Kind.ADAMW, 0.1 + 0.2, 0.9, 1e-4),
                new Schedule(Schedule.Curve.STEP, 0.5, 1.5, 0.1),
                new Regularization(0.1, 0.2, 0.999),
                List.of(
                        new RandomAffine(10, 0.1f, 0.9f, 1.1f, 3, 0),
                        new RandomFlip(0.3f),
                        new RandomCrop(8, 8, 2),
                        new ElasticDistortion(3, 2),
                        new ColorJitter(0.1f, 0.2f, 0.3f, 0.05f),
                        new RandomErase(0.5f, 0.02f, 0.2f, 128)),
                3,
                11,
                20);
        run = TrainingRun.of(TestNets.TINY, TestNets.TINY.defaultSpec().withWidthFactor(0.3), "bars", options);
        folder.write(folder.args(), run);
    }

    @Test
    void readsTheRunThatItWrote() throws IOException {
        assertThat(folder.run()).isEqualTo(run);
        byte[] once = Files.readAllBytes(folder.args());
        folder.write(folder.args(), folder.run());
        assertThat(folder.args()).hasBinaryContent(once);
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        String json = Files.readString(folder.args());
        assertRefused("", "args.json is not valid: No content to map");
        assertRefused("null", "args.json is not valid");
        assertRefused("[]", "args.json is not valid");
        assertRefused(
                json.substring(0, json.indexOf("\"seed\"")),
                "args.json is not valid: options: Unexpected end-of-input");
        assertRefused(json + "}", "args.json is not valid");
        assertRefused(json.replace("\"epochs\" : 7", "\"epochs\" : 0"), "epochs must be >= 1, got 0");
        assertRefused(json.replace("\"epochs\" : 7,", ""), "epochs");
        assertRefused(json.replace("\"epochs\" : 7", "\"epochs\" : 7, \"epochs\" : 8"), "Duplicate field 'epochs'");
        assertRefused(json.replace("\"epochs\" : 7", "\"epochs\" : 7, \"more\" : 8"), "more");
        assertRefused(json.replace("random-flip", "flop"), "unknown transform \"flop\"");
    }

    private void assertRefused(String json, String message) throws IOException {
        Files.writeString(folder.args(), json);
        assertThatThrownBy(folder::run)
                .isInstanceOf(ZooException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(folder.args().toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void saysWhenThereIsNoRun() {
        RunFolder empty = new RunFolder(temporary.resolve("empty"));
        assertThatThrownBy(empty::run)
                .isInstanceOf(ZooException.class)
                .hasMessage("no training in " + empty.path() + ": args.json is missing");
    }

    @Test
    void mayBeALinkToAFolder() throws IOException {
        Path real = Files.createDirectory(temporary.resolve("real"));
        RunFolder linked = new RunFolder(temporary.resolve("link"));
        try {
            Files.createSymbolicLink(linked.path(), real);
        } catch (IOException | UnsupportedOperationException e) {
            Assumptions.abort("no links here: " + e.getMessage());
        }
        linked.write(linked.args(), run);
        assertThat(real.resolve("args.json")).exists();
        assertThat(linked.run()).isEqualTo(run);
    }

    /** A disk that fills at any byte of a checkpoint leaves the one before whole. */
    @Test
    void aFullDiskLeavesTheOldCheckpoint() throws IOException {
        TestNets.Bars data = new TestNets.Bars();
        folder = new RunFolder(temporary.resolve("full"));
        TrainingRun one = TrainingRun.of(
                TestNets.TINY,
                TestNets.TINY.defaultSpec(),
                "bars",
                TestNets.TINY.recipe("bars").withEpochs(1));
        Trainer.train(one, data, folder, TrainingListener.NONE);
        byte[] old = Files.readAllBytes(folder.last());
        for (int room = 0; room < old.length; room += 501) {
            int bytes = room;
            assertThatThrownBy(() -> AtomicFile.write(folder.last(), out -> new Disk(out, bytes).write(old)))
                    .isInstanceOf(ZooException.class)
                    .hasMessage("cannot write " + folder.last() + ": the disk is full");
            assertThat(folder.last()).hasBinaryContent(old);
        }
        try (var files = Files.list(folder.path())) {
            assertThat(files.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
        }
        assertThat(Trainer.resume(data, folder, TrainingListener.NONE).interrupted())
                .isFalse();
    }

    /** Takes so many bytes and no more. */
    private static final class Disk extends OutputStream {
        private final OutputStream out;
        private int room;

        Disk(OutputStream out, int room) {
            this.out = out;
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            if (room-- == 0) {
                throw new IOException("No space left on device");
            }
            out.write(b);
        }
    }

    @Test
    void oneTrainingAtATimeWritesIntoIt() {
        String first = folder.locked(() -> {
            assertThatThrownBy(() -> folder.locked(() -> "second"))
                    .isInstanceOf(ZooException.class)
                    .hasMessageContaining("another training writes into " + folder.path());
            return "first";
        });
        assertThat(first).isEqualTo("first");
        assertThat(folder.locked(() -> "next")).isEqualTo("next");
    }

    @Test
    void namesTheFileOfDamagedMetrics() throws IOException {
        assertThatThrownBy(folder::history)
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("no finished epoch in");
        Files.writeString(folder.metrics(), EpochMetrics.csvHeader("accuracy") + "\n1,0.5\n");
        assertThatThrownBy(folder::history)
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith(folder.metrics() + ": a line of metrics has 7 columns, got 2");
    }
}
