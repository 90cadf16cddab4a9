package org.convzoo.data;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A data set at a glance: a grid of its pictures, each with its class name below, or with its boxes.
 *
 * <p>The pictures are spread evenly over the split. Small ones are enlarged by a whole factor, so that their pixels show; large
 * ones are scaled down. Needs neither a display nor fonts.
 */
public final class ContactSheet {
    /** Side of the square that a picture fits into, in pixels. */
    private static final int CELL = 112;

    /** The same where boxes are to be seen in it. */
    private static final int LARGE_CELL = 288;

    private static final float GOLDEN = 0.618034f; // neighbouring classes get hues far apart

    private static final int GAP = 8;
    private static final int CAPTION = PixelFont.HEIGHT + GAP / 2;

    private ContactSheet() {}

    /**
     * Draws the sheet.
     *
     * @param classes names of the classes, as {@link Dataset#classes()} has them
     * @param rows at most; fewer if the split has fewer pictures
     * @param columns in each row
     */
    public static BufferedImage of(Split split, List<String> classes, int rows, int columns) {
        Check.between(1, 100, "rows", rows);
        Check.between(1, 100, "columns", columns);
        int[] picked = pick(split, classes.size(), rows * columns);
        return grid(CELL, columns, picked.length, k -> {
            String caption = classes.get(split.label(picked[k]));
            return new Tile(fitted(split.image(picked[k]), CELL).toBufferedImage(), caption);
        });
    }

    /**
     * Draws the sheet of pictures with boxes: each has a frame in the colour of its class and the class's name, a dashed one where it stands for many.
     * Below is the picture's name.
     *
     * @param pictures spread evenly over these
     * @param classes names of the classes, as {@link BoxDataset#classes()} has them
     * @param rows at most; fewer if there are fewer pictures
     * @param columns in each row
     * @throws DataException if a picture cannot be read
     */
    public static BufferedImage of(List<BoxPicture> pictures, List<String> classes, int rows, int columns) {
        Check.between(1, 100, "rows", rows);
        Check.between(1, 100, "columns", columns);
        int shown = Math.min(pictures.size(), rows * columns);
        return grid(LARGE_CELL, columns, shown, k -> {
            BoxPicture picture = pictures.get((int) ((long) k * pictures.size() / shown));
            Image image = fitted(ImageReader.read(picture.file()), LARGE_CELL).toRgb();
            BufferedImage drawn = image.toBufferedImage();
            Graphics2D graphics = drawn.createGraphics();
            picture.things(image.height(), image.width())
                    .forEach(thing -> draw(graphics, thing, classes.get(thing.label()), image));
            graphics.dispose();
            return new Tile(drawn, BoxFolder.stem(picture.file()));
        });
    }

    private static void draw(Graphics2D graphics, LabelledBox thing, String name, Image image) {
        Box box = thing.box();
        graphics.setColor(Color.getHSBColor(thing.label() * GOLDEN % 1, 0.9f, 0.9f));
        float[] dashes = thing.crowd() ? new float[] {4, 4} : null;
        graphics.setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
        graphics.draw(new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height()));
        int width = Math.min(PixelFont.width(name) + 4, image.width()), height = PixelFont.HEIGHT + 4;
        int x = Math.max(0, Math.min((int) box.x(), image.width() - width));
        int y = (int) box.y() >= height ? (int) box.y() - height : (int) box.y();
        graphics.fillRect(x, y, width, height);
        graphics.setColor(Color.BLACK);
        PixelFont.draw(graphics, name, x + 2, y + 2, width - 2);
    }

    /** A picture that fits into a cell, and what stands below it. */
    private record Tile(BufferedImage picture, String caption) {}

    private static BufferedImage grid(int cell, int columns, int count, IntFunction<Tile> tiles) {
        int rows = Math.max(1, (count + columns - 1) / columns);
        BufferedImage sheet = new BufferedImage(
                GAP + columns * (cell + GAP), GAP + rows * (cell + CAPTION + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setColor(Color.BLACK);
        for (int k = 0; k < count; k++) {
            int x = GAP + k % columns * (cell + GAP);
            int y = GAP + k / columns * (cell + CAPTION + GAP);
            Tile tile = tiles.apply(k);
            BufferedImage picture = tile.picture;
            graphics.drawImage(
                    picture, x + (cell - picture.getWidth()) / 2, y + (cell - picture.getHeight()) / 2, null);
            PixelFont.draw(graphics, tile.caption, x, y + cell + GAP / 2, cell);
        }
        graphics.dispose();
        return sheet;
    }

    /** Up to {@code count} pictures: the classes in turn, each one's pictures spread evenly over the split. */
    private static int[] pick(Split split, int numClasses, int count) {
        Map<Integer, List<Integer>> byClass = IntStream.range(0, split.size())
                .boxed()
                .collect(Collectors.groupingBy(split::label, TreeMap::new, Collectors.toList()));
        int largest = byClass.values().stream().mapToInt(List::size).max().orElse(0);
        int rounds = Math.min(largest, (count + numClasses - 1) / numClasses);
        return IntStream.range(0, rounds)
                .boxed()
                .flatMap(round -> byClass.values().stream()
                        .filter(of -> of.size() >= rounds || round < of.size())
                        .map(of -> of.get(of.size() >= rounds ? (int) ((long) round * of.size() / rounds) : round)))
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /**
     * Draws the sheet and writes it as PNG. The file appears whole or not at all.
     *
     * @throws DataException if it cannot be written
     */
    public static void write(Split split, List<String> classes, int rows, int columns, Path file) {
        write(of(split, classes, rows, columns), file);
    }

    /**
     * Draws the sheet of pictures with boxes and writes it as PNG. The file appears whole or not at all.
     *
     * @throws DataException if a picture cannot be read, or the sheet cannot be written
     */
    public static void write(List<BoxPicture> pictures, List<String> classes, int rows, int columns, Path file) {
        write(of(pictures, classes, rows, columns), file);
    }

    private static void write(BufferedImage sheet, Path file) {
        Path target = file.toAbsolutePath();
        Path temporary = null;
        try {
            temporary = Files.createTempFile(target.getParent(), "contact-sheet", ".png");
            ImageIO.write(sheet, "png", temporary.toFile());
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            delete(temporary);
            throw new DataException("cannot write " + file + ": " + e, e);
        }
    }

    private static Image fitted(Image image, int cell) {
        int longer = Math.max(image.height(), image.width());
        if (longer <= cell) {
            return enlarged(image, cell / longer);
        }
        int height = Math.max(1, image.height() * cell / longer);
        int width = Math.max(1, image.width() * cell / longer);
        return new Resize(height, width).apply(image, () -> 0);
    }

    private static Image enlarged(Image image, int factor) {
        int height = image.height() * factor;
        int width = image.width() * factor;
        float[] out = new float[image.channels() * height * width];
        for (int c = 0, i = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    out[i++] = image.at(c, y / factor, x / factor);
                }
            }
        }
        return new Image(image.channels(), height, width, out);
    }

    private static void delete(Path temporary) {
        try {
            if (temporary != null) {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            // The error that led here is the one to tell.
        }
    }
}
