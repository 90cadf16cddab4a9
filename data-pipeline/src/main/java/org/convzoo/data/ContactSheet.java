package org.convzoo.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * A data set at a glance: a grid of its pictures, each with its class name below.
 *
 * <p>The pictures are spread evenly over the split. Small ones are enlarged by a whole factor, so that their pixels show; large
 * ones are scaled down. Needs neither a display nor fonts.
 */
public final class ContactSheet {
    /** Side of the square that a picture fits into, in pixels. */
    private static final int CELL = 112;

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
        int shown = picked.length;
        int rowsNeeded = Math.max(1, (shown + columns - 1) / columns);
        BufferedImage sheet = new BufferedImage(
                GAP + columns * (CELL + GAP), GAP + rowsNeeded * (CELL + CAPTION + GAP), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        graphics.setColor(Color.BLACK);
        for (int k = 0; k < shown; k++) {
            int i = picked[k];
            int x = GAP + k % columns * (CELL + GAP);
            int y = GAP + k / columns * (CELL + CAPTION + GAP);
            BufferedImage picture = fitted(split.image(i)).toBufferedImage();
            graphics.drawImage(
                    picture, x + (CELL - picture.getWidth()) / 2, y + (CELL - picture.getHeight()) / 2, null);
            PixelFont.draw(graphics, classes.get(split.label(i)), x, y + CELL + GAP / 2, CELL);
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
        BufferedImage sheet = of(split, classes, rows, columns);
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

    private static Image fitted(Image image) {
        int longer = Math.max(image.height(), image.width());
        if (longer <= CELL) {
            return enlarged(image, CELL / longer);
        }
        int height = Math.max(1, image.height() * CELL / longer);
        int width = Math.max(1, image.width() * CELL / longer);
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
