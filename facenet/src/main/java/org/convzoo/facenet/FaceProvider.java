package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelProvider;
import org.convzoo.core.WeightsEntry;

/** The nets for faces, weights that others trained, and those of a net trained here. */
public final class FaceProvider implements ModelProvider {
    @Override
    public List<Architecture> architectures() {
        List<Architecture> all = new ArrayList<>(List.of(MtcnnNet.values()));
        all.add(Nn4.FACENET_NN4);
        all.add(InceptionResNetV1.FACENET_INCEPTION_RESNET_V1);
        all.add(FaceResNet.FACENET_RESNET);
        all.add(ExpressionNet.FACE_EXPRESSION);
        all.add(Landmarks68.FACE_LANDMARKS68);
        return all;
    }

    @Override
    public List<WeightsEntry> weights() {
        List<WeightsEntry> all = new ArrayList<>(FaceWeights.entries());
        all.add(WeightsEntry.shipped("facenet-nn4.att-faces", FaceProvider.class));
        return all;
    }
}
