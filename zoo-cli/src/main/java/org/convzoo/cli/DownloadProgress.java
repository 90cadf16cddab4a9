package org.convzoo.cli;

import org.convzoo.data.RemoteFile;

/** A bar for each file of a download. */
final class DownloadProgress implements org.convzoo.data.Progress, AutoCloseable {
    private static final long MIB = 1 << 20;

    private final Console console;
    private RemoteFile file;
    private Progress progress;

    DownloadProgress(Console console) {
        this.console = console;
    }

    @Override
    public void at(RemoteFile file, long done, long total) {
        if (!file.equals(this.file)) {
            close();
            this.file = file;
            progress = new Progress(console, "fetching " + file.file(), "MiB", MIB, total);
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
