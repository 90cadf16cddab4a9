package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.convzoo.data.Box;
import org.convzoo.data.BoxPicture;
import org.convzoo.data.Fit;
import org.convzoo.data.Frame;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.data.LabelledBox;
import org.convzoo.data.Randoms;
import org.convzoo.yolo.YoloHead.Anchor;

/**
 * Anchors that suit a data set: k-means of the shapes of its boxes, with 1 - IoU as the distance, so that a small box counts as much as a
 * large one.
 *
 * <p>Source: Redmon, Farhadi 2017, arXiv 1612.08242, section 2, "Dimension Clusters". Starts are drawn as by k-means++ (Arthur,
 * Vassilvitskii, SODA 2007); one more is the best result with one anchor less, and the shape that it fits worst: so the mean IoU never
 * falls with more anchors. A mean or a median does not minimise this distance, so the best round is kept, not the last.
 *
 * <pre>{@code
 * List<BoxPicture> pictures = BoxDatasets.open("highway", DataHome.fromEnvironment(), true).part(Dataset.TRAIN);
 * AnchorClusters clusters = AnchorClusters.of(AnchorClusters.shapes(pictures, 320, 320), 6, 1);
 * for (Anchor anchor : clusters.anchors()) {
 *     System.out.printf("%.0f x %.0f%n", anchor.width() * 320, anchor.height() * 320);
 * }
 * }</pre>
 *
 * @param anchors the smallest area first
 * @param meanIou of each box with the anchor that fits it best, both about one centre, 0 to 1
 */
public record AnchorClusters(List<Anchor> anchors, double meanIou) {
    private static final int RESTARTS = 5, ROUNDS = 100;
    private static final double SMALLEST =
            1e-18; // squared distance of shapes that differ, so that none is out of reach

    /** What stands for the boxes of a cluster, of width and height each. */
    public enum Center {
        MEAN,
        /** A few boxes of odd shapes change nothing. */
        MEDIAN
    }

    public AnchorClusters {
        anchors = List.copyOf(anchors);
        if (anchors.isEmpty() || !(meanIou >= 0 && meanIou <= 1)) {
            throw new IllegalArgumentException(
                    "clusters need anchors and a mean IoU of 0 to 1, got " + anchors.size() + " and " + meanIou);
        }
    }

    /**
     * The shapes of all boxes as a net sees them: each picture fitted whole into the input, as {@link Fit} does. Each is read for its
     * size. Boxes without an area and crowds are left out.
     *
     * @param pictures a part of a data set
     * @param height rows of the net's input
     * @param width columns
     * @return shares of the net's input
     * @throws org.convzoo.data.DataException if a picture cannot be read
     */
    public static List<Anchor> shapes(List<BoxPicture> pictures, int height, int width) {
        Fit fit = new Fit(height, width, 0);
        List<Anchor> shapes = new ArrayList<>();
        for (BoxPicture picture : pictures) {
            Image image = ImageReader.read(picture.file());
            Frame frame = fit.frame(image.height(), image.width()).orElseThrow();
            for (LabelledBox thing : picture.things(image.height(), image.width())) {
                Box box = frame.toResult(thing.box(), height, width);
                if (!thing.crowd() && box.area() > 0) {
                    shapes.add(new Anchor(box.width() / width, box.height() / height));
                }
            }
        }
        return shapes;
    }

    /** With medians and five restarts. */
    public static AnchorClusters of(List<Anchor> shapes, int count, long seed) {
        return of(shapes, count, Center.MEDIAN, RESTARTS, seed);
    }

    /**
     * Clusters shapes.
     *
     * @param shapes of boxes
     * @param count anchors to make
     * @param center what stands for a cluster
     * @param restarts draws of a start, of which the best result counts
     * @param seed of these draws
     * @throws IllegalArgumentException if there are fewer shapes that differ than anchors are asked for
     */
    public static AnchorClusters of(List<Anchor> shapes, int count, Center center, int restarts, long seed) {
        if (count < 1 || restarts < 1) {
            throw new IllegalArgumentException("count and restarts must be >= 1, got " + count + " and " + restarts);
        }
        int different = new HashSet<>(shapes).size();
        if (different < count) {
            throw new IllegalArgumentException(count + " anchors need as many boxes of different shapes, got "
                    + different + (shapes.isEmpty() ? " (no boxes)" : ""));
        }
        AnchorClusters best = null;
        for (int k = 1; k <= count; k++) {
            AnchorClusters fewer = best;
            best = fewer == null ? null : refined(shapes, grown(shapes, fewer.anchors()), center);
            for (int restart = 0; restart < restarts; restart++) {
                AnchorClusters one = refined(shapes, start(shapes, k, Randoms.keyed(seed, k, restart)), center);
                best = best == null || one.meanIou() > best.meanIou() ? one : best;
            }
        }
        return best;
    }

