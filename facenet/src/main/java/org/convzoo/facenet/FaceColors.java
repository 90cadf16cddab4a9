package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.Spec;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Transform;

/** The mean colour of pictures of faces, which nets subtract. */
enum FaceColors {
    /** dlib's and, after it, face-api's. */
    DLIB(122.782f, 117.001f, 104.298f),
    /** The middle of the scale. */
    MIDDLE(127.5f, 127.5f, 127.5f);

    private final float red;
    private final float green;
    private final float blue;

    FaceColors(float red, float green, float blue) {
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    /**
     * (pixel - mean) / divisor, for red, green and blue or for grey.
     *
     * @param step leaves the spec's height and width
     */
    Preprocessing preprocessing(Spec spec, float divisor, Transform step) {
        boolean grey = spec.channels() == 1;
        List<Float> mean = grey ? List.of(0.299f * red + 0.587f * green + 0.114f * blue) : List.of(red, green, blue);
        return new Preprocessing(
                spec.height(),
                spec.width(),
                grey ? ChannelOrder.GREY : ChannelOrder.RGB,
                List.of(step),
                1,
                mean,
                mean.stream().map(channel -> divisor).toList());
    }
}
