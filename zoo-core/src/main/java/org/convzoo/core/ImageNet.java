package org.convzoo.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ILSVRC 2012: the 1000 classes that most published weights tell apart, ordered by WordNet's numbers as all libraries have them. */
public final class ImageNet {
    private static final List<String> CLASSES = read();

    private ImageNet() {}

    /** One name each, no two alike. */
    public static List<String> classes() {
        return CLASSES;
    }

    private static List<String> read() {
        try (InputStream in = ImageNet.class.getResourceAsStream("imagenet.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
