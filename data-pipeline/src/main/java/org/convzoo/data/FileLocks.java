package org.convzoo.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One holder of a lock file at a time, over threads and processes.
 *
 * <p>A file lock belongs to the whole JVM (a second thread's attempt is an error, not a wait), so a lock inside the JVM is taken first. The
 * lock file stays: who deleted it could cut another process off that waits on it.
 */
public final class FileLocks {
    private static final ConcurrentHashMap<Path, ReentrantLock> INSIDE = new ConcurrentHashMap<>();

    private FileLocks() {}

    /** What is done while the lock is held. */
    public interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Waits for the lock, then works.
     *
     * @param lockFile made where it is missing; its folder must be there
     */
    public static <T> T locked(Path lockFile, Work<T> work) throws IOException {
        ReentrantLock inside = INSIDE.computeIfAbsent(lockFile.toAbsolutePath().normalize(), p -> new ReentrantLock());
        inside.lock();
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            return work.run();
        } finally {
            inside.unlock();
        }
    }
}
