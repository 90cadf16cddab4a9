package org.convzoo.facenet;

import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.Layers;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.Fit;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * Tells from a face which of seven expressions it wears.
 *
 * <p>Source: V. Mühler, face-api.js, 2018, {@code faceExpressionNet/}.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 112 x 112</td></tr>
 * <tr><td>4 blocks, each halves</td><td>32 x 56 x 56, 64 x 28 x 28, 128 x 14 x 14, 256 x 7 x 7</td></tr>
 * <tr><td>mean</td><td>256</td></tr>
 * <tr><td>output</td><td>7</td></tr>
 * </table>
 *
 * <p>Parameters: 323,687.
 *
 * <p>Deviations: the mean is over all pixels, whatever the input's size; at 112 x 112 that is the origin's pooling of 7x7.
 *
 * <pre>{@code
 * Spec spec = ExpressionNet.FACE_EXPRESSION.defaultSpec();
 * ComputationGraphConfiguration net = ExpressionNet.FACE_EXPRESSION.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).toTable());
 * }</pre>
 */
public enum ExpressionNet implements Architecture {
    FACE_EXPRESSION;

    /** In the order of the published weights. */
    public static final List<String> EXPRESSIONS =
            List.of("neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised");

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        return FaceFeatures.of(spec, base) // 256
                .addLayer("output", Layers.softmax(spec.numClasses()), "mean") // 7
                .setOutputs("output")
                .build();
    }

    @Override
    public String id() {
        return "face-expression";
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return "which of seven expressions a face wears: 16 convolutions, separable but for the first";
    }

    @Override
    public String paper() {
        return "Mühler: face-api.js, 2018, faceExpressionNet/; after Chollet: Xception, CVPR 2017, arXiv 1610.02357";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(EXPRESSIONS.size(), 3, 112, 112);
    }

    /** The whole picture in the middle of black, less dlib's mean colour, over 255. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return FaceColors.DLIB.preprocessing(spec, 255, new Fit(spec.height(), spec.width(), 0));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, 0.02);
    }
}
