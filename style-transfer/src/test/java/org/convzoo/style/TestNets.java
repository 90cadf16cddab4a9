package org.convzoo.style;

import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Model;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.WeightsImport;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** Small nets for tests. */
final class TestNets {
    private static final double WIDTH_FACTOR = 0.125;

    private TestNets() {}

    /** VGG's shape with few filters and random weights, which have Gram matrices all the same. */
    static Model features() {
        VggFeatures net = VggFeatures.VGG19_FEATURES;
        Spec spec = net.defaultSpec().withWidthFactor(WIDTH_FACTOR);
        ComputationGraph graph =
                new ComputationGraph(net.configure(spec, new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        return new Model(
                graph,
                new ModelCard(
                        ModelCard.FORMAT_VERSION,
                        net.id(),
                        spec,
                        net.preprocessing(spec, "none"),
                        IntStream.range(0, spec.numClasses())
                                .mapToObj(String::valueOf)
                                .toList(),
                        List.of(),
                        WeightsImport.provenance("none", "none", "a test")));
    }
}
