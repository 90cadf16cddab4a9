package org.convzoo.style;

import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Paints pictures of any size by a {@link StyleNet}: those whose sides are no multiples of 4 get some of their reflection below and to the right,
 * which is cut off again.
 *
 * <pre>{@code
 * Stylizer wave = new Stylizer(ModelZoo.load("style-net.wave"), Engine.ONEDNN);
 * Image painted = wave.apply(ImageReader.read(Path.of("photo.jpg")));
 * }</pre>
 *
 * <p>A picture takes about 400 bytes of memory for each of its pixels.
 */
public final class Stylizer {
    private final ComputationGraph graph;

    /**
     * Takes over a model's graph.
     *
     * @throws ZooException if the model is no style net for pictures in colour
     */
    public Stylizer(Model model, Engine engine) {
        if (!model.card().architecture().equals(StyleNet.STYLE_NET.id())
                || model.card().spec().channels() != 3
                || model.card().spec().numClasses() != 3) {
            throw new ZooException(
                    model.card().id() + " does not paint pictures in a style: " + StyleNet.STYLE_NET.id() + " does");
        }
        graph = engine.prepare(model.graph());
    }

    /** A painting in red, green and blue, as large as the picture, of values from 0 to 255. */
    public Image apply(Image picture) {
        Image whole = extended(picture.toRgb(), up(picture.height()), up(picture.width()));
        INDArray x = Nd4j.create(whole.pixels(), new long[] {1, 3, whole.height(), whole.width()}, 'c');
        float[] painted = new float[whole.pixels().length];
        INDArray y = OneDnn.rowMajor(graph.outputSingle(x));
        OneDnn.floats(y).get(painted);
        for (int i = 0; i < painted.length; i++) {
            painted[i] = Math.max(0, Math.min(255, painted[i]));
        }
        return cropped(new Image(3, whole.height(), whole.width(), painted), picture.height(), picture.width());
    }

    /** The next multiple. */
    private static int up(int side) {
        return Math.max(2 * StyleNet.STEP, (side + StyleNet.STEP - 1) / StyleNet.STEP * StyleNet.STEP);
    }

    /** With the reflection of what lies above and to the left of the new edge's place. */
    static Image extended(Image image, int height, int width) {
        if (height == image.height() && width == image.width()) {
            return image;
        }
        Image out = Image.black(image.channels(), height, width);
        int at = 0;
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int row = reflected(y, image.height());
                for (int x = 0; x < width; x++) {
                    out.pixels()[at++] = image.at(c, row, reflected(x, image.width()));
                }
            }
        }
        return out;
    }

    /** The place within {@code size} that shows at {@code i} where the picture goes to and fro, without its edges twice. */
    private static int reflected(int i, int size) {
        if (size == 1) {
            return 0;
        }
        int along = i % (2 * size - 2);
        return along < size ? along : 2 * size - 2 - along;
    }

    private static Image cropped(Image image, int height, int width) {
        if (height == image.height() && width == image.width()) {
            return image;
        }
        Image out = Image.black(image.channels(), height, width);
        for (int c = 0; c < image.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int from = (c * image.height() + y) * image.width();
                System.arraycopy(image.pixels(), from, out.pixels(), (c * height + y) * width, width);
            }
        }
        return out;
    }
}
