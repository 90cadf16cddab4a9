package org.convzoo.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.convzoo.data.DataHome;
import org.convzoo.data.Download;
import org.convzoo.data.Progress;
import org.convzoo.data.RemoteFile;

/**
 * Weights that the zoo knows by name: small ones ship with their module, large or third-party ones are downloaded on first use.
 *
 * @param id {@code architecture.dataset}
 * @param resource a model file on the class path; null for a download
 * @param remote what to download; empty for what ships
 * @param licence of the weights
 * @param verified whether a download of it has been seen to work
 * @param foreign what is known of another library's files; null for a model file
 */
public record WeightsEntry(
        String id, URL resource, List<RemoteFile> remote, String licence, boolean verified, Foreign foreign) {
    /** Weights as another library wrote them. */
    public interface Foreign {
        /** What a model file of them would say. */
        ModelCard card();

        /** One archive with all files of the entry, taken instead of them where it lies on this machine; empty: there is none. */
        default Optional<RemoteFile> packed() {
            return Optional.empty();
        }

        /**
         * The net.
         *
         * @param files of the entry, in its order, or {@link #packed} alone
         * @throws ZooException if they do not fit
         */
        Model read(List<Path> files);
    }

    /** Where weights are. */
    public enum State {
        /** On the class path. */
        SHIPPED,
        /** Downloaded before. */
        CACHED,
        /** Downloaded when they are first used. */
        REMOTE,
        /** Likewise, but nobody has tried yet. */
        UNVERIFIED
    }

    public WeightsEntry {
        if (id.indexOf('.') < 1) {
            throw new IllegalArgumentException("weights are called architecture.dataset, got " + id);
        }
        remote = List.copyOf(remote);
        if ((resource == null) == remote.isEmpty()) {
            throw new IllegalArgumentException(id + " must either ship or be downloaded");
        }
    }

    /** Weights that ship with their module, {@code <id>.zip} beside the provider's class, trained by ConvZoo. */
    public static WeightsEntry shipped(String id, Class<? extends ModelProvider> provider) {
        URL resource = provider.getResource(id + ".zip");
        if (resource == null) {
            throw new IllegalArgumentException("no resource " + id + ".zip beside " + provider.getName());
        }
        return new WeightsEntry(id, resource, List.of(), "Apache-2.0", true, null);
    }

    /** Weights that are downloaded as a model file. */
    public static WeightsEntry downloaded(String id, RemoteFile remote, String licence, boolean verified) {
        return new WeightsEntry(id, null, List.of(remote), licence, verified, null);
    }

    /** Weights that are downloaded as another library wrote them; nobody has tried yet. */
    public static WeightsEntry foreign(List<RemoteFile> files, Foreign foreign) {
        ModelCard card = foreign.card();
        return new WeightsEntry(card.id(), null, files, card.provenance().licence(), false, foreign);
    }

    /** Id of the architecture. */
    public String architecture() {
        return id.substring(0, id.indexOf('.'));
    }

    /** What they were trained on. */
    public String dataset() {
        return id.substring(id.indexOf('.') + 1);
    }

    /** Where they are now. */
    public State state(DataHome home) {
        if (resource != null) {
            return State.SHIPPED;
        }
        boolean cached = remote.stream().allMatch(file -> Files.exists(home.cached(file)))
                || packed().filter(file -> Files.exists(home.cached(file))).isPresent();
        return cached ? State.CACHED : verified ? State.REMOTE : State.UNVERIFIED;
    }

    /** Size of the files; -1 where it is not known. */
    public long bytes() {
        if (resource == null) {
            return remote.stream().anyMatch(file -> file.bytes() < 0)
                    ? -1
                    : remote.stream().mapToLong(RemoteFile::bytes).sum();
        }
        try {
            URLConnection connection = resource.openConnection();
            long length = connection.getContentLengthLong();
            connection.getInputStream().close(); // asking for the length opened it
            return length;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** What the file says of itself, without its weights; empty until it has been downloaded, but for another library's. */
    public Optional<ModelCard> card(DataHome home) {
        if (foreign != null) {
            return Optional.of(foreign.card());
        }
        if (resource == null) {
            Path file = home.cached(remote.get(0));
            return Files.exists(file) ? Optional.of(ModelFile.readCard(file)) : Optional.empty();
        }
        try (InputStream in = open()) {
            return Optional.of(ModelFile.readCard(in, id));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * The net, downloaded first where it must be.
     *
     * @param progress hears of a download
     * @throws ZooException if the file is damaged
     * @throws org.convzoo.data.DataException if the download fails
     */
    public Model load(DataHome home, Progress progress) {
        if (resource == null) {
            Download download = new Download(home);
            List<RemoteFile> wanted = packed().filter(
                            file -> download.locate(file).isPresent())
                    .map(List::of)
                    .orElse(remote);
            List<Path> files = new ArrayList<>();
            for (RemoteFile file : wanted) {
                files.add(download.fetch(file, progress));
            }
            return foreign == null ? ModelFile.read(files.get(0)) : foreign.read(files);
        }
        try (InputStream in = open()) {
            return ModelFile.read(in, id).model();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Optional<RemoteFile> packed() {
        return foreign == null ? Optional.empty() : foreign.packed();
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(resource.openStream());
    }

    private ZooException unreadable(IOException e) {
        return new ZooException("cannot read " + resource + ": " + e.getMessage(), e);
    }
}
