package org.convzoo.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;

/**
 * {@code zoo warm-up}, which nobody types: the launcher runs it once after a build, while Java notes which classes are loaded and
 * archives them (AppCDS). So it does a little of what commands do.
 */
@Command(
        name = "warm-up",
        hidden = true,
        description = "Load the classes that commands need, for the launcher to archive.",
        footer = {"", "Example:", "  zoo warm-up"})
final class WarmUpCommand extends BaseCommand {
    private static final int SIDE = 28, PICTURES = 6;

    WarmUpCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Files.createTempDirectory("zoo-warm-up");
        try {
            String picture = draw(folder.resolve("data"), "square").toString();
            draw(folder.resolve("data"), "stripe");
            String run = folder.resolve("run").toString();
            run("list");
            run("describe", "lenet5", "--json");
            run("train", "lenet5", "--data", folder.resolve("data").toString(), "--epochs", "1", "--run", run);
            run("predict", folder.resolve("run").resolve("best.zip").toString(), picture, "--top", "2");
            run("predict", folder.resolve("run").resolve("best.zip").toString(), picture, "--json");
            run("--help");
        } finally {
            delete(folder);
        }
        return Main.DONE;
    }

    private static void run(String... args) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        Main.execute(args, nowhere, nowhere);
    }

    /** Some pictures of a class; gives the last. */
    private static Path draw(Path data, String name) throws IOException {
        Path folder = Files.createDirectories(data.resolve(name));
        Path file = folder;
        for (int i = 0; i < PICTURES; i++) {
            BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(Color.WHITE);
            graphics.fillRect(4 + i, 4, name.equals("square") ? 16 : 4, 16);
            graphics.dispose();
            file = folder.resolve(i + ".png");
            ImageIO.write(image, "png", file.toFile());
        }
        return file;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(folder)) {
            all = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
