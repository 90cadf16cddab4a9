package org.convzoo.course.casestudies;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Lettering;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;

/**
 * The volumes of a net as blocks in a row: as high as the maps, as broad as there are channels. Both are drawn as square roots, else a block of
 * 224 rows would leave one of 7 no room.
 */
final class VolumeDrawing {
    private static final int GAP = 14, LETTERS = 11, LEAST = 84; // pixels
    private static final double SIDE = 7.5, CHANNEL = 1.4, SLANT = 0.35;
    private static final Color FRONT = new Color(0x8fb8de), TOP = new Color(0xc5dbef), RIGHT = new Color(0x5f8fbf);
    private static final Color EDGE = new Color(0x2c4a68), TEXT = new Color(0x1c2430);

    /**
     * One volume.
     *
     * @param name of the layer that gives it
     * @param channels how many maps
     * @param side rows and columns of a map
     */
    record Volume(String name, long channels, long side) {
        /** What a layer gives; numbers without maps are channels of one place. */
        static Volume of(Row row) {
            boolean maps = row.output().size() == 3;
            return new Volume(
                    row.name(), row.output().get(0), maps ? row.output().get(1) : 1);
        }

        private int height() {
            return (int) Math.round(SIDE * Math.sqrt((double) side));
        }

        private int breadth() {
            return Math.max(4, (int) Math.round(CHANNEL * Math.sqrt((double) channels)));
        }

        private int slant() {
            return (int) Math.round(SLANT * height());
        }
    }

    private VolumeDrawing() {}

    /** The picture, and of a net the outputs of the layers that are named. */
    static BufferedImage of(Spec spec, ModelSummary net, List<String> layers) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new Volume("input", spec.channels(), spec.height()));
        layers.forEach(layer -> volumes.add(Volume.of(Nets.row(net, layer))));
        return of(volumes);
    }

    /** From left to right. */
    static BufferedImage of(List<Volume> volumes) {
        int tallest = volumes.stream()
                .mapToInt(volume -> volume.height() + volume.slant())
                .max()
                .orElseThrow();
        int width =
                GAP + volumes.stream().mapToInt(volume -> cell(volume) + GAP).sum();
        int floor = GAP + tallest;
        BufferedImage picture =
                new BufferedImage(width, floor + 8 + 2 * Lettering.line(LETTERS) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, picture.getHeight());
        Lettering lettering = new Lettering(Lettering.HAS_FONTS);
        int x = GAP;
        for (Volume volume : volumes) {
            int cell = cell(volume);
            block(graphics, volume, x + (cell - volume.breadth() - volume.slant()) / 2, floor);
            String size = volume.side() == 1
                    ? String.valueOf(volume.channels())
                    : volume.side() + " x " + volume.side() + " x " + volume.channels();
            lettering.draw(graphics, volume.name(), x, floor + 8, cell + GAP, LETTERS, true, TEXT);
            lettering.draw(graphics, size, x, floor + 8 + Lettering.line(LETTERS), cell + GAP, LETTERS, false, TEXT);
            x += cell + GAP;
        }
        graphics.dispose();
        return picture;
    }

    private static int cell(Volume volume) {
        return Math.max(LEAST, volume.breadth() + volume.slant());
    }

    private static void block(Graphics2D graphics, Volume volume, int x, int floor) {
        int breadth = volume.breadth(), height = volume.height(), slant = volume.slant(), top = floor - height;
        int[] upperX = {x, x + slant, x + slant + breadth, x + breadth};
        int[] upperY = {top, top - slant, top - slant, top};
        int[] rightX = {x + breadth, x + breadth + slant, x + breadth + slant, x + breadth};
        int[] rightY = {top, top - slant, floor - slant, floor};
        graphics.setColor(FRONT);
        graphics.fillRect(x, top, breadth, height);
        graphics.setColor(TOP);
        graphics.fillPolygon(upperX, upperY, 4);
        graphics.setColor(RIGHT);
        graphics.fillPolygon(rightX, rightY, 4);
        graphics.setColor(EDGE);
        graphics.drawRect(x, top, breadth, height);
        graphics.drawPolygon(upperX, upperY, 4);
        graphics.drawPolygon(rightX, rightY, 4);
    }
}
