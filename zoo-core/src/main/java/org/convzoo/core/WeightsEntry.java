package org.convzoo.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param remote where to download a file; null for one that ships
 * @param licence of the weights
 * @param verified whether a download of it has been seen to work
 * @param published what is known of another library's file; null for a model file
 */
public record WeightsEntry(
        String id, URL resource, RemoteFile remote, String licence, boolean verified, Published published) {
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
        if ((resource == null) == (remote == null)) {
            throw new IllegalArgumentException(id + " must either ship or be downloaded");
        }
    }

    /** Weights that ship with their module, {@code <id>.zip} beside the provider's class, trained by ConvZoo. */
    public static WeightsEntry shipped(String id, Class<? extends ModelProvider> provider) {
        URL resource = provider.getResource(id + ".zip");
        if (resource == null) {
            throw new IllegalArgumentException("no resource " + id + ".zip beside " + provider.getName());
        }
        return new WeightsEntry(id, resource, null, "Apache-2.0", true, null);
    }

    /** Weights that are downloaded as a model file. */
    public static WeightsEntry downloaded(String id, RemoteFile remote, String licence, boolean verified) {
        return new WeightsEntry(id, null, remote, licence, verified, null);
    }

    /**
     * Weights that are downloaded as another library wrote them; nobody has tried yet.
     *
     * @param published what that library says of them
     */
    static WeightsEntry published(RemoteFile remote, Published published) {
        return new WeightsEntry(published.id(), null, remote, published.licence(), false, published);
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
        return Files.exists(home.cached(remote)) ? State.CACHED : verified ? State.REMOTE : State.UNVERIFIED;
    }

    /** Size of the model file; -1 where it is not known. */
    public long bytes() {
        if (remote != null) {
            return remote.bytes();
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
        if (published != null) {
            return Optional.of(published.card());
        }
        if (remote != null) {
            Path file = home.cached(remote);
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
        if (remote != null) {
            Path file = new Download(home).fetch(remote, progress);
            if (published == null) {
                return ModelFile.read(file);
            }
            return WeightsImport.of(file, published.architecture(), WeightsImport.Options.of(published.card()))
                    .model();
        }
        try (InputStream in = open()) {
            return ModelFile.read(in, id).model();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(resource.openStream());
    }

    private ZooException unreadable(IOException e) {
        return new ZooException("cannot read " + resource + ": " + e.getMessage(), e);
    }
}
