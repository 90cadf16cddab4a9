package org.convzoo.facenet;

import java.util.List;

/**
 * Turns, scales and moves a plane: (x, y) to (a x - b y + moveX, b x + a y + moveY).
 *
 * @param a cosine of the angle, times the scale
 * @param b sine of the angle, times the scale
 */
record Similarity(double a, double b, double moveX, double moveY) {
    /**
     * The one that brings points nearest to others, by the sum of squared distances (Umeyama 1991, "Least-Squares Estimation of
     * Transformation Parameters Between Two Point Patterns", IEEE PAMI 13(4); in the plane and without mirroring it needs no singular
     * values).
     *
     * @throws IllegalArgumentException if there are not as many of both, or all points of {@code from} are one
     */
    static Similarity between(List<Point> from, List<Point> to) {
        if (from.size() != to.size() || from.isEmpty()) {
            throw new IllegalArgumentException(
                    "as many points are needed on both sides, got " + from.size() + " and " + to.size());
        }
        Point center = mean(from), goal = mean(to);
        double dot = 0, cross = 0, squares = 0;
        for (int i = 0; i < from.size(); i++) {
            double x = from.get(i).x() - center.x(), y = from.get(i).y() - center.y();
            double toX = to.get(i).x() - goal.x(), toY = to.get(i).y() - goal.y();
            dot += x * toX + y * toY;
            cross += x * toY - y * toX;
            squares += x * x + y * y;
        }
        if (!(squares > 0)) {
            throw new IllegalArgumentException("the points must not all be one, got " + from.get(0));
        }
        double a = dot / squares, b = cross / squares;
        return new Similarity(
                a, b, goal.x() - a * center.x() + b * center.y(), goal.y() - b * center.x() - a * center.y());
    }

    private static Point mean(List<Point> points) {
        return new Point(
                points.stream().mapToDouble(Point::x).average().orElseThrow(),
                points.stream().mapToDouble(Point::y).average().orElseThrow());
    }

    Point apply(double x, double y) {
        return new Point(a * x - b * y + moveX, b * x + a * y + moveY);
    }

    /** By how much lengths grow. */
    double scale() {
        return Math.hypot(a, b);
    }
}
