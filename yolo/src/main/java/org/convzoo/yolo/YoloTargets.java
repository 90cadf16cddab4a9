package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.convzoo.yolo.YoloHead.Anchor;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * From the things in a picture to what the heads should say: the label volume that {@link YoloLoss} reads.
 *
 * <p>A thing belongs to the cell that its centre lies in, and there to the anchor, of all heads, whose shape overlaps most with it. If another
 * thing has that one already, it takes the next best that is free, so that as many things share a cell as there are anchors. Anchors that
 * are not a thing's but overlap with one by more than a threshold, as they stand in their cell, are ignored.
 *
 * <p>Source: Redmon, Farhadi 2018, arXiv 1804.02767, section 2.1. There a box is ignored by what the net says of it; here by its anchor, so that the
 * volume does not change while the net learns.
 *
 * @param heads of the net
 * @param grids rows and columns of each head's output
 * @param height rows of the net's input, in pixels
 * @param width columns
 * @param ignored overlap from which an anchor without a thing is ignored; 0.5 is usual
 */
public record YoloTargets(List<YoloHead> heads, List<Grid> grids, int height, int width, double ignored) {
    private static final int OBJECTNESS = 4;
    private static final double IGNORED = 0.5;

    /** A head's output. */
    public record Grid(int rows, int columns) {}

    private record Place(int head, int anchor, double overlap) {}

    public YoloTargets {
        heads = List.copyOf(heads);
        grids = List.copyOf(grids);
        if (heads.size() != grids.size()) {
            throw new IllegalArgumentException(heads.size() + " heads need as many grids, got " + grids.size());
        }
    }

    /** Those of a net with an input of a spec's size; an anchor is ignored from an overlap of {@value #IGNORED} on. */
    public static YoloTargets of(ComputationGraphConfiguration net, Spec spec) {
        List<YoloHead> heads = YoloHead.of(net);
        Map<String, List<Long>> shapes = ModelSummary.of(net, spec).layers().stream()
                .collect(Collectors.toMap(ModelSummary.Row::name, ModelSummary.Row::output));
        List<Grid> grids = heads.stream()
                .map(head -> shapes.get(head.output()))
                .map(shape -> new Grid(Math.toIntExact(shape.get(1)), Math.toIntExact(shape.get(2))))
                .toList();
        return new YoloTargets(heads, grids, spec.height(), spec.width(), IGNORED);
    }

    /**
     * The volumes of a batch, [N, channels, rows, columns] for each head.
     *
     * @param things of each picture, their boxes in pixels of the net's input
     */
    public INDArray[] volumes(List<List<LabelledBox>> things) {
        float[][] volumes = new float[heads.size()][];
        for (int h = 0; h < volumes.length; h++) {
            volumes[h] = new float[Math.multiplyExact(things.size(), length(h))];
        }
        int[] offsets = new int[volumes.length];
        for (List<LabelledBox> picture : things) {
            encode(picture, volumes, offsets);
            for (int h = 0; h < offsets.length; h++) {
                offsets[h] += length(h);
            }
        }
        INDArray[] arrays = new INDArray[volumes.length];
        for (int h = 0; h < arrays.length; h++) {
            Grid grid = grids.get(h);
            arrays[h] = Nd4j.create(
                    volumes[h], new long[] {things.size(), heads.get(h).channels(), grid.rows(), grid.columns()});
        }
        return arrays;
    }

    /** Numbers of one picture's volume, [channels, rows, columns], for a head. */
    public int length(int head) {
        return heads.get(head).channels()
                * grids.get(head).rows()
                * grids.get(head).columns();
    }

