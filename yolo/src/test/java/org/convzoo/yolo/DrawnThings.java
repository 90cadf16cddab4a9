package org.convzoo.yolo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A folder as Ultralytics lays it out, of drawn pictures with discs and squares of various sizes. */
final class DrawnThings {
    private DrawnThings() {}

    /** Pictures of side x side, with one to three things each that do not overlap; every tenth has none. */
    static Path folder(Path root, int train, int validation, int side) throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        part(root, "train", train, side, random);
        part(root, "valid", validation, side, random);
        Files.writeString(root.resolve("data.yaml"), "train: train/images\nval: valid/images\nnames: [disc, square]\n");
        return root;
    }

    private static void part(Path root, String name, int count, int side, SplittableRandom random) throws IOException {
        Path images = Files.createDirectories(root.resolve(name).resolve("images"));
        Path labels = Files.createDirectories(root.resolve(name).resolve("labels"));
        for (int i = 0; i < count; i++) {
            BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.getHSBColor(random.nextInt(100) / 100f, 0.3f, 0.4f));
            graphics.fillRect(0, 0, side, side);
            List<int[]> drawn = new ArrayList<>();
            int things = i % 10 == 9 ? 0 : 1 + random.nextInt(3);
            StringBuilder lines = new StringBuilder();
            while (drawn.size() < things) {
                int size = side / 6 + random.nextInt(side / 4);
                int x = random.nextInt(side - size), y = random.nextInt(side - size);
                if (drawn.stream()
                        .anyMatch(other -> x < other[0] + other[2]
                                && other[0] < x + size
                                && y < other[1] + other[2]
                                && other[1] < y + size)) {
                    continue;
                }
                drawn.add(new int[] {x, y, size});
                int label = random.nextInt(2);
                graphics.setColor(Color.getHSBColor(random.nextInt(100) / 100f, 0.9f, 1));
                if (label == 0) {
                    graphics.fillOval(x, y, size, size);
                } else {
                    graphics.fillRect(x, y, size, size);
                }
                double share = 1.0 / side;
                lines.append(String.format(
                        Locale.ROOT,
                        "%d %.6f %.6f %.6f %.6f%n",
                        label,
                        (x + size / 2.0) * share,
                        (y + size / 2.0) * share,
                        size * share,
                        size * share));
            }
            graphics.dispose();
            ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
            Files.writeString(labels.resolve(i + ".txt"), lines);
        }
    }
}
