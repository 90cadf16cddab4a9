package org.convzoo.data;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where data sets and weights lie on this machine.
 *
 * @param cache folder of downloaded files, laid out as {@code <name>/<file>}
 * @param mirror a folder or URL prefix that is asked before anything else, laid out likewise; empty: none
 * @param offline nothing is fetched from the network, not from the mirror either
 */
public record DataHome(Path cache, Optional<String> mirror, boolean offline) {
    public DataHome {
        cache = cache.toAbsolutePath().normalize();
    }

    /** A cache alone: no mirror, downloads allowed. */
    public static DataHome of(Path cache) {
        return new DataHome(cache, Optional.empty(), false);
    }

    /** {@code ZOO_HOME}, {@code ZOO_MIRROR} and {@code ZOO_OFFLINE}; the platform's cache folder where ZOO_HOME is not set. */
    public static DataHome fromEnvironment() {
        return from(System.getenv(), System.getProperty("os.name"), System.getProperty("user.home"));
    }

    static DataHome from(Map<String, String> environment, String os, String userHome) {
        Optional<Path> home = value(environment, "ZOO_HOME").map(Path::of);
        String offline = value(environment, "ZOO_OFFLINE").orElse("0");
        return new DataHome(
                home.orElseGet(() -> platformCache(environment, os, userHome)),
                value(environment, "ZOO_MIRROR"),
                !offline.equals("0") && !offline.equalsIgnoreCase("false"));
    }

    private static Path platformCache(Map<String, String> environment, String os, String userHome) {
        Path home = Path.of(userHome);
        if (os.startsWith("Windows")) {
            return value(environment, "LOCALAPPDATA")
                    .map(Path::of)
                    .orElse(home.resolve("AppData").resolve("Local"))
                    .resolve("convzoo");
        }
        if (os.startsWith("Mac")) {
            return home.resolve("Library").resolve("Caches").resolve("convzoo");
        }
        // The XDG specification has relative paths ignored.
        return value(environment, "XDG_CACHE_HOME")
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElse(home.resolve(".cache"))
                .resolve("convzoo");
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    /** Where a file lies once it is downloaded, and where it can be put by hand. */
    public Path cached(RemoteFile file) {
        return cache.resolve(file.name()).resolve(file.file());
    }

    /** The mirror where it is a folder. */
    Optional<Path> mirrorFolder() {
        return mirror.filter(m -> !isWebAddress(m))
                .map(m -> m.startsWith("file:") ? Path.of(URI.create(m)) : Path.of(m))
                .map(Path::toAbsolutePath);
    }

    /** The file's address in the mirror where it is a URL prefix. */
    Optional<URI> mirrorUrl(RemoteFile file) {
        return mirror.filter(DataHome::isWebAddress).map(m -> {
            String address = (m.endsWith("/") ? m : m + "/") + file.name() + "/" + file.file();
            try {
                return URI.create(address);
            } catch (IllegalArgumentException e) {
                throw new DataException("ZOO_MIRROR is no valid URL prefix: " + m, e);
            }
        });
    }

    private static boolean isWebAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }
}
