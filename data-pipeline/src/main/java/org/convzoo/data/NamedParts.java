package org.convzoo.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A data set put together from its parts, in the order of the map. The digest is worked out when it is first asked for. */
final class NamedParts implements Dataset {
    private final String name;
    private final List<String> classes;
    private final Map<String, Split> parts;
    private final Supplier<String> digester;
    private String digest;

    NamedParts(String name, List<String> classes, Map<String, Split> parts, Supplier<String> digester) {
        this.name = name;
        this.classes = List.copyOf(classes);
        this.parts = new LinkedHashMap<>(parts);
        this.digester = digester;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public List<String> parts() {
        return List.copyOf(parts.keySet());
    }

    @Override
    public Split part(String part) {
        Split split = parts.get(part);
        if (split == null) {
            throw new DataException(
                    "data set " + name + " has no part '" + part + "'; it has " + String.join(", ", parts.keySet()));
        }
        return split;
    }

    @Override
    public synchronized String digest() {
        if (digest == null) {
            digest = digester.get();
        }
        return digest;
    }

    @Override
    public String toString() {
        return name;
    }
}
