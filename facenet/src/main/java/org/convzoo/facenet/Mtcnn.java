package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.Progress;

/** Three nets in a row, each of which looks closer at what the one before took for a face. */
public final class Mtcnn implements FaceDetector {
    private Mtcnn() {}

    /** With weights of the zoo. */
    public static Mtcnn load(Engine engine, DataHome home, Progress progress) {
        return new Mtcnn();
    }

    @Override
    public List<Face> detect(Image picture) {
        throw new UnsupportedOperationException("not yet");
    }
}
