package org.convzoo.weights;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a reader has opened, to be closed together. */
final class Resources implements Closeable {
    private final Deque<Closeable> open = new ArrayDeque<>();

    FileRange file(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) {
            throw new FormatException("it is no file", "name a weight file");
        }
        return FileRange.whole(add(FileChannel.open(path)));
    }

    <T extends Closeable> T add(T resource) {
        open.push(resource);
        return resource;
    }

    /**
     * A file that another one names, which must lie beside it.
     *
     * @throws FormatException if the name leads to another folder
     */
    static Path sibling(Path path, String name) throws FormatException {
        if (name.isEmpty()
                || name.equals(".")
                || name.equals("..")
                || name.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
            throw new FormatException("it names a file outside its folder, " + name);
        }
        return path.resolveSibling(name);
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
