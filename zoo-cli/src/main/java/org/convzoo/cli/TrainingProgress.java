package org.convzoo.cli;

import java.util.Locale;
import org.convzoo.core.EpochMetrics;
import org.convzoo.core.TrainingListener;
import org.convzoo.core.TrainingOptions;

/** A line per epoch, and a progress bar within it. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
    private final Console console;
    private final TrainingOptions options;
    private final Interruption interruption;
    private Progress progress;

    TrainingProgress(Console console, TrainingOptions options, Interruption interruption) {
        this.console = console;
        this.options = options;
        this.interruption = interruption;
    }

    @Override
    public void features(int images, int total) {
        if (progress == null) {
            console.note("computing once what the frozen layers say of each picture");
            progress = new Progress(console, "frozen layers", "images", 1, total);
        }
        progress.at(images);
        if (images == total) {
            close();
        }
    }

    @Override
    public void batch(int epoch, int images, int total, double loss) {
        if (progress == null) {
            progress = new Progress(console, "epoch " + epoch, "images", 1, total);
        }
        progress.at(images);
        if (images == total) {
            close(); // the evaluation that follows writes nothing over it
        }
    }

    @Override
    public void epoch(EpochMetrics metrics, boolean best) {
        close();
        console.note(String.format(
                Locale.ROOT,
                "epoch %" + digits(options.epochs()) + "d/%d  loss %.4f  validation %6.2f %%  %,.0f images/s  %s%s",
                metrics.epoch(),
                options.epochs(),
                metrics.trainLoss(),
                100 * metrics.validationScore(),
                metrics.imagesPerSecond(),
                duration(metrics.seconds()),
                best ? "  best" : ""));
    }

    @Override
    public boolean stop() {
        return interruption.asked();
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    private static int digits(int n) {
        return Integer.toString(n).length();
    }

    private static String duration(double seconds) {
        return seconds < 60
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
    }
}
