package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens data sets by name or from a folder, and tells which there are. */
public final class Datasets {
    private Datasets() {}

    /** All data sets that are known by name. */
    public static List<CatalogEntry> catalogue() {
        return List.copyOf(Catalog.byName().values());
    }

    /**
     * One entry of the catalogue.
     *
     * @throws DataException for an unknown name; the message has the nearest ones
     */
    public static CatalogEntry entry(String name) {
        CatalogEntry entry = Catalog.byName().get(name);
        if (entry == null) {
            throw new DataException("unknown data set '" + name + "'; " + nearest(name));
        }
        return entry;
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
     * Opens a data set, fetching it where that is needed.
     *
     * @param nameOrFolder a name of the catalogue, or a folder with a sub-folder per class, or with train, validation and test folders
     *     of such. A folder that has a catalogue name is meant by {@code ./name}.
     * @throws DataException if it is neither, or cannot be had or read
     */
    public static Dataset open(String nameOrFolder, DataHome home, Progress progress) {
        CatalogEntry entry = Catalog.byName().get(nameOrFolder);
        if (entry != null) {
            List<Path> files = fetch(nameOrFolder, home, progress);
            return files.isEmpty() ? Digits.open() : MnistFiles.open(entry, files);
        }
        Optional<Path> folder = path(nameOrFolder);
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
        Download download = new Download(home);
        List<Path> places = new ArrayList<>();
        for (RemoteFile file : entry(name).files()) {
            places.add(download.fetch(file, progress));
        }
        return places;
    }

    /** Checks the digest of each file of a data set, without fetching anything. A drawn data set is drawn and checked as one. */
    public static List<FileCheck> verify(String name, DataHome home) {
        CatalogEntry entry = entry(name);
        if (entry.files().isEmpty()) {
            String found = Digits.open().digest();
            FileCheck.State state = found.equals(entry.digest()) ? FileCheck.State.OK : FileCheck.State.DAMAGED;
            return List.of(new FileCheck(name, home.cache(), state, entry.digest(), found));
        }
        Download download = new Download(home);
        List<FileCheck> checks = new ArrayList<>();
        for (RemoteFile file : entry.files()) {
            checks.add(check(file, download.locate(file), home));
        }
        return checks;
    }

    private static FileCheck check(RemoteFile file, Optional<Path> place, DataHome home) {
        if (place.isEmpty()) {
            return new FileCheck(file.file(), home.cached(file), FileCheck.State.MISSING, file.digest(), "");
        }
        String found;
        try {
            found = Download.digestOf(file, place.get());
        } catch (IOException e) {
            found = "";
        }
        FileCheck.State state = found.equals(file.digest()) ? FileCheck.State.OK : FileCheck.State.DAMAGED;
        return new FileCheck(file.file(), place.get(), state, file.digest(), found);
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
