package org.convzoo.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds a {@link RemoteFile} on this machine or fetches it, and never hands out one whose digest is wrong.
 *
 * <p>Places are asked in this order: the mirror where it is a folder (used in place, not copied); the cache; {@code file:} addresses of the
 * entry; the mirror where it is a URL prefix; the entry's other URLs. A download goes to a temporary file beside its target, is resumed
 * after a cut, checked, forced to disk and moved into place at once. A lock file makes two processes that want the same
 * file end with one good copy.
 */
public final class Download {
    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final long PROGRESS_NANOS = 100_000_000;

    private final DataHome home;
    private final HttpSource http;
    private final PartialDownload.Opener opener;

    public Download(DataHome home) {
        this(home, new HttpSource(CONNECT_TIMEOUT, READ_TIMEOUT), Files::newOutputStream);
    }

    Download(DataHome home, HttpSource http, PartialDownload.Opener opener) {
        this.home = home;
        this.http = http;
        this.opener = opener;
    }

    /**
     * The file's place on this machine, after a download where that is needed. Its digest has been checked, in this call.
     *
     * @throws DataException one line: what was tried, the URL, the digest expected and the one found, and where to put the file by
     *     hand
     */
    public Path fetch(RemoteFile file, Progress progress) {
        List<String> failures = new ArrayList<>();
        Optional<Path> here = onThisMachine(file, failures);
        if (here.isPresent()) {
            return here.get();
        }
        if (home.offline()) {
            failures.add("ZOO_OFFLINE is set, so nothing is downloaded");
            throw failed(file, failures);
        }
        Path target = home.cached(file);
        try {
            Files.createDirectories(target.getParent());
            Path lock = target.resolveSibling("." + target.getFileName() + ".lock");
            return FileLocks.locked(lock, () -> download(file, target, progress, failures));
        } catch (IOException e) {
            throw new DataException("cannot write to the cache " + target.getParent() + ": " + Digests.reason(e), e);
        }
    }

    /** Where the file lies on this machine, unchecked, if it does. */
    public Optional<Path> locate(RemoteFile file) {
        return places(file).stream().filter(Files::isRegularFile).findFirst();
    }

    /** The digest of a file that lies here, of what is inside its wrapping where the entry says so. */
    static String digestOf(RemoteFile file, Path path) throws IOException {
        if (!file.inside().isEmpty()) {
            return Archive.digest(path, Pattern.compile(file.inside()), file.contentLimit());
        }
        if (!file.unpacked() && file.bytes() >= 0 && Files.size(path) != file.bytes()) {
            throw new IOException("it has " + Files.size(path) + " bytes, not the " + file.bytes() + " expected");
        }
        return Digests.of(path, file.algorithm(), file.contentLimit(), file.unpacked());
    }

    private List<Path> places(RemoteFile file) {
        List<Path> places = new ArrayList<>();
        home.mirrorFolder().map(m -> m.resolve(file.name())).ifPresent(folder -> {
            places.add(folder.resolve(file.file()));
            places.add(folder.resolve(file.plainFile()));
        });
        places.add(home.cached(file));
        places.add(home.cached(file).resolveSibling(file.plainFile()));
        for (URI url : file.urls()) {
            if (isLocal(url)) {
                places.add(Path.of(url));
            }
        }
        return places.stream().distinct().toList();
    }

    private Optional<Path> onThisMachine(RemoteFile file, List<String> failures) {
        Optional<Path> mirror = home.mirrorFolder();
        if (mirror.isPresent() && !Files.isDirectory(mirror.get())) {
            throw new DataException("ZOO_MIRROR names no folder: " + mirror.get());
        }
        for (Path place : places(file)) {
            if (!Files.isRegularFile(place)) {
                continue;
            }
            String wrong = wrong(file, place);
            if (wrong.isEmpty()) {
                return Optional.of(place);
            }
            failures.add(place + ": " + wrong);
            if (mirror.isPresent() && place.startsWith(mirror.get())) {
                // Whoever sets a mirror wants what is in it: going on to the network would hide that it is wrong.
                throw new DataException("the mirror's file " + place + " is not the right one: " + wrong);
            }
        }
        return Optional.empty();
    }

