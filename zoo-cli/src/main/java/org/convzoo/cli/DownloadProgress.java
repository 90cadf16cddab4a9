package org.convzoo.cli;

import org.convzoo.data.RemoteFile;

/** A bar for each file of a download, and one for what is then made of it. */
final class DownloadProgress implements org.convzoo.data.Progress, AutoCloseable {
    private static final long MIB = 1 << 20;

    private final Console console;
    private String task = "";
    private Progress progress;

    DownloadProgress(Console console) {
        this.console = console;
    }

    @Override
    public void at(RemoteFile file, long done, long total) {
        show("fetching " + file.file(), done, total);
    }

    @Override
    public void decoding(RemoteFile file, long done, long total) {
        show("decoding " + file.file(), done, total);
    }

    private void show(String what, long done, long total) {
        if (!what.equals(task)) {
            close();
            task = what;
            progress = new Progress(console, what, "MiB", MIB, total);
        }
        progress.at(done);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
        }
    }
}
