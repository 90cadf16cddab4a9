package org.convzoo.core.detection;

import org.convzoo.data.Box;

/** How much two boxes have in common. Symmetric; boxes without area overlap with nothing. */
public final class Overlap {
    private Overlap() {}

    /** Area that both cover, in square pixels. */
    public static double intersection(Box a, Box b) {
        double width = Math.min(a.right(), b.right()) - Math.max(a.x(), b.x());
        double height = Math.min(a.bottom(), b.bottom()) - Math.max(a.y(), b.y());
        return width > 0 && height > 0 ? width * height : 0;
    }

    /** Intersection over union (Jaccard's index): 0 for boxes apart, 1 for equal ones. */
    public static double iou(Box a, Box b) {
        double intersection = intersection(a, b);
        return intersection == 0 ? 0 : Math.min(1, intersection / (a.area() + b.area() - intersection));
    }

    /**
     * Generalised IoU: less the share of the smallest box around both that neither covers, so that boxes apart differ by how far. From -1
     * to 1 (Rezatofighi et al. 2019, arXiv 1902.09630, algorithm 1).
     */
    public static double giou(Box a, Box b) {
        double hull = (Math.max(a.right(), b.right()) - Math.min(a.x(), b.x()))
                * (Math.max(a.bottom(), b.bottom()) - Math.min(a.y(), b.y()));
        if (hull == 0) {
            return 0; // nothing has an area
        }
        double union = a.area() + b.area() - intersection(a, b);
        return iou(a, b) - Math.max(0, hull - union) / hull;
    }
}