    /**
     * Writes one picture's volumes.
     *
     * @param things boxes in pixels of the net's input; those beside it or without an area are left out
     * @param volumes one per head, zero where they are written to
     * @param offsets where in each to begin
     * @return how many things found no free anchor
     */
    public int encode(List<LabelledBox> things, float[][] volumes, int[] offsets) {
        List<Box> boxes = new ArrayList<>();
        int homeless = 0;
        for (LabelledBox thing : things) {
            Box box = thing.box();
            boolean inside =
                    box.centerX() >= 0 && box.centerX() <= width && box.centerY() >= 0 && box.centerY() <= height;
            if (!inside || box.area() == 0) {
                continue;
            }
            boxes.add(box);
            if (!thing.crowd() && !place(thing, volumes, offsets)) {
                homeless++;
            }
        }
        for (int h = 0; h < heads.size(); h++) {
            ignoreNear(boxes, h, volumes[h], offsets[h]);
        }
        return homeless;
    }

    private boolean place(LabelledBox thing, float[][] volumes, int[] offsets) {
        Box box = thing.box();
        for (Place place : places(box)) {
            YoloHead head = heads.get(place.head());
            Grid grid = grids.get(place.head());
            double x = box.centerX() / width * grid.columns(), y = box.centerY() / height * grid.rows();
            int column = Math.min(grid.columns() - 1, (int) x), row = Math.min(grid.rows() - 1, (int) y);
            int plane = grid.rows() * grid.columns();
            int first =
                    offsets[place.head()] + place.anchor() * head.boxChannels() * plane + row * grid.columns() + column;
            float[] volume = volumes[place.head()];
            if (volume[first + OBJECTNESS * plane] == YoloLoss.THING) {
                continue;
            }
            if (thing.label() >= head.numClasses()) {
                throw new IllegalArgumentException(
                        "the net knows " + head.numClasses() + " classes, a thing is of class " + thing.label());
            }
            Anchor anchor = head.anchors().get(place.anchor());
            volume[first] = (float) within(head, x - column);
            volume[first + plane] = (float) within(head, y - row);
            volume[first + 2 * plane] = (float) Math.log(box.width() / width / anchor.width());
            volume[first + 3 * plane] = (float) Math.log(box.height() / height / anchor.height());
            volume[first + OBJECTNESS * plane] = YoloLoss.THING;
            volume[first + (OBJECTNESS + 1 + thing.label()) * plane] = 1;
            return true;
        }
        return false;
    }

    /** What the sigmoid must give so that the centre lies there. */
    private static double within(YoloHead head, double place) {
        return (place + (head.reach() - 1) / 2) / head.reach();
    }

    /** All anchors, the one of the most similar shape first. */
    private List<Place> places(Box box) {
        Box shape = new Box(0, 0, box.width(), box.height());
        List<Place> places = new ArrayList<>();
        for (int h = 0; h < heads.size(); h++) {
            List<Anchor> anchors = heads.get(h).anchors();
            for (int a = 0; a < anchors.size(); a++) {
                Box anchor = new Box(
                        0, 0, anchors.get(a).width() * width, anchors.get(a).height() * height);
                places.add(new Place(h, a, Overlap.iou(shape, anchor)));
            }
        }
        places.sort(Comparator.comparingDouble(Place::overlap).reversed());
        return places;
    }

    private void ignoreNear(List<Box> boxes, int h, float[] volume, int offset) {
        YoloHead head = heads.get(h);
        Grid grid = grids.get(h);
        int plane = grid.rows() * grid.columns();
        for (int a = 0; a < head.anchors().size(); a++) {
            Anchor anchor = head.anchors().get(a);
            int first = offset + (a * head.boxChannels() + OBJECTNESS) * plane;
            for (int cell = 0; cell < plane; cell++) {
                if (volume[first + cell] == YoloLoss.THING) {
                    continue;
                }
                int row = cell / grid.columns(), column = cell % grid.columns();
                Box there = Box.ofCenter(
                        (column + 0.5) / grid.columns() * width,
                        (row + 0.5) / grid.rows() * height,
                        anchor.width() * width,
                        anchor.height() * height);
                if (boxes.stream().anyMatch(box -> Overlap.iou(box, there) > ignored)) {
                    volume[first + cell] = YoloLoss.IGNORED;
                }
            }
        }
    }
}
