package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.convzoo.core.ZooException;
import org.convzoo.data.PictureFolder;

/** What {@code IMAGE|DIR...} means, and where pictures made of them go. */
final class PictureArguments {
    private PictureArguments() {}

    /** The files, and the pictures of the folders. */
    static List<Path> files(List<Path> filesAndFolders) {
        List<Path> pictures = new ArrayList<>();
        for (Path file : filesAndFolders) {
            List<Path> inside = Files.isDirectory(file) ? PictureFolder.pictures(file) : List.of(file);
            if (inside.isEmpty()) {
                throw new ZooException(file + " has no pictures");
            }
            pictures.addAll(inside);
        }
        return pictures;
    }

    /** A PNG for each file in a folder; two files of one name from different folders do not meet. */
    static List<Path> targets(Path folder, List<Path> files) {
        Set<String> taken = new HashSet<>();
        List<Path> targets = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName() + ".png";
            for (int n = 2; !taken.add(name); n++) {
                name = file.getFileName() + "-" + n + ".png";
            }
            targets.add(folder.resolve(name));
        }
        return targets;
    }
}
