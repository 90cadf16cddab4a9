package org.convzoo.benchmarks;

import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.Numbers;
import org.convzoo.core.Spec;
import org.convzoo.style.Pooling;
import org.convzoo.style.StyleObjective;
import org.convzoo.style.StyleSettings;
import org.convzoo.style.VggFeatures;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The costs of a style and their gradient by the picture, as {@code zoo style} has them. */
final class StyleSession implements Session {
    /** VGG's own pools and no variation: what the rivals' nets and the course have. */
    static final StyleSettings SETTINGS = settings(StyleSettings.defaults(1));

    static final float MEAN = 128, CONTRAST = 40; // of pictures, in levels

    private final ComputationGraph graph;
    private final StyleObjective objective;
    private final INDArray picture;

    StyleSession(Work work, Engine engine, float[] input) {
        long[] shape = work.net().inputShape(1);
        Spec spec = VggFeatures.VGG19_FEATURES
                .defaultSpec()
                .withInput(work.net().channels, work.net().side, work.net().side);
        Model model = Model.untrained(VggFeatures.VGG19_FEATURES, spec, 1);
        graph = model.graph();
        objective = StyleObjective.of(
                model,
                engine,
                SETTINGS,
                Nd4j.create(content(input), shape, 'c'),
                List.of(Nd4j.create(style(input), shape, 'c')));
        picture = Nd4j.create(picture(input), shape, 'c');
    }

    private static StyleSettings settings(StyleSettings known) {
        return known.withCosts(
                known.contentLayer(),
                known.contentWeight(),
                known.styleLayers(),
                known.styleWeight(),
                known.blend(),
                0,
                known.constants(),
                Pooling.MAX);
    }

    /** What is painted on: the input as a picture of 0 to 255. */
    static float[] picture(float[] input) {
        float[] picture = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            picture[i] = MEAN + CONTRAST * input[i];
        }
        return picture;
    }

    /** Another picture. */
    static float[] content(float[] input) {
        float[] content = picture(input);
        for (int i = 0; i < content.length; i++) {
            content[i] = 0.5f * (content[i] + MEAN);
        }
        return content;
    }

    /** A third one. */
    static float[] style(float[] input) {
        float[] style = picture(input), reversed = new float[style.length];
        for (int i = 0; i < style.length; i++) {
            reversed[i] = 255 - style[style.length - 1 - i];
        }
        return reversed;
    }

    /** With the layers that count as its outputs, for the rivals. */
    ComputationGraph graph() {
        ComputationGraphConfiguration configuration = graph.getConfiguration().clone();
        configuration.setNetworkOutputs(taps());
        ComputationGraph tapped = new ComputationGraph(configuration);
        tapped.init(graph.params(), false);
        return tapped;
    }

    /** Layers of the style, then that of the content. */
    static List<String> taps() {
        return Stream.concat(SETTINGS.styleLayers().keySet().stream(), Stream.of(SETTINGS.contentLayer()))
                .toList();
    }

    @Override
    public float[] outputs() {
        return Numbers.of(objective.evaluate(picture).slope());
    }

    @Override
    public void step() {
        outputs();
    }

    @Override
    public List<String> islands() {
        return List.of(); // a gradient by the input has none
    }

    @Override
    public void close() {
        objective.close();
        graph.close();
    }
}
