package org.convzoo.cli;

import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Tells on stderr how far something has come: a bar with rate and remaining time where stderr is a terminal, now and then a plain
 * line otherwise. What is over within two seconds shows nothing.
 */
final class Progress implements AutoCloseable {
    private static final double SHOW_SECONDS = 2;
    private static final double LINE_SECONDS = 15;
    private static final int WIDTH = 79; // without asking the terminal, which takes longer than many a command
    private static final boolean TERMINAL = stderrIsTerminal();

    private final Console console;
    private final String task;
    private final String unit;
    private final long unitSize;
    private final long total;
    private final long start = System.nanoTime();
    private long first = -1;
    private double lastLine;
    private ProgressBar bar;

    /**
     * @param unit what is counted, in the plural
     * @param unitSize counts that make one of them, as 1 MiB of bytes
     * @param total counts in all; -1 if that is not known
     */
    Progress(Console console, String task, String unit, long unitSize, long total) {
        this.console = console;
        this.task = task;
        this.unit = unit;
        this.unitSize = unitSize;
        this.total = total;
    }

    /** So many are done. */
    void at(long done) {
        at(done, "");
    }

    /** So many are done, and there is more to tell. */
    void at(long done, String more) {
        if (first < 0) {
            first = done; // what an earlier attempt has done is not counted into the rate
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (TERMINAL && seconds > SHOW_SECONDS) {
            if (bar == null) {
                bar = open(done, seconds);
            }
            bar.stepTo(done);
            bar.setExtraMessage(more);
        } else if (!TERMINAL && seconds - lastLine > LINE_SECONDS) {
            lastLine = seconds;
            console.note(line(done, seconds) + (more.isEmpty() ? "" : ", " + more));
        }
    }

    private ProgressBar open(long done, double seconds) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(console.err(), WIDTH))
                .setUpdateIntervalMillis(200)
                .showSpeed()
                .clearDisplayOnFinish()
                .startsFrom(done, Duration.ofMillis((long) (1000 * seconds)))
                .build();
    }

    private String line(long done, double seconds) {
        double rate = (done - first) / seconds;
        String left = total < 0 || rate <= 0 ? "" : ", %.0f s left".formatted((total - done) / rate);
        String of = total < 0 ? "" : "/" + total / unitSize;
        return String.format(
                Locale.ROOT, "%s: %d%s %s, %.1f/s%s", task, done / unitSize, of, unit, rate / unitSize, left);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** The launcher knows; without it Java tells only whether stdin and stdout are terminals, and since 22 not even that. */
    @SuppressWarnings("SystemConsoleNull") // asked only where it can be null
    private static boolean stderrIsTerminal() {
        String told = System.getProperty("zoo.terminal");
        return told != null ? told.equals("true") : Runtime.version().feature() < 22 && System.console() != null;
    }
}
