package org.convzoo.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pictures that lie in files, class by class. */
final class FileSplit implements Split {
    private final Path root;
    private final List<Path> files;
    private final int[] labels;
    private final DecodedPictures memory;

    private FileSplit(Path root, List<Path> files, int[] labels, DecodedPictures memory) {
        this.root = root;
        this.files = files;
        this.labels = labels;
        this.memory = memory;
    }

    static FileSplit of(Path root, List<String> classes, Map<String, List<Path>> byClass, DecodedPictures memory) {
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            for (Path file : byClass.getOrDefault(classes.get(label), List.of())) {
                files.add(file);
                labels.add(label);
            }
        }
        int[] labelOf = labels.stream().mapToInt(Integer::intValue).toArray();
        return new FileSplit(root, List.copyOf(files), labelOf, memory);
    }

    List<Path> files() {
        return files;
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Image image(int i) {
        return memory.get(files.get(i));
    }

    @Override
    public int label(int i) {
        return labels[i];
    }

    @Override
    public String id(int i) {
        return inside(root, files.get(i));
    }

    /** A file's path inside the folder, with slashes on every platform. */
    static String inside(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }
}
