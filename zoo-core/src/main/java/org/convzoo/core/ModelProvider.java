package org.convzoo.core;

import java.util.List;

/** What a family brings to the zoo; found through {@link java.util.ServiceLoader}. Public, with a public no-argument constructor. */
public interface ModelProvider {
    List<Architecture> architectures();

    /** Weights for them, shipped or to be downloaded. */
    List<WeightsEntry> weights();
}
