package org.convzoo.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.data.Transforms;

/** The files of one training. Each is written whole or not at all. */
public record RunFolder(Path path) {

    /** What is trained ({@link TrainingRun}). */
    public Path args() {
        return path.resolve("args.json");
    }

    /** One line per epoch. */
    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** The newest state, to continue from. */
    public Path last() {
        return path.resolve("last.zip");
    }

    /** The weights with the best validation score, to use. */
    public Path best() {
        return path.resolve("best.zip");
    }

    /** The self-contained page to look at. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** Versions, processor, threads, memory. */
    public Path environment() {
        return path.resolve("environment.json");
    }

    /**
     * What the finished epochs left to show.
     *
     * @throws ZooException if there is none yet, or the file is damaged
     */
    public List<EpochMetrics> history() {
        if (!Files.isRegularFile(metrics())) {
            throw new ZooException(
                    "no finished epoch in " + path + ": " + metrics().getFileName() + " is missing");
        }
        try (Stream<String> lines = Files.lines(metrics())) {
            return lines.skip(1).map(EpochMetrics::ofCsv).toList();
        } catch (ZooException e) {
            throw new ZooException(metrics() + ": " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new ZooException("cannot read " + metrics() + ": " + e.getMessage(), e);
        }
    }

    /** The training that this folder belongs to. */
    public TrainingRun run() {
        if (!Files.isRegularFile(args())) {
            throw new ZooException("no training in " + path + ": " + args().getFileName() + " is missing");
        }
        try {
            TrainingRun run = Json.MAPPER.readValue(Files.readAllBytes(args()), TrainingRun.class);
            if (run == null) {
                throw new ZooException(args() + " is not valid: it holds null");
            }
            return run;
        } catch (JsonProcessingException e) {
            throw new ZooException(args() + " is not valid: " + Transforms.describe(e), e);
        } catch (IOException e) {
            throw new ZooException("cannot read " + args() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Does something while no other training writes into the folder. The file of the lock stays; the lock ends with the process, however
     * it ends.
     *
     * @throws ZooException if another training holds it
     */
    <T> T locked(Supplier<T> work) {
        Path file = path.resolve(".lock");
        try {
            Files.createDirectories(path);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (!tryLock(channel)) {
                    throw new ZooException("another training writes into " + path
                            + ": wait for it, or name another folder with --run");
                }
                return work.get();
            }
        } catch (IOException e) {
            throw new ZooException("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    void write(Path file, Object json) {
        AtomicFile.write(file, out -> {
            out.write(Json.MAPPER.writeValueAsBytes(json));
            out.write('\n');
        });
    }

    void writeMetrics(List<EpochMetrics> history, String measure) {
        String csv = history.stream()
                .map(EpochMetrics::toCsv)
                .collect(Collectors.joining(
                        "\n", EpochMetrics.csvHeader(measure) + "\n", history.isEmpty() ? "" : "\n"));
        AtomicFile.write(metrics(), out -> out.write(csv.getBytes(StandardCharsets.UTF_8)));
    }
}
