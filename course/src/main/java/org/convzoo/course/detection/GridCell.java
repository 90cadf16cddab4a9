package org.convzoo.course.detection;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;

/**
 * A box as a cell of a grid tells it: the cell that its midpoint lies in answers for it. The midpoint counts from the cell's upper left corner, 0 to 1;
 * height and width are in cells too, and above 1 where the thing is larger than a cell.
 *
 * <p>Shapes: a picture of height x width, rows x columns cells.
 *
 * <p>Source: Redmon et al., "You Only Look Once", 2016, arXiv:1506.02640, section 2; there height and width are shares of the picture.
 *
 * @param row of the cell, from 0
 * @param column likewise
 * @param x of the midpoint, 0 to 1
 * @param y likewise
 * @param height of the box, in cells
 * @param width likewise
 */
public record GridCell(int row, int column, double x, double y, double height, double width) {
    private static final int ROADS = 1000, THINGS = 8;
    private static final int[] SIDES = {3, 7, 13, 19};

    /**
     * The cell of a box.
     *
     * @param box in pixels
     * @param rows of the grid
     * @param columns of the grid
     * @param height of the picture, in pixels
     * @param width likewise
     */
    public static GridCell of(Box box, int rows, int columns, int height, int width) {
        double cellHeight = (double) height / rows, cellWidth = (double) width / columns;
        double down = box.centerY() / cellHeight, across = box.centerX() / cellWidth;
        int row = Math.min(rows - 1, (int) down), column = Math.min(columns - 1, (int) across); // the last edge counts
        return new GridCell(
                row, column, across - column, down - row, box.height() / cellHeight, box.width() / cellWidth);
    }

    /** The box again, in pixels. */
    public Box box(int rows, int columns, int pictureHeight, int pictureWidth) {
        double cellHeight = (double) pictureHeight / rows, cellWidth = (double) pictureWidth / columns;
        return Box.ofCenter((column + x) * cellWidth, (row + y) * cellHeight, width * cellWidth, height * cellHeight);
    }

    /** A car that is wider than a cell, a motorcycle, and a person that is higher than one. */
    static DrawnRoad road() {
        return DrawnRoad.of(
                DrawnRoad.thing(DrawnRoad.PERSON, 90, 147, 32, 105),
                DrawnRoad.thing(DrawnRoad.CAR, 264, 147, 168, 73.5),
                DrawnRoad.thing(DrawnRoad.MOTORCYCLE, 168, 210, 90, 63));
    }

    /** On how many of a thousand roads with eight things, drawn by lot, two midpoints share a cell. */
    static int shared(int side) {
        Random random = new Random(1);
        int shared = 0;
        for (int road = 0; road < ROADS; road++) {
            Set<Integer> cells = new HashSet<>();
            for (int i = 0; i < THINGS; i++) {
                Box point = Box.ofCenter(random.nextInt(DrawnRoad.WIDTH), random.nextInt(DrawnRoad.HEIGHT), 0, 0);
                GridCell cell = of(point, side, side, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
                cells.add(cell.row() * side + cell.column());
            }
            shared += cells.size() < THINGS ? 1 : 0;
        }
        return shared;
    }

    /** Three things in a grid of 3 x 3, and how often cells are shared in finer ones. */
    public static Exhibit demonstrate() {
        DrawnRoad road = road();
        NumberTable cells = NumberTable.of(1, "THING", "ROW", "COLUMN", "B_X", "B_Y", "B_H", "B_W");
        for (LabelledBox thing : road.things()) {
            GridCell cell = of(thing.box(), 3, 3, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
            cells.row(
                    DrawnRoad.name(thing), cell.row(), cell.column(), cell.x(), cell.y(), cell.height(), cell.width());
        }
        NumberTable grids =
                NumberTable.of(1, "GRID", "CELLS", "TWO MIDPOINTS IN ONE CELL, OF 1,000 ROADS WITH 8 THINGS");
        for (int side : SIDES) {
            grids.row(side + " x " + side, side * side, shared(side));
        }
        return new Exhibit(cells.text() + "\n" + grids.text(), 2, List.of(panel(road, 3), panel(road, 19)));
    }

    private static Panel panel(DrawnRoad road, int side) {
        Sketch sketch = Sketch.on(road.picture()).grid(side, side);
        List<Box> owners = new ArrayList<>();
        for (Box box : road.boxes()) {
            GridCell cell = of(box, side, side, DrawnRoad.HEIGHT, DrawnRoad.WIDTH);
            owners.add(new GridCell(cell.row(), cell.column(), 0.5, 0.5, 1, 1)
                    .box(side, side, DrawnRoad.HEIGHT, DrawnRoad.WIDTH));
        }
        owners.forEach(owner -> sketch.shaded(owner, Sketch.BLUE).thin(owner, Sketch.BLUE));
        for (Box box : road.boxes()) {
            sketch.box(box, Sketch.RED).dot(box.centerX(), box.centerY(), 4, Sketch.RED);
        }
        return sketch.panel(side + " x " + side + ": midpoints, and the cells that answer for them");
    }
}
