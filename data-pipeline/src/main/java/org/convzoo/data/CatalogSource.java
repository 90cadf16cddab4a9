package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data set of the catalogue, with what opens, fetches and checks it. */
interface CatalogSource {
    CatalogEntry entry();

    /** Opens it, fetching it where that is needed. */
    Dataset open(DataHome home, Progress progress);

    /** Sees to it that its files lie on this machine, and gives their places. */
    default List<Path> fetch(DataHome home, Progress progress) {
        Download download = new Download(home);
        List<Path> places = new ArrayList<>();
        for (RemoteFile file : entry().files()) {
            places.add(download.fetch(file, progress));
        }
        return places;
    }

    /** Checks the digest of each file, without fetching anything. */
    default List<FileCheck> verify(DataHome home) {
        Download download = new Download(home);
        List<FileCheck> checks = new ArrayList<>();
        for (RemoteFile file : entry().files()) {
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
        FileCheck.State state = file.accepts(found) ? FileCheck.State.OK : FileCheck.State.DAMAGED;
        return new FileCheck(file.file(), place.get(), state, file.digest(), found);
    }
}
