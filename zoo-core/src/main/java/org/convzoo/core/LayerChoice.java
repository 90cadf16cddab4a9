package org.convzoo.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.data.NearestNames;

/** Which layer a user means, or which one makes sense where none is named. */
final class LayerChoice {
    private static final int MOST_NAMES = 12; // in a message

    private final ModelSummary net;
    private final Set<String> leading; // to the output

    /**
     * Looks at the layers that lead to an output; there may be others, such as an auxiliary classifier's.
     *
     * @param output a layer's name
     */
    LayerChoice(ModelSummary net, String output) {
        this.net = net;
        this.leading = new HashSet<>(Set.of(output));
        for (int i = net.layers().size() - 1; i >= 0; i--) { // each layer comes after its inputs
            Row row = net.layers().get(i);
            if (leading.contains(row.name())) {
                leading.addAll(row.inputs());
            }
        }
    }

    /** The first convolution. */
    Row firstConvolution() {
        return net.layers().stream()
                .filter(row -> leading.contains(row.name()) && isConvolution(row))
                .findFirst()
                .orElseThrow(() -> new ZooException("the net has no convolution"));
    }

    /**
     * The end of the last convolution that still has places: what it gives once normalisation, sum and activation have been over it. In a
     * residual net that is the last block's output, in VGG the last activation before pooling.
     */
    Row lastMaps() {
        Row last = null;
        for (Row row : net.layers()) {
            boolean places = leading.contains(row.name())
                    && row.output().size() == 3
                    && row.output().get(1) * row.output().get(2) > 1;
            boolean follows = last != null
                    && !row.type().endsWith("Pooling")
                    && row.output().size() == 3
                    && row.output().subList(1, 3).equals(last.output().subList(1, 3));
            last = places && (isConvolution(row) || follows) ? row : last;
        }
        if (last == null) {
            throw new ZooException("the net has no convolution with more than one place: name a layer with --layer");
        }
        return last;
    }

    /** A layer by name that has maps, or the default. */
    Row withMaps(String name, Row otherwise) {
        return name == null ? otherwise : named(name, row -> row.output().size() == 3, "has no maps");
    }

    /** The same, where the class must depend on it. */
    Row leadingWithMaps(String name, Row otherwise) {
        return name == null
                ? otherwise
                : named(
                        name,
                        row -> row.output().size() == 3 && leading.contains(row.name()),
                        "has no maps that lead to the output");
    }

    /** Any layer by name, or the default. */
    Row any(String name, Row otherwise) {
        return name == null ? otherwise : named(name, row -> true, "");
    }

    private Row named(String name, Predicate<Row> fits, String problem) {
        Row found = net.layers().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ZooException("no layer is called " + name + advice(name)));
        if (!fits.test(found)) {
            throw new ZooException("layer " + name + " " + problem + "; take one of "
                    + brief(net.layers().stream().filter(fits).map(Row::name).toList()));
        }
        return found;
    }

    private String advice(String typed) {
        List<String> names = net.layers().stream().map(Row::name).toList();
        List<String> nearest = NearestNames.of(typed, names);
        return nearest.isEmpty()
                ? "; its layers are " + brief(names)
                : "; did you mean " + String.join(" or ", nearest) + "?";
    }

    private static String brief(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + ", ... ('zoo describe' lists all)";
    }

    private static boolean isConvolution(Row row) {
        return row.kernel() != null && !row.type().endsWith("Pooling");
    }
}
