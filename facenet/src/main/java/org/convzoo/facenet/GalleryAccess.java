package org.convzoo.facenet;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.convzoo.core.ZooException;
import org.convzoo.data.FileLocks;

/** One writer at a time on a gallery, and what is told where a file cannot be had. */
final class GalleryAccess {
    private GalleryAccess() {}

    /** What is done to the file. */
    interface Work {
        void run() throws IOException;
    }

    /** Works while no other thread or process does. */
    static void locked(Path file, Work work) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (!Files.isDirectory(folder)) { // Java 17 refuses a link to a folder
                Files.createDirectories(folder);
            }
            FileLocks.locked(folder.resolve("." + file.getFileName() + ".lock"), () -> {
                work.run();
                return null;
            });
        } catch (IOException e) {
            throw failed("write", file, e);
        }
    }

    /** @param what read or write */
    static ZooException failed(String what, Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new ZooException("there is no gallery " + file + ": zoo face enroll makes one", e);
        }
        String reason = e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getMessage());
        return new ZooException("cannot " + what + " gallery " + file + ": " + reason, e);
    }
}
