package org.convzoo.yolo;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The detectors, and weights trained here for vehicles on highways. */
public final class YoloProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(Yolo.values());
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of(
                WeightsEntry.shipped("yolo-fastest-xl.highway", YoloProvider.class),
                WeightsEntry.shipped("yolo-small.highway", YoloProvider.class));
    }
}
