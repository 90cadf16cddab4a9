package org.convzoo.data;

import java.util.List;

/** A labelled set of pictures with named parts. Opened by {@link Datasets#open}. */
public interface Dataset {
    String TRAIN = "train";
    String VALIDATION = "validation";
    String TEST = "test";

    /** Name in the catalogue ({@code mnist}), or the folder's name. */
    String name();

    /** Class labels, in the order of the net's outputs. */
    List<String> classes();

    /** Names of the parts, of {@value #TRAIN}, {@value #VALIDATION}, {@value #TEST}. */
    List<String> parts();

    /**
     * One part.
     *
     * @throws DataException if there is no such part; the message lists those there are
     */
    Split part(String name);

    /** SHA-256 (hex) over the content of all parts, so that a model file can say what it has seen. */
    String digest();
}
