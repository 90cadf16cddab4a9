package org.convzoo.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

/**
 * Weights that the zoo knows by name.
 *
 * @param id {@code architecture.dataset}
 * @param architecture id of the architecture
 * @param dataset what they were trained on
 * @param resource a model file on the class path
 */
public record WeightsEntry(String id, String architecture, String dataset, URL resource) {

    /** Weights that ship with their module, {@code <id>.zip} beside the provider's class. */
    public static WeightsEntry shipped(String id, Class<? extends ModelProvider> provider) {
        URL resource = provider.getResource(id + ".zip");
        if (resource == null) {
            throw new IllegalArgumentException("no resource " + id + ".zip beside " + provider.getName());
        }
        int dot = id.indexOf('.');
        return new WeightsEntry(id, id.substring(0, dot), id.substring(dot + 1), resource);
    }

    /** What the file says of itself, without its weights. */
    public ModelCard card() {
        try (InputStream in = open()) {
            return ModelFile.readCard(in, id);
        } catch (IOException e) {
            throw new ZooException("cannot read " + resource + ": " + e.getMessage(), e);
        }
    }

    Model load() {
        try (InputStream in = open()) {
            return ModelFile.read(in, id).model();
        } catch (IOException e) {
            throw new ZooException("cannot read " + resource + ": " + e.getMessage(), e);
        }
    }

    private InputStream open() throws IOException {
        return new BufferedInputStream(resource.openStream());
    }
}
