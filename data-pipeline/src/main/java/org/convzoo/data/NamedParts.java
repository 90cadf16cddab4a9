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
    private final Map<String, String> missing;
    private String digest;

    NamedParts(String name, List<String> classes, Map<String, Split> parts, Supplier<String> digester) {
        this(name, classes, parts, Map.of(), digester);
    }

    /**
     * A data set that is not all here.
     *
     * @param missing parts that it would have, each with what has to be done for it
     */
    NamedParts(
            String name,
            List<String> classes,
            Map<String, Split> parts,
            Map<String, String> missing,
            Supplier<String> digester) {
        this.name = name;
        this.missing = Map.copyOf(missing);
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
            String next = missing.containsKey(part) ? ": " + missing.get(part) : "";
            throw new DataException("data set " + name + " has no part '" + part + "'; it has "
                    + String.join(", ", parts.keySet()) + next);
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
