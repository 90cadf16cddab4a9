package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.Resize;

/**
 * Boxes in which there may be a thing, whatever it is: the picture is cut into regions of like colour, the two neighbours that are most alike
 * become one, again and again, and each region there ever was has a box.
 *
 * <p>Sources: Uijlings, van de Sande, Gevers, Smeulders, "Selective Search for Object Recognition", IJCV 2013, algorithm 1, on the regions of
 * Felzenszwalb and Huttenlocher ({@link Segmentation}). Alike are regions of like colour (histograms of 25 steps a channel), small ones, and those
 * that fill their common box: equations 3, 5 and 6. Deviations: no texture, colours as they are, and the order is by how late a region came about, without
 * a random factor.
 *
 * <pre>{@code
 * Image picture = ImageReader.read(file);
 * List<Box> boxes = RegionProposals.upTo(300).propose(picture);
 * double best = boxes.stream().mapToDouble(box -> Overlap.iou(box, thing)).max().orElse(0);
 * System.out.printf("%d boxes, the best has an IoU of %.2f%n", boxes.size(), best);
 * }</pre>
 *
 * @param scales of the segmentations, whose boxes take turns ({@link Segmentation#of})
 * @param sigma of the smoothing before it, in pixels
 * @param minSize of a region, in pixels
 * @param side pictures with a longer side are shrunk to it first, in pixels
 * @param limit how many boxes there are at most
 */
public record RegionProposals(List<Double> scales, double sigma, int minSize, int side, int limit) {
    private static final int BINS = 25;
    private static final int MAX_SIDE = 4096;
    private static final double MAX_SIGMA = 100;

    public RegionProposals {
        scales = List.copyOf(scales);
        if (scales.isEmpty() || scales.stream().anyMatch(scale -> !(scale > 0))) {
            throw new IllegalArgumentException("scales must be > 0, got " + scales);
        }
        if (!(sigma >= 0 && sigma <= MAX_SIGMA) || minSize < 1) {
            throw new IllegalArgumentException(
                    "sigma must be 0 to 100 and minSize >= 1, got " + sigma + " and " + minSize);
        }
        if (side < 1 || side > MAX_SIDE || limit < 1) {
            throw new IllegalArgumentException(
                    "side must be 1 to " + MAX_SIDE + " and limit >= 1, got " + side + " and " + limit);
        }
    }

    /** At two scales, on pictures of up to 640 pixels. */
    public static RegionProposals upTo(int limit) {
        return new RegionProposals(List.of(50.0, 150.0), 0.8, 20, 640, limit);
    }

    /**
     * The boxes, those of the largest merged regions first; no two are equal.
     *
     * @return in pixels of the picture
     */
    public List<Box> propose(Image picture) {
        double shrink = Math.min(1, (double) side / Math.max(picture.height(), picture.width()));
        int height = Math.max(1, (int) Math.round(picture.height() * shrink));
        int width = Math.max(1, (int) Math.round(picture.width() * shrink));
        Image small = new Resize(height, width).apply(picture, null).toRgb();
        List<List<Box>> turns = new ArrayList<>();
        for (double scale : scales) {
            turns.add(new Grouping(small, Segmentation.of(small, sigma, scale, minSize)).boxes());
        }
        Set<Box> boxes = new LinkedHashSet<>();
        int longest = turns.stream().mapToInt(List::size).max().orElseThrow();
        double down = (double) picture.height() / height, across = (double) picture.width() / width;
        for (int i = 0; i < longest; i++) {
            for (List<Box> turn : turns) {
                if (i < turn.size() && boxes.size() < limit) {
                    Box box = turn.get(i);
                    boxes.add(new Box(box.x() * across, box.y() * down, box.width() * across, box.height() * down));
                }
            }
        }
        return List.copyOf(boxes);
    }

