package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Opens data sets of pictures with boxes by name or from a folder. */
public final class BoxDatasets {
    /** Vehicles on highways, 2,442 pictures of Universitas Tidar's on Roboflow Universe, version 40; CC BY 4.0. */
    public static final String HIGHWAY = "highway";

    private static final String URL =
            "https://universe.roboflow.com/universitas-tidar/highway-object-detection/dataset/40";
    private static final Pattern FILES =
            Pattern.compile("data\\.yaml|(train|valid|test)/(images/[^/]+\\.jpg|labels/[^/]+\\.txt)");
    private static final long MAX_BYTES = 1L << 30;

    private BoxDatasets() {}

    /**
     * Opens a data set.
     *
     * @param nameOrFolder {@value #HIGHWAY}, or a folder with a {@code data.yaml}
     * @param mend what {@link UltralyticsFolder#open} does about wrong boxes
     * @throws DataException if it is neither, or cannot be read
     */
    public static BoxDataset open(String nameOrFolder, DataHome home, boolean mend) {
        if (nameOrFolder.equals(HIGHWAY)) {
            BoxDataset data = UltralyticsFolder.open(highway(home), mend);
            return new BoxDataset(HIGHWAY, data.classes(), data.parts(), data.problems());
        }
        try {
            Path folder = Path.of(nameOrFolder);
            if (Files.isDirectory(folder)) {
                return UltralyticsFolder.open(folder, mend);
            }
        } catch (InvalidPathException e) {
            // no folder can be called so
        }
        throw new DataException("'" + nameOrFolder + "' is no data set with boxes and no folder; there is: " + HIGHWAY);
    }

    /** In the mirror or the cache, as a folder or as the archive that Roboflow gives, which is unpacked into the cache once. */
    private static Path highway(DataHome home) {
        List<Path> places = new ArrayList<>();
        home.mirrorFolder().ifPresent(mirror -> places.add(mirror.resolve(HIGHWAY)));
        places.add(home.cache().resolve(HIGHWAY));
        Path unpacked = home.cache().resolve(HIGHWAY).resolve("unpacked");
        for (Path place : places) {
            if (UltralyticsFolder.isOne(place)) {
                return place;
            }
        }
        if (UltralyticsFolder.isOne(unpacked)) {
            return unpacked;
        }
        for (Path place : places) {
            Optional<Path> archive = archive(place);
            if (archive.isPresent()) {
                unpack(archive.get(), unpacked);
                return unpacked;
            }
        }
        throw new DataException("data set '" + HIGHWAY
                + "' is not on this machine, and its page gives no direct link: get it from " + URL
                + " in a YOLO format and put the folder's content, or the .zip, into " + places.get(places.size() - 1));
    }

    private static Optional<Path> archive(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        return PictureFolder.list(folder).stream()
                .filter(file -> PictureFolder.name(file).endsWith(".zip") && Files.isRegularFile(file))
                .findFirst();
    }

    private static void unpack(Path archive, Path target) {
        try {
            Files.createDirectories(target.getParent());
            Path lock = target.resolveSibling(".unpacked.lock");
            FileLocks.locked(lock, () -> {
                if (!UltralyticsFolder.isOne(target)) { // another process may have been faster
                    Path temporary = Files.createTempDirectory(target.getParent(), ".unpacking");
                    try {
                        Archive.forEach(archive, FILES, MAX_BYTES, (name, content) -> {
                            Path file = temporary.resolve(name);
                            Files.createDirectories(file.getParent());
                            Files.write(file, content);
                        });
                        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                    } finally {
                        delete(temporary);
                    }
                }
                return target;
            });
        } catch (IOException e) {
            throw new DataException("cannot unpack " + archive + " into " + target + ": " + Digests.reason(e), e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
