package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Vehicles on highways, with boxes: Roboflow's download in a YOLO format, which has no direct link.
 *
 * @param entry what the catalogue says
 */
record Highway(CatalogEntry entry) implements CatalogSource {
    static final List<String> CLASSES = List.of("bus", "car", "motorbike", "person", "truck");
    static final int SIDE = 640; // pixels

    private static final String URL =
            "https://universe.roboflow.com/universitas-tidar/highway-object-detection/dataset/40";
    private static final Pattern FILES =
            Pattern.compile("data\\.yaml|(train|valid|test)/(images/[^/]+\\.jpg|labels/[^/]+\\.txt)");
    private static final long MAX_BYTES = 1L << 30;

    /** Pictures in each part, without those that have their source in common with another part's. */
    static Map<String, Integer> images() {
        Map<String, Integer> images = new LinkedHashMap<>();
        images.put(Dataset.TRAIN, 1_698);
        images.put(Dataset.VALIDATION, 485);
        images.put(Dataset.TEST, 251);
        return images;
    }

    /** What a user has to do, told in the catalogue. */
    static String howToGet() {
        return "boxes, for detectors: get it from " + URL + " in a YOLO format and put the .zip into the folder "
                + BoxDatasets.HIGHWAY + " of ZOO_HOME";
    }

    @Override
    public Dataset open(DataHome home, Progress progress) {
        throw BoxDatasets.forDetectors(entry.name());
    }

    /** There is nothing to fetch it from, so this only finds it. */
    @Override
    public List<Path> fetch(DataHome home, Progress progress) {
        return List.of(folder(home));
    }

    /** No digest is published, so it is right if it can be read and has as many pictures as it should. */
    @Override
    public List<FileCheck> verify(DataHome home) {
        Optional<Path> folder = find(home);
        if (folder.isEmpty()) {
            return List.of(new FileCheck(entry.name(), place(home), FileCheck.State.MISSING, "", ""));
        }
        FileCheck.State state = FileCheck.State.DAMAGED;
        String found = "";
        try {
            BoxDataset data = UltralyticsFolder.open(folder.get(), true);
            found = data.digest();
            Map<String, Integer> images = new LinkedHashMap<>();
            data.parts().forEach((part, pictures) -> images.put(part, pictures.size()));
            if (images.equals(entry.images()) && data.classes().equals(entry.classes())) {
                state = FileCheck.State.OK;
            }
        } catch (DataException e) {
            // that is what damaged means
        }
        return List.of(new FileCheck(entry.name(), folder.get(), state, "", found));
    }

    /**
     * Where it lies.
     *
     * @throws DataException if it lies nowhere; the message tells how to get it
     */
    static Path folder(DataHome home) {
        return find(home)
                .orElseThrow(() -> new DataException("data set '" + BoxDatasets.HIGHWAY
                        + "' is not on this machine, and its page gives no direct link: get it from " + URL
                        + " in a YOLO format and put the folder's content, or the .zip, into " + place(home)));
    }

    private static Path place(DataHome home) {
        return home.cache().resolve(BoxDatasets.HIGHWAY);
    }

    /** In the mirror or the cache, as a folder or as the archive that Roboflow gives, which is unpacked into the cache once. */
    private static Optional<Path> find(DataHome home) {
        List<Path> places = new ArrayList<>();
        home.mirrorFolder().ifPresent(mirror -> places.add(mirror.resolve(BoxDatasets.HIGHWAY)));
        places.add(place(home));
        Path unpacked = place(home).resolve("unpacked");
        for (Path place : places) {
            if (UltralyticsFolder.isOne(place)) {
                return Optional.of(place);
            }
        }
        if (UltralyticsFolder.isOne(unpacked)) {
            return Optional.of(unpacked);
        }
        for (Path place : places) {
            Optional<Path> archive = archive(place);
            if (archive.isPresent()) {
                unpack(archive.get(), unpacked);
                return Optional.of(unpacked);
            }
        }
        return Optional.empty();
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
                        if (!Files.isDirectory(temporary.resolve("train").resolve("images"))) {
                            throw new IOException("it has no folder train/images");
                        }
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
