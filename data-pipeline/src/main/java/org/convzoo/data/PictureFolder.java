package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lists a folder that has one sub-folder per class with the pictures in it.
 *
 * <p>Pictures are told by extension. Hidden files and files of other kinds are passed over; a class folder may be a symbolic link, but not one
 * to a folder that contains it. Deeper folders are not searched.
 */
public final class PictureFolder {
    private static final Set<String> EXTENSIONS = Set.of("png", "jpg", "jpeg", "pgm", "ppm", "bmp", "gif");

    private PictureFolder() {}

    /**
     * Class names in sorted order, each with its pictures in order of their names.
     *
     * @throws DataException if there are no classes, or one of them has no pictures
     */
    static SortedMap<String, List<Path>> classes(Path folder) {
        SortedMap<String, List<Path>> classes = new TreeMap<>();
        for (Path classFolder : folders(folder)) {
            List<Path> pictures = pictures(classFolder);
            if (pictures.isEmpty()) {
                throw new DataException("class '" + name(classFolder) + "': its folder " + classFolder
                        + " has no pictures (" + extensions() + "); fill it or remove it");
            }
            classes.put(name(classFolder), pictures);
        }
        if (classes.isEmpty()) {
            String hint = pictures(folder).isEmpty()
                    ? ""
                    : ", but pictures of its own: move them into a folder for each class";
            throw new DataException(folder + " has no class folders" + hint);
        }
        return classes;
    }

    /** Sub-folders in order of their names; hidden ones and links to a folder around them are left out. */
    static List<Path> folders(Path folder) {
        List<Path> folders = new ArrayList<>();
        for (Path child : list(folder)) {
            if (Files.isDirectory(child) && !(Files.isSymbolicLink(child) && leadsBack(child))) {
                folders.add(child);
            }
        }
        return folders;
    }

    private static boolean leadsBack(Path link) {
        try {
            return link.getParent().toRealPath().startsWith(link.toRealPath());
        } catch (IOException e) {
            return true;
        }
    }

    /** Picture files in order of their names; hidden ones are left out. */
    public static List<Path> pictures(Path folder) {
        return list(folder).stream()
                .filter(p -> EXTENSIONS.contains(extension(p)) && Files.isRegularFile(p))
                .toList();
    }

    /** Sorted by name as text: a file system's own order differs between machines. */
    static List<Path> list(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(p -> !name(p).startsWith("."))
                    .sorted((a, b) -> name(a).compareTo(name(b)))
                    .toList();
        } catch (IOException e) {
            throw new DataException("cannot list folder " + folder + ": " + Digests.reason(e), e);
        }
    }

    static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private static String extension(Path path) {
        String name = name(path);
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String extensions() {
        return String.join(", ", EXTENSIONS.stream().sorted().toList());
    }
}
