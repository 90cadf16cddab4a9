package org.convzoo.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the catalogue says of a data set.
 *
 * @param name what commands call it
 * @param title its name in words
 * @param origin authors, year, place
 * @param licence licence, or how it may be used
 * @param classes labels in the order of the net's outputs
 * @param images pictures in each part, train first
 * @param shape channels, height, width of a picture
 * @param digest what {@link Dataset#digest()} gives; empty where no digest of the files is known
 * @param howToGet what has to be done to have it, in a sentence
 * @param files what is fetched; empty where nothing has to be
 */
public record CatalogEntry(
        String name,
        String title,
        String origin,
        String licence,
        List<String> classes,
        Map<String, Integer> images,
        List<Integer> shape,
        String digest,
        String howToGet,
        List<RemoteFile> files) {

    public CatalogEntry {
        classes = List.copyOf(classes);
        images = Collections.unmodifiableMap(new LinkedHashMap<>(images));
        shape = List.copyOf(shape);
        files = List.copyOf(files);
    }

    /** The same data set under another name, divided otherwise. */
    CatalogEntry renamed(String other, Map<String, Integer> otherImages) {
        return new CatalogEntry(other, title, origin, licence, classes, otherImages, shape, digest, howToGet, files);
    }
}
