package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.convzoo.onednn.LoweringCheck.conv;
import static org.convzoo.onednn.LoweringCheck.output;
import static org.convzoo.onednn.LoweringCheck.pictures;

import java.nio.FloatBuffer;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Dropout in plans. */
class DropoutTest {
    /** The plan's masks for stock DL4J. */
    private static final class Replayed implements IDropout {
        private static final long serialVersionUID = 1L;
        private final Dropout dropout;
        private final int layer;
        private final long seed;
        private transient INDArray mask;

        Replayed(Dropout dropout, int layer, long seed) {
            this.dropout = dropout;
            this.layer = layer;
            this.seed = seed;
        }

        @Override
        public INDArray applyDropout(
                INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
            mask = Nd4j.createUninitializedDetached(input.dataType(), 'c', input.shape());
            ISchedule schedule = dropout.getPSchedule();
            double keep = schedule == null ? dropout.getP() : schedule.valueAt(iteration, epoch);
            DropoutMask.fill(Plan.floats(mask), seed, iteration, layer, keep);
            return result.assign(input.mul(mask));
        }

        @Override
        public INDArray backprop(INDArray gradient, INDArray result, int iteration, int epoch) {
            return result.assign(gradient.mul(mask));
        }

        @Override
        public void clear() {
            mask = null;
        }

        @Override
        public IDropout clone() {
            return new Replayed(dropout, layer, seed);
        }
    }

    private static ComputationGraphConfiguration everywhere() {
        ISchedule falling = new MapSchedule.Builder(ScheduleType.ITERATION)
                .add(0, 0.9)
                .add(2, 0.6)
                .build();
        return net(g -> g.addLayer("c1", dropping(conv(3, 8), 0.8), "input")
                .addLayer("n1", dropping(new BatchNormalization(), 0.5), "c1") // DL4J ignores it here
                .addLayer("a1", dropping(new ActivationLayer(Activation.RELU), 0.5), "n1")
                .addLayer("p1", dropping(new SubsamplingLayer.Builder().build(), 0.5), "a1")
                .addLayer("c2", dropping(conv(1, 6), 0.7), "p1")
                .addLayer("drop", new DropoutLayer.Builder(new Dropout(falling)).build(), "c2")
                .addLayer("d1", dropping(new DenseLayer.Builder().nOut(30).build(), 0.5), "drop")
                .addLayer("d2", dropping(new DenseLayer.Builder().nOut(20).build(), 1), "d1")
                .addLayer("output", dropping(output(), 0.6), "d2"));
    }

    private static <L extends org.deeplearning4j.nn.conf.layers.Layer> L dropping(L layer, double keep) {
        layer.setIDropout(new Dropout(keep));
        return layer;
    }

    private static ComputationGraphConfiguration net(UnaryOperator<ComputationGraphConfiguration.GraphBuilder> body) {
        return LoweringCheck.net(pictures(), body);
    }

    /** Gives stock the masks of the plan. */
    private static void replay(ComputationGraph stock) {
        for (GraphVertex vertex : stock.getVertices()) {
            if (vertex.hasLayer() && vertex.getLayer().conf().getLayer().getIDropout() instanceof Dropout dropout) {
                long seed = vertex.getLayer().conf().getSeed();
                vertex.getLayer().conf().getLayer().setIDropout(new Replayed(dropout, vertex.getVertexIndex(), seed));
            }
        }
    }

    @Test
    void stockWithTheSameMasksGetsTheSame() {
        ComputationGraphConfiguration configuration = everywhere();
        ComputationGraph stock = LoweringCheck.stock(configuration);
        ComputationGraph fast = LoweringCheck.fast(stock);
        INDArray x = LoweringCheck.input(pictures());
        LoweringCheck.assertInference(stock, fast, x);
        replay(stock);
        for (int i = 0; i < 4; i++) {
            INDArray expected = LoweringCheck.gradient(stock, x).dup();
            assertThat(LoweringCheck.distance(LoweringCheck.gradient(fast, x), expected))
                    .as("iteration " + i)
                    .isLessThan(1e-4);
            assertThat(fast.score()).isCloseTo(stock.score(), org.assertj.core.api.Assertions.within(1e-5));
            DataSet batch = new DataSet(x, LoweringCheck.labels());
            stock.fit(batch);
            fast.fit(batch);
        }
        LoweringCheck.assertNoIslands(fast, true, Precision.F32, x);
    }

    @Test
    void aResumedTrainingGoesOnWithTheSameBits() {
        ComputationGraph whole = LoweringCheck.fast(LoweringCheck.stock(everywhere()));
        DataSet batch = new DataSet(LoweringCheck.input(pictures()), LoweringCheck.labels());
        whole.fit(batch);
        whole.fit(batch);
        ComputationGraph resumed = whole.clone();
        Nd4j.getRandom().setSeed(99); // is of no account
        whole.fit(batch);
        resumed.fit(batch);
        assertThat(resumed.params()).isEqualTo(whole.params());
    }

    @Test
    void anotherKindIsAnIslandOnItsOwn() {
        ComputationGraphConfiguration configuration = LoweringCheck.net(InputType.feedForward(6), g -> {
            DenseLayer dense = new DenseLayer.Builder()
                    .nOut(9)
                    .activation(Activation.IDENTITY)
                    .build();
            dense.setIDropout(new GaussianDropout(0.5));
            return g.addLayer("d1", dense, "input")
                    .addLayer("a1", new ActivationLayer(Activation.TANH), "d1")
                    .addLayer("output", output(), "a1");
        });
        ComputationGraph fast = LoweringCheck.fast(LoweringCheck.stock(configuration));
        long[] shape = LoweringCheck.input(InputType.feedForward(6)).shape();
        assertThat(OneDnn.plan(fast, true, Precision.F32, shape).islands()).containsExactly("d1");
        assertThat(OneDnn.plan(fast, false, Precision.F32, shape).islands()).isEmpty();
    }

    @Test
    void masksKeepWhatTheyShould() {
        FloatBuffer mask = FloatBuffer.allocate(200_001);
        DropoutMask.fill(mask, 3, 4, 5, 0.7);
        int kept = 0;
        for (float value : mask.array()) {
            assertThat(value == 0 || value == (float) (1 / 0.7)).isTrue();
            kept += value == 0 ? 0 : 1;
        }
        assertThat(kept / 200_001.0).isBetween(0.695, 0.705); // 5 standard deviations
        FloatBuffer part = FloatBuffer.allocate(10_000); // by one thread
        DropoutMask.fill(part, 3, 4, 5, 0.7);
        assertThat(mask.slice(0, 10_000)).isEqualTo(part);
        for (long[] other : new long[][] {{4, 4, 5}, {3, 5, 5}, {3, 4, 6}, {4, 3, 5}}) {
            DropoutMask.fill(part, other[0], other[1], other[2], 0.7);
            int equal = 0;
            for (int i = 0; i < 10_000; i++) {
                equal += part.get(i) == mask.get(i) ? 1 : 0;
            }
            assertThat(equal / 10_000.0).isBetween(0.555, 0.605); // 0.7^2 + 0.3^2 by chance
        }
        DropoutMask.fill(part, 3, 4, 5, 1);
        assertThat(part.array()).containsOnly(1);
        DropoutMask.fill(part, 3, 4, 5, 0);
        assertThat(part.array()).containsOnly(0);
    }
}
