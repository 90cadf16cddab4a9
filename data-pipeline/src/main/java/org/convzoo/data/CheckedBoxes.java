package org.convzoo.data;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The boxes of one picture, checked one by one as they come. */
final class CheckedBoxes {
    /** A box may leave the picture by so much, as a share of it, since others round. */
    private static final double ROUNDING = 1e-3;

    /** Edges further away are a mistake, as a share of the picture. */
    private static final double FARTHEST = 2e6;

    /** More of a wrong text is not repeated, in characters. */
    private static final int SHOWN = 40;

    private final Set<LabelledBox> boxes = new LinkedHashSet<>();

    /** What is wrong with a class that there is not. */
    static String unknownClass(String label, String known) {
        return "class " + shown(label) + " is none of the " + known + "; left out";
    }

    /** What is wrong with a text that is to be a number; empty where it is one. */
    static String notANumber(String text) {
        try {
            Double.parseDouble(text);
            return "";
        } catch (NumberFormatException e) {
            return "'" + shown(text) + "' is no number; left out";
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    /**
     * Adds a box; what is outside the picture is cut off.
     *
     * @param left edge, a share of the picture's width, as {@code right}
     * @param top edge, a share of its height, as {@code bottom}
     * @param label a class that there is
     * @return what is wrong with it and what was done about that; empty where nothing is
     */
    String add(double left, double top, double right, double bottom, int label, boolean crowd) {
        for (double edge : new double[] {left, top, right, bottom}) {
            if (!(Math.abs(edge) <= FARTHEST)) {
                return "its edges are nowhere near the picture; left out";
            }
        }
        if (right <= left || bottom <= top) {
            return "its width and height must be above 0; left out";
        }
        Box clipped = Box.ofCorners(left, top, right, bottom).clipped(1, 1);
        if (clipped.area() == 0) {
            return "it lies beside the picture; left out";
        }
        if (!boxes.add(new LabelledBox(clipped, label, crowd))) {
            return "it is there twice; left out";
        }
        boolean outside = left < -ROUNDING || top < -ROUNDING || right > 1 + ROUNDING || bottom > 1 + ROUNDING;
        return outside ? "it reaches over the picture's edge; cut off" : "";
    }

    /** In the order in which they came. */
    List<LabelledBox> all() {
        return List.copyOf(boxes);
    }
}
