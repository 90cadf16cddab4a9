package org.convzoo.core;

import java.awt.Rectangle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.ModelSummary.Row;

/**
 * What a unit of a layer sees of the input: found by walking back through the graph, a window's whole extent at each layer and the union
 * of all branches. Reaches over the picture's edges where padding does. A layer that is not known to keep places apart (dense, global
 * pooling, reshaping) sees all of its input.
 */
final class ReceptiveField {
    private final ModelSummary net;
    private final String layer;
    private final List<Long> input; // [C, H, W]
    private final Map<String, Row> rows = new HashMap<>();

    /**
     * The fields of a layer's units.
     *
     * @throws ZooException if there is no such layer
     */
    ReceptiveField(ModelSummary net, Spec spec, String layer) {
        this.net = net;
        this.layer = layer;
        this.input = List.of((long) spec.channels(), (long) spec.height(), (long) spec.width());
        net.layers().forEach(row -> rows.put(row.name(), row));
        if (!rows.containsKey(layer)) {
            throw new ZooException("the net has no layer '" + layer + "'");
        }
    }

    /** In pixels of the input, for the unit in a row and a column of the layer's map; 0 and 0 where it has no maps. */
    Rectangle at(int y, int x) {
        long[] down = interval(1, y);
        long[] across = interval(2, x);
        return new Rectangle(
                (int) across[0], (int) down[0], (int) (across[1] - across[0] + 1), (int) (down[1] - down[0] + 1));
    }

    /** The part of {@link #at} that lies on the picture; of padding alone, the nearest pixel. */
    Rectangle onPicture(int y, int x) {
        Rectangle all = at(y, x);
        int left = clamped(all.x, input.get(2));
        int top = clamped(all.y, input.get(1));
        int right = clamped(all.x + all.width - 1, input.get(2));
        int bottom = clamped(all.y + all.height - 1, input.get(1));
        return new Rectangle(left, top, right - left + 1, bottom - top + 1);
    }

    private static int clamped(int pixel, long size) {
        return (int) Math.max(0, Math.min(size - 1, pixel));
    }

    /** First and last pixel along an axis of [C, H, W]. */
    private long[] interval(int axis, long place) {
        Map<String, long[]> seen = new HashMap<>(); // by layer; an input of the net has no row
        seen.put(layer, new long[] {place, place});
        for (int i = net.layers().size() - 1; i >= 0; i--) { // each layer comes after its inputs
            Row row = net.layers().get(i);
            long[] interval = seen.remove(row.name());
            for (String before : interval == null ? List.<String>of() : row.inputs()) {
                List<Long> shape = rows.containsKey(before) ? rows.get(before).output() : input;
                seen.merge(before, back(row, shape, axis, interval), (a, b) ->
                        new long[] {Math.min(a[0], b[0]), Math.max(a[1], b[1])});
            }
        }
        return seen.values().iterator().next();
    }

    /** What an interval of a layer's output sees of an input of shape [C, H, W] or [N]. */
    private static long[] back(Row row, List<Long> shape, int axis, long[] interval) {
        if (shape.size() != 3) {
            return new long[] {0, 0};
        }
        long in = shape.get(axis);
        if (row.output().size() != 3) {
            return new long[] {0, in - 1};
        }
        long out = row.output().get(axis);
        long before = row.padding() == null ? 0 : row.padding().get(axis == 1 ? 0 : 2);
        if (row.kernel() != null) {
            long stride = row.stride().get(axis - 1);
            long dilation = row.dilation() == null ? 1 : row.dilation().get(axis - 1);
            long reach = (row.kernel().get(axis - 1) - 1L) * dilation;
            return row.type().equals("Deconvolution")
                    ? new long[] {
                        -Math.floorDiv(reach - interval[0] - before, stride),
                        Math.floorDiv(interval[1] + before, stride)
                    }
                    : new long[] {interval[0] * stride - before, interval[1] * stride - before + reach};
        }
        if (row.padding() != null) {
            return new long[] {interval[0] - before, interval[1] - before};
        }
        if (out == in) {
            return interval;
        }
        if (out % in == 0) { // enlarged
            return new long[] {Math.floorDiv(interval[0], out / in), Math.floorDiv(interval[1], out / in)};
        }
        if (in % out == 0) { // blocks, such as those of space to depth
            return new long[] {interval[0] * (in / out), (interval[1] + 1) * (in / out) - 1};
        }
        return new long[] {0, in - 1};
    }
}
