package org.convzoo.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A file of weights has other tensors than the net: its message is one line, {@link #table} has the tensors. */
public final class MisfitException extends ZooException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 12; // of a kind

    private final String table;

    /**
     * A tensor.
     *
     * @param problem missing, misshapen or unexpected
     * @param wanted shape; -: none
     * @param found likewise
     */
    record Misfit(String problem, String tensor, String wanted, String found) {}

    MisfitException(String subject, List<Misfit> misfits) {
        super(subject + ": "
                + kinds(misfits).entrySet().stream()
                        .map(kind -> kind.getValue().size() + (kind.getValue().size() > 1 ? " tensors " : " tensor ")
                                + kind.getKey() + " ("
                                + kind.getValue().get(0).tensor()
                                + (kind.getValue().size() > 1 ? ", ...)" : ")"))
                        .collect(Collectors.joining(", ")));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("PROBLEM", "TENSOR", "WANTED", "FOUND"));
        kinds(misfits).forEach((kind, all) -> {
            all.stream().limit(SHOWN).forEach(m -> rows.add(List.of(m.problem(), m.tensor(), m.wanted(), m.found())));
            if (all.size() > SHOWN) {
                rows.add(List.of(kind, "and " + (all.size() - SHOWN) + " more", "", ""));
            }
        });
        table = TextTable.format(rows, 2);
    }

    private static Map<String, List<Misfit>> kinds(List<Misfit> misfits) {
        return misfits.stream()
                .collect(Collectors.groupingBy(Misfit::problem, LinkedHashMap::new, Collectors.toList()));
    }

    /** Missing, misshapen and unexpected tensors, each with the shapes that are wanted and found; of each kind the first dozen. */
    public String table() {
        return table;
    }
}
