package org.convzoo.facenet;

import org.convzoo.core.Architecture;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.Fit;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.nd4j.linalg.activations.Activation;

/**
 * Tells where 68 places of a face lie: jaw, brows, nose, eyes and mouth, as the data set iBUG 300-W numbers them. {@link LandmarkFinder}
 * reads its output.
 *
 * <p>Source: V. Mühler, face-api.js, 2018, {@code faceLandmarkNet/}; the places: C. Sagonas, G. Tzimiropoulos, S. Zafeiriou, M. Pantic,
 * "300 Faces in-the-Wild Challenge", ICCV Workshops 2013.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 112 x 112</td></tr>
 * <tr><td>4 blocks, each halves</td><td>32 x 56 x 56, 64 x 28 x 28, 128 x 14 x 14, 256 x 7 x 7</td></tr>
 * <tr><td>mean</td><td>256</td></tr>
 * <tr><td>output</td><td>136: x and y by turns, as shares of the input</td></tr>
 * </table>
 *
 * <p>Parameters: 356,840.
 *
 * <p>Deviations: as {@link ExpressionNet}.
 *
 * <pre>{@code
 * Spec spec = Landmarks68.FACE_LANDMARKS68.defaultSpec();
 * ComputationGraphConfiguration net = Landmarks68.FACE_LANDMARKS68.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).toTable());
 * }</pre>
 */
public enum Landmarks68 implements Architecture {
    FACE_LANDMARKS68;

    /** How many places. */
    public static final int PLACES = 68;

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        return FaceFeatures.of(spec, base) // 256
                .addLayer(
                        "output",
                        new DenseLayer.Builder()
                                .nOut(spec.numClasses())
                                .activation(Activation.IDENTITY)
                                .build(),
                        "mean") // 136
                .setOutputs("output")
                .build();
    }

    @Override
    public Kind kind() {
        return Kind.STEP;
    }

    @Override
    public String id() {
        return "face-landmarks68";
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return "where 68 places of a face lie: 16 convolutions, separable but for the first";
    }

    @Override
    public String paper() {
        return "Mühler: face-api.js, 2018, faceLandmarkNet/; Sagonas, Tzimiropoulos, Zafeiriou, Pantic: 300 Faces in-the-Wild"
                + " Challenge, ICCV Workshops 2013";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(2 * PLACES, 3, 112, 112);
    }

    /** The whole picture in the middle of black, less dlib's mean colour, over 255. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return FaceColors.DLIB.preprocessing(spec, 255, new Fit(spec.height(), spec.width(), 0));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return TrainingOptions.adam(30, 64, 1e-3);
    }
}
