package org.convzoo.inception;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.harness.ArchitectureContract;
import org.convzoo.core.harness.RealData;
import org.convzoo.onednn.OneDnn;
import org.convzoo.onednn.PlanReport;
import org.convzoo.onednn.Precision;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GoogLeNetTest extends ArchitectureContract {
    @Override
    protected Stream<Case> cases() {
        Spec small = Spec.of(3, 1, 20, 20).withStem(Stem.SMALL).withWidthFactor(1 / 16.0);
        return Stream.of(
                new Case(GoogLeNet.GOOGLENET_AUX, 13_378_280, small),
                new Case(GoogLeNet.GOOGLENET_BN, 6_624_904, small));
    }

    @Override
    protected Stream<Case> variants() {
        return Stream.of(new Case(GoogLeNet.GOOGLENET, 6_998_552));
    }

    @Test
    void agreesWithTorchvision() {
        assertAgreesWithTorchvision(GoogLeNet.GOOGLENET_BN, "googlenet");
    }

    /** What a training of one batch takes beside the pictures: under 2 GB on a laptop. */
    @ParameterizedTest
    @EnumSource
    void trainsInTwoGigabytes(GoogLeNet net) {
        Spec spec = net.specFor(3, 32, 32).withWidthFactor(0.5);
        ComputationGraph graph =
                new ComputationGraph(net.configure(spec, new NeuralNetConfiguration.Builder().seed(3)));
        graph.init();
        PlanReport report = OneDnn.plan(Engine.ONEDNN.prepare(graph), true, Precision.F32, new long[] {
            net.recipe("cifar10").batchSize(), 3, 32, 32
        });
        long weights = 4 * 4 * graph.numParams(); // with gradient and the optimiser's two moments
        assertThat(report.arenaBytes() + report.weightBytes() + weights).isLessThan(2_000_000_000L);
    }

    @Test
    @Tag("real-data")
    void shippedReachesItsCard() {
        RealData.require("cifar10");
        assertReachesItsMetrics("googlenet-bn.cifar10");
    }
}