    /** How well some anchors fit some boxes: the mean, over the boxes, of the IoU with the best anchor, 0 to 1. */
    public static double meanIou(List<Anchor> anchors, List<Anchor> shapes) {
        double sum = 0;
        for (Anchor shape : shapes) {
            sum += iou(anchors.get(nearest(anchors, shape)), shape);
        }
        return Math.min(1, sum / shapes.size());
    }

    /** The first is any, each further one the likelier the further it is from the nearest of those before: as its distance squared. */
    private static List<Anchor> start(List<Anchor> shapes, int count, SplittableRandom random) {
        List<Anchor> anchors = new ArrayList<>();
        anchors.add(shapes.get(random.nextInt(shapes.size())));
        double[] squares = new double[shapes.size()];
        Arrays.fill(squares, 1);
        while (anchors.size() < count) {
            Anchor last = anchors.get(anchors.size() - 1);
            double sum = 0;
            for (int i = 0; i < squares.length; i++) {
                double distance = 1 - iou(last, shapes.get(i));
                squares[i] =
                        Math.min(squares[i], last.equals(shapes.get(i)) ? 0 : Math.max(SMALLEST, distance * distance));
                sum += squares[i];
            }
            double left = random.nextDouble() * sum;
            int chosen = -1;
            for (int i = 0; i < squares.length && (chosen < 0 || left >= 0); i++) {
                if (squares[i] > 0) { // the last of these, where rounding leaves something
                    chosen = i;
                    left -= squares[i];
                }
            }
            anchors.add(shapes.get(chosen));
        }
        return anchors;
    }

    /** One anchor more: the shape that those there are fit worst. */
    private static List<Anchor> grown(List<Anchor> shapes, List<Anchor> anchors) {
        Anchor worst = shapes.stream()
                .min(Comparator.comparingDouble(shape -> iou(anchors.get(nearest(anchors, shape)), shape)))
                .orElseThrow();
        List<Anchor> more = new ArrayList<>(anchors);
        more.add(worst);
        return more;
    }

    /** Lloyd's rounds, until no box changes its cluster. */
    private static AnchorClusters refined(List<Anchor> shapes, List<Anchor> start, Center center) {
        List<Anchor> anchors = start, best = start;
        double bestIou = -1;
        int[] owner = new int[shapes.size()];
        for (int round = 0; round < ROUNDS; round++) {
            boolean changed = round == 0;
            double sum = 0;
            for (int i = 0; i < owner.length; i++) {
                int nearest = nearest(anchors, shapes.get(i));
                changed |= nearest != owner[i];
                owner[i] = nearest;
                sum += iou(anchors.get(nearest), shapes.get(i));
            }
            double meanIou = Math.min(1, sum / owner.length);
            if (meanIou > bestIou) {
                best = anchors;
                bestIou = meanIou;
            }
            if (!changed) {
                break;
            }
            anchors = centers(shapes, owner, anchors, center);
        }
        List<Anchor> sorted = best.stream()
                .sorted(Comparator.comparingDouble((Anchor anchor) -> anchor.width() * anchor.height())
                        .thenComparingDouble(Anchor::width))
                .toList();
        return new AnchorClusters(sorted, bestIou);
    }

    private static List<Anchor> centers(List<Anchor> shapes, int[] owner, List<Anchor> anchors, Center center) {
        List<Anchor> moved = new ArrayList<>(anchors); // whose cluster is empty stays
        for (int a = 0; a < anchors.size(); a++) {
            List<Anchor> members = new ArrayList<>();
            for (int i = 0; i < owner.length; i++) {
                if (owner[i] == a) {
                    members.add(shapes.get(i));
                }
            }
            if (!members.isEmpty()) {
                double[] widths = members.stream().mapToDouble(Anchor::width).toArray();
                double[] heights = members.stream().mapToDouble(Anchor::height).toArray();
                moved.set(a, new Anchor(middle(widths, center), middle(heights, center)));
            }
        }
        return moved;
    }

    private static double middle(double[] values, Center center) {
        if (center == Center.MEAN) {
            return Arrays.stream(values).average().orElseThrow();
        }
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    private static int nearest(List<Anchor> anchors, Anchor shape) {
        int nearest = 0;
        double best = -1;
        for (int a = 0; a < anchors.size(); a++) {
            double iou = iou(anchors.get(a), shape);
            if (iou > best) {
                best = iou;
                nearest = a;
            }
        }
        return nearest;
    }

    /** Of two boxes about one centre. */
    private static double iou(Anchor a, Anchor b) {
        double common = Math.min(a.width(), b.width()) * Math.min(a.height(), b.height());
        return common / (a.width() * a.height() + b.width() * b.height() - common);
    }
}
