package org.convzoo.facenet;

import java.util.List;
import org.convzoo.data.Image;

/** Finds faces. */
public interface FaceDetector {
    /** All faces of a picture, the largest first. */
    List<Face> detect(Image picture);
}