    /** Two neighbours. */
    private record Pair(Region a, Region b, double likeness) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) { // most alike first; of equal ones the earlier
            int order = Double.compare(other.likeness, likeness);
            order = order != 0 ? order : Integer.compare(a.number, other.a.number);
            return order != 0 ? order : Integer.compare(b.number, other.b.number);
        }
    }

    /** A region and what is needed to compare it. */
    private static final class Region {
        final int number;
        final float[] colors = new float[3 * BINS]; // shares of its pixels, times three
        final Set<Integer> neighbours = new TreeSet<>(); // so that the order of merging is repeatable
        int size;
        int left = Integer.MAX_VALUE, top = Integer.MAX_VALUE, right, bottom;
        boolean merged;

        Region(int number) {
            this.number = number;
        }

        void add(int y, int x) {
            size++;
            reach(x, y, x + 1, y + 1);
        }

        void reach(int left, int top, int right, int bottom) {
            this.left = Math.min(this.left, left);
            this.top = Math.min(this.top, top);
            this.right = Math.max(this.right, right);
            this.bottom = Math.max(this.bottom, bottom);
        }

        Box box() {
            return Box.ofCorners(left, top, right, bottom);
        }
    }

    /** Merging by similarity. */
    private static final class Grouping {
        private final List<Region> regions = new ArrayList<>();
        private final PriorityQueue<Pair> pairs = new PriorityQueue<>();
        private final double pixels; // of the picture

        Grouping(Image image, Segmentation segmentation) {
            int height = image.height(), width = image.width(), plane = height * width;
            this.pixels = plane;
            for (int i = 0; i < segmentation.count(); i++) {
                regions.add(new Region(i));
            }
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    Region region = regions.get(segmentation.at(y, x));
                    region.add(y, x);
                    for (int c = 0; c < 3; c++) {
                        int level = Math.max(0, Math.min(255, (int) image.pixels()[c * plane + y * width + x]));
                        region.colors[c * BINS + level * BINS / 256]++;
                    }
                    if (x + 1 < width) {
                        touch(region, regions.get(segmentation.at(y, x + 1)));
                    }
                    if (y + 1 < height) {
                        touch(region, regions.get(segmentation.at(y + 1, x)));
                    }
                }
            }
            for (Region region : regions) {
                for (int i = 0; i < region.colors.length; i++) {
                    region.colors[i] /= region.size;
                }
            }
            for (Region region : regions) {
                for (int neighbour : region.neighbours) {
                    if (neighbour > region.number) {
                        add(region, regions.get(neighbour));
                    }
                }
            }
        }

        private static void touch(Region a, Region b) {
            if (a != b) {
                a.neighbours.add(b.number);
                b.neighbours.add(a.number);
            }
        }

        /** Merges until one is left; the boxes of all, the last first. */
        List<Box> boxes() {
            while (!pairs.isEmpty()) {
                Pair pair = pairs.remove();
                if (!pair.a().merged && !pair.b().merged) {
                    merge(pair.a(), pair.b());
                }
            }
            List<Box> boxes = new ArrayList<>();
            for (int i = regions.size() - 1; i >= 0; i--) {
                boxes.add(regions.get(i).box());
            }
            return new ArrayList<>(new LinkedHashSet<>(boxes));
        }

        private void merge(Region a, Region b) {
            Region both = new Region(regions.size());
            regions.add(both);
            both.size = a.size + b.size;
            for (Region part : List.of(a, b)) {
                part.merged = true;
                both.reach(part.left, part.top, part.right, part.bottom);
                float share = (float) part.size / both.size;
                for (int i = 0; i < both.colors.length; i++) {
                    both.colors[i] += share * part.colors[i];
                }
                for (int number : part.neighbours) {
                    Region neighbour = regions.get(number);
                    if (!neighbour.merged && neighbour != a && neighbour != b) {
                        touch(both, neighbour);
                    }
                }
            }
            both.neighbours.forEach(number -> add(regions.get(number), both));
        }

        private void add(Region a, Region b) {
            double color = 0;
            for (int i = 0; i < a.colors.length; i++) {
                color += Math.min(a.colors[i], b.colors[i]);
            }
            double size = 1 - (a.size + b.size) / pixels;
            double width = Math.max(a.right, b.right) - Math.min(a.left, b.left);
            double height = Math.max(a.bottom, b.bottom) - Math.min(a.top, b.top);
            double fill = 1 - (width * height - a.size - b.size) / pixels;
            pairs.add(new Pair(a, b, color / 3 + size + fill));
        }
    }
}
