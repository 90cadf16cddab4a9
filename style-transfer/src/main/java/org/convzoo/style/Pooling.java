package org.convzoo.style;

import org.deeplearning4j.nn.conf.layers.PoolingType;

/** What stands between VGG's stages. Gatys et al. 2016, section 2: the mean gives slightly more appealing pictures than VGG's own maximum. */
public enum Pooling {
    MAX(PoolingType.MAX),
    AVERAGE(PoolingType.AVG);

    final PoolingType type;

    Pooling(PoolingType type) {
        this.type = type;
    }
}
