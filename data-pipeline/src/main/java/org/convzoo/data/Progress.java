package org.convzoo.data;

/** Is told how far a download has come; called from the thread that downloads, at most a few times a second and at the end. */
@FunctionalInterface
public interface Progress {
    /** Says nothing. */
    Progress NONE = (file, done, total) -> {};

    /**
     * Some bytes more have arrived.
     *
     * @param file what is downloaded
     * @param done bytes so far, those of an earlier attempt that was resumed included
     * @param total bytes in all, -1 where the server does not say
     */
    void at(RemoteFile file, long done, long total);

    /**
     * A downloaded archive is being decoded, once, into the cache.
     *
     * @param file the archive
     * @param done bytes of its content so far
     * @param total bytes of its content in all
     */
    default void decoding(RemoteFile file, long done, long total) {}
}
