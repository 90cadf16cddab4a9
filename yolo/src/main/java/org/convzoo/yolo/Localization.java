package org.convzoo.yolo;

import java.util.Arrays;
import org.convzoo.core.detection.Detection;
import org.convzoo.data.Box;
import org.convzoo.data.LabelledBox;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A classifier that also says where the one thing in its picture is: 5 + numClasses numbers, read as {@link LocalizationLoss} tells.
 *
 * <pre>{@code
 * Localization localization = new Localization(3, 32, 32);
 * graph.addLayer("output", localization.output(), "features").setOutputs("output");
 * float[] labels = localization.encode(new LabelledBox(new Box(4, 6, 10, 12), 2));
 * net.fit(new MultiDataSet(pictures, Nd4j.createFromArray(new float[][] {labels})));
 * Detection found = localization.decode(net.output(pictures)[0], 0);
 * }</pre>
 *
 * @param numClasses classes of things
 * @param height rows of the net's input, in pixels
 * @param width columns
 */
public record Localization(int numClasses, int height, int width) {
    /** Places in a row of labels or outputs: whether there is a thing; its centre, height and width as shares of the input; from CLASSES on, what it is. */
    public static final int THING = 0, X = 1, Y = 2, HEIGHT = 3, WIDTH = 4, CLASSES = 5;

    public Localization {
        if (numClasses < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("a localization needs classes and an input of sides >= 1, got "
                    + numClasses + " and " + height + "x" + width);
        }
    }

    /** Numbers of a row. */
    public int length() {
        return CLASSES + numClasses;
    }

    /** The net's last layer, dense, with the loss. */
    public OutputLayer output() {
        return new OutputLayer.Builder(LocalizationLoss.of(numClasses))
                .nOut(length())
                .activation(Activation.IDENTITY)
                .build();
    }

    /**
     * The labels of a picture with one thing.
     *
     * @param thing in pixels of the net's input
     */
    public float[] encode(LabelledBox thing) {
        if (thing.label() >= numClasses) {
            throw new IllegalArgumentException(
                    "the net knows " + numClasses + " classes, the thing is of class " + thing.label());
        }
        float[] labels = nothing();
        Box box = thing.box();
        labels[THING] = 1;
        labels[X] = (float) (box.centerX() / width);
        labels[Y] = (float) (box.centerY() / height);
        labels[HEIGHT] = (float) (box.height() / height);
        labels[WIDTH] = (float) (box.width() / width);
        labels[CLASSES + thing.label()] = 1;
        return labels;
    }

    /** The labels of a picture with nothing in it. */
    public float[] nothing() {
        return new float[length()];
    }

    /**
     * What the net says.
     *
     * @param output of the net, [N, 5 + numClasses]
     * @param row which picture of the batch
     * @return the box in pixels of the net's input, ending at its edges; the likeliest class; as score the probability of a thing times
     *     that of its class
     */
    public Detection decode(INDArray output, int row) {
        if (output.rank() != 2 || output.size(1) != length()) {
            throw new IllegalArgumentException(
                    "outputs must be rows of " + length() + " numbers, got " + Arrays.toString(output.shape()));
        }
        double[] z = output.getRow(row).toDoubleVector();
        int label = 0;
        for (int c = 1; c < numClasses; c++) {
            label = z[CLASSES + c] > z[CLASSES + label] ? c : label;
        }
        double sum = 0;
        for (int c = 0; c < numClasses; c++) {
            sum += Math.exp(z[CLASSES + c] - z[CLASSES + label]);
        }
        Box box = Box.ofCenter(
                        z[X] * width, z[Y] * height, Math.max(0, z[WIDTH]) * width, Math.max(0, z[HEIGHT]) * height)
                .clipped(width, height);
        return new Detection(box, label, YoloDecoder.sigmoid(z[THING]) / sum);
    }
}
