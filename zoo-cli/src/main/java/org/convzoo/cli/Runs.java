package org.convzoo.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.RunFolder;
import org.convzoo.core.ZooException;

/** The run folders below the current folder. */
final class Runs {
    static final Path FOLDER = Path.of("runs");

    private Runs() {}

    /** The run of an architecture that was written to last. */
    static Path newest(String model) {
        return folders().stream()
                .filter(path -> isOf(model, path))
                .max(Comparator.comparing(Runs::written))
                .orElseThrow(() -> new ZooException(
                        "no run of " + model + " in " + FOLDER.toAbsolutePath() + ": name its folder with --run"));
    }

    private static List<Path> folders() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(FOLDER)) {
            return paths.filter(Files::isDirectory).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + FOLDER + ": " + e.getMessage(), e);
        }
    }

    private static boolean isOf(String model, Path path) {
        try {
            return new RunFolder(path).run().architecture().equals(model);
        } catch (ZooException e) {
            return false; // no run, or one of another version
        }
    }

    private static FileTime written(Path path) {
        RunFolder folder = new RunFolder(path);
        try {
            return Files.getLastModifiedTime(Files.exists(folder.last()) ? folder.last() : folder.args());
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
