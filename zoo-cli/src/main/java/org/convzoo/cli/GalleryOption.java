package org.convzoo.cli;

import java.nio.file.Path;
import org.convzoo.facenet.Gallery;
import picocli.CommandLine.Option;

/** For commands that work on a gallery. */
final class GalleryOption {
    @Option(
            names = "--gallery",
            required = true,
            paramLabel = "FILE",
            description = "The file of the people who are known.")
    Path file;

    /** A gallery as it is; what a crash left behind is told. */
    Gallery tell(Gallery gallery, Console console) {
        if (gallery.unfinishedBytes() > 0) {
            console.note(file + " ends in a record of " + gallery.unfinishedBytes()
                    + " bytes that was never finished: it is left out");
        }
        return gallery;
    }
}