    /** Empty where the file is right, else in what it is wrong. */
    private static String wrong(RemoteFile file, Path path) {
        try {
            String found = digestOf(file, path);
            return file.accepts(found) ? "" : mismatch(file, found);
        } catch (IOException e) {
            return Digests.reason(e) + ", expected " + file.algorithm() + " " + file.digest();
        }
    }

    private static String mismatch(RemoteFile file, String found) {
        return "expected " + file.algorithm() + " " + file.digest() + ", found " + found;
    }

    /** Runs under the lock. */
    private Path download(RemoteFile file, Path target, Progress progress, List<String> failures) throws IOException {
        if (Files.isRegularFile(target) && wrong(file, target).isEmpty()) {
            return target; // another thread or process was quicker
        }
        checkSpace(file, target);
        PartialDownload part = new PartialDownload(target, opener);
        List<URI> urls = new ArrayList<>();
        home.mirrorUrl(file).ifPresent(urls::add);
        file.urls().stream().filter(u -> !isLocal(u)).forEach(urls::add);
        for (URI url : urls) {
            try {
                String wrong = attempt(file, url, part, progress);
                if (wrong.isEmpty()) {
                    part.finish();
                    return target;
                }
                failures.add(url + ": " + wrong);
            } catch (PartialDownload.DiskException e) {
                throw new DataException(
                        "cannot write " + part.path() + ": " + e.getMessage()
                                + "; the unfinished file was removed; make room there, or set ZOO_HOME to a folder on another disk",
                        e);
            } catch (IOException e) {
                failures.add(url + ": " + Digests.reason(e));
            }
        }
        throw failed(file, failures);
    }

    /** Fetches from one URL, again after a cut. Empty where the content is right, else in what it is wrong. */
    private String attempt(RemoteFile file, URI url, PartialDownload part, Progress progress) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                boolean resumed = http.fetch(url, part, file.downloadLimit(), throttled(file, progress));
                String wrong = wrong(file, part.path());
                if (wrong.isEmpty()) {
                    return "";
                }
                part.delete();
                if (!resumed || attempt >= ATTEMPTS) {
                    return wrong;
                }
                // The two halves may be of different versions: once more from the start.
            } catch (PartialDownload.DiskException | HttpSource.StatusException e) {
                throw e;
            } catch (PartialDownload.TooLongException e) {
                part.delete();
                throw e;
            } catch (IOException e) {
                if (attempt >= ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static HttpSource.Watcher throttled(RemoteFile file, Progress progress) {
        long[] last = {System.nanoTime() - PROGRESS_NANOS};
        return (done, total) -> {
            long now = System.nanoTime();
            if (done == total || now - last[0] >= PROGRESS_NANOS) {
                last[0] = now;
                progress.at(file, done, total);
            }
        };
    }

    private static void checkSpace(RemoteFile file, Path target) throws IOException {
        long free = Files.getFileStore(target.getParent()).getUsableSpace();
        // Some network file systems answer 0 for "unknown".
        if (!file.unpacked() && free > 0 && file.bytes() > free) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s needs %d bytes, but %s has only %d left; make room there, or set ZOO_HOME to a folder on another disk",
                    file.file(),
                    file.bytes(),
                    target.getParent(),
                    free));
        }
    }

    private DataException failed(RemoteFile file, List<String> failures) {
        StringBuilder message = new StringBuilder("cannot get " + file.name() + "/" + file.file() + ": ");
        message.append(String.join("; ", failures));
        List<String> web =
                file.urls().stream().filter(u -> !isLocal(u)).map(URI::toString).toList();
        if (home.offline() && !web.isEmpty()) {
            message.append("; it is at ").append(String.join(" or ", web));
        }
        message.append("; put a file with ")
                .append(file.algorithm())
                .append(' ')
                .append(file.digest())
                .append(file.unpacked() ? " (of the unpacked content)" : "")
                .append(" at ")
                .append(home.cached(file));
        return new DataException(message.toString());
    }

    private static boolean isLocal(URI url) {
        return "file".equals(url.getScheme());
    }
}
