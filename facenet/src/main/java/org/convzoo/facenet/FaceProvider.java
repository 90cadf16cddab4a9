package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The nets for faces. */
public final class FaceProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        return List.of(Nn4.FACENET_NN4, InceptionResNetV1.FACENET_INCEPTION_RESNET_V1);
    }

    @Override
    public List<WeightsEntry> weights() {
        return List.of();
    }
}
