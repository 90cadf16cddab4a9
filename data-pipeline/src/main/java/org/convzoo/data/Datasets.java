package org.convzoo.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Opens data sets by name or from a folder, and tells which there are. */
public final class Datasets {
    private Datasets() {}

    /** All data sets that are known by name; {@link BoxDatasets#isOne(String)} tells which have boxes. */
    public static List<CatalogEntry> catalogue() {
        return Catalog.byName().values().stream().map(CatalogSource::entry).toList();
    }

    /** Whether a text names a data set of the catalogue, or a fold of one, and not a folder. */
    public static boolean isName(String text) {
        return Catalog.byName().containsKey(text) || Catalog.isFold(text);
    }

    /** The data set that a fold is of, {@code sign-digits} of {@code sign-digits:fold=2}; any other text as it is. */
    public static String withoutFold(String name) {
        return Catalog.isFold(name) ? Catalog.withoutFold(name) : name;
    }

    /**
     * One entry of the catalogue. The entry of a fold has the fold's name, and no counts of pictures.
     *
     * @throws DataException for an unknown name; the message has the nearest ones
     */
    public static CatalogEntry entry(String name) {
        return source(name).entry();
    }

    private static CatalogSource source(String name) {
        return Catalog.find(name)
                .orElseThrow(() -> new DataException("unknown data set '" + name + "'; " + nearest(name)));
    }

    /** {@link #open(String, DataHome)} with what the environment says. */
    public static Dataset open(String nameOrFolder) {
        return open(nameOrFolder, DataHome.fromEnvironment());
    }

    /** {@link #open(String, DataHome, Progress)} that says nothing. */
    public static Dataset open(String nameOrFolder, DataHome home) {
        return open(nameOrFolder, home, Progress.NONE);
    }

    /**
     * The same where nobody asks what a picture shows: a folder may have pictures of its own, or of one class.
     *
     * @param nameOrFolder as {@link #open(String, DataHome, Progress)} has it
     */
    public static Dataset openUnlabelled(String nameOrFolder, DataHome home, Progress progress) {
        Optional<Path> folder = isName(nameOrFolder) ? Optional.empty() : path(nameOrFolder);
        boolean divided = folder.isPresent() && Files.isDirectory(folder.get().resolve(Dataset.TRAIN));
        return folder.isPresent() && Files.isDirectory(folder.get()) && !divided
                ? FolderDataset.openUnlabelled(folder.get())
                : open(nameOrFolder, home, progress);
    }

    /**
     * Opens a data set, fetching it where that is needed.
     *
     * @param nameOrFolder a name of the catalogue; a fold of {@code sign-digits}, {@code sign-digits:fold=1} to {@code :fold=5}; or a folder
     *     with a sub-folder per class, or with train, validation and test folders of such. A folder that has a catalogue name is meant by
     *     {@code ./name}.
     * @throws DataException if it is neither, or cannot be had or read; also for one with boxes, which {@link BoxDatasets} opens
     */
    public static Dataset open(String nameOrFolder, DataHome home, Progress progress) {
        Optional<CatalogSource> source = Catalog.find(nameOrFolder);
        if (source.isPresent()) {
            return source.get().open(home, progress);
        }
        Optional<Path> folder = path(nameOrFolder);
        if (folder.isPresent() && BoxDatasets.isOne(folder.get())) {
            throw BoxDatasets.forDetectors(nameOrFolder);
        }
        if (folder.isPresent() && Files.isDirectory(folder.get())) {
            return FolderDataset.open(folder.get());
        }
        String what =
                folder.isPresent() && Files.exists(folder.get()) ? "a file, not a folder" : "no data set and no folder";
        throw new DataException("'" + nameOrFolder + "' is " + what + "; " + nearest(nameOrFolder));
    }

    /**
     * Sees to it that the files of a data set lie on this machine, and checks their digests.
     *
     * @return where they lie, in the order of the catalogue entry; empty for a data set without files
     */
    public static List<Path> fetch(String name, DataHome home, Progress progress) {
        return source(name).fetch(home, progress);
    }

    /** Checks the digest of each file of a data set, without fetching anything. A drawn data set is drawn and checked as one. */
    public static List<FileCheck> verify(String name, DataHome home) {
        return source(name).verify(home);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String nearest(String name) {
        List<String> near = NearestNames.of(name, Catalog.byName().keySet());
        return near.isEmpty()
                ? "there are: " + String.join(", ", Catalog.byName().keySet())
                : "did you mean " + String.join(" or ", near) + "?";
    }
}
