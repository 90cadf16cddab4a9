package org.convzoo.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C, or a polite kill, while something long is under way: it is asked to stop, and the JVM is held until it has saved what it
 * has. Java itself then ends with exit code 128 + the signal's number.
 */
final class Interruption implements AutoCloseable {
    private final Console console;
    private final String howToGoOn;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "convzoo-interruption");
    private volatile boolean asked;
    private volatile boolean checkpoint;

    Interruption(Console console, String howToGoOn) {
        this.console = console;
        this.howToGoOn = howToGoOn;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether to stop as soon as that can be done. */
    boolean asked() {
        return asked;
    }

    void checkpointWritten() {
        checkpoint = true;
    }

    private void stop() {
        asked = true;
        console.note("stopping after this step ...");
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (checkpoint) {
            console.note("stopped; to go on: " + howToGoOn);
        }
        console.err().flush();
    }

    @Override
    public void close() {
        over.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending, the hook is running
        }
    }
}
