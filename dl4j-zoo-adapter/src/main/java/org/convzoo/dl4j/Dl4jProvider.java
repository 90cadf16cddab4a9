package org.convzoo.dl4j;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/**
 * deeplearning4j-zoo's models of pictures. It has weights for some, but their host has refused every download for years, and they are
 * known by an Adler-32 sum only, which anybody can forge: so none is listed.
 */
public final class Dl4jProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(Dl4jModel.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of();
    }
}
