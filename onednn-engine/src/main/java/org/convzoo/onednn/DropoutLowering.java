package org.convzoo.onednn;

import java.util.Set;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;

/** Dropout on the input of a layer, in a training: the product with a {@link DropoutMask} of this iteration. */
final class DropoutLowering {
    /** A graph's default dropout gets into all layers, but these never apply it (DL4J 1.0.0-M2.1, read in its sources). */
    private static final Set<Class<? extends Layer>> IGNORING = Set.of(
            ActivationLayer.class,
            BatchNormalization.class,
            LocalResponseNormalization.class,
            SubsamplingLayer.class,
            GlobalPoolingLayer.class,
            ZeroPaddingLayer.class,
            Cropping2D.class,
            LossLayer.class,
            CnnLossLayer.class);

    private DropoutLowering() {}

    /** What the layer of a vertex makes of its input before anything else. */
    static Tensor lower(PlanBuilder plan, ComputationGraph graph, LayerVertex vertex, Tensor x) {
        Layer layer = vertex.getLayer().conf().getLayer();
        if (plan.mode != Mode.TRAINING
                || layer.getIDropout() == null
                || IGNORING.contains(layer.getClass())
                || GradientFlow.isFrozen(vertex.getLayer())) {
            return x;
        }
        if (layer.getIDropout().getClass() != Dropout.class) {
            throw new UnsupportedGraphException(layer.getIDropout().getClass().getSimpleName());
        }
        Dropout dropout = (Dropout) layer.getIDropout();
        if (dropout.getPSchedule() == null && dropout.getP() == 1) {
            return x;
        }
        memory.desc desc = x.desc();
        memory mask = plan.allocate(PlanBuilder.plain(x.shape));
        long seed = vertex.getLayer().conf().getSeed();
        int index = vertex.getVertexIndex();
        plan.forward.add(JavaStep.of(
                "dropout mask",
                execution -> {
                    int iteration = graph.getIterationCount();
                    double keep = dropout.getPSchedule() == null
                            ? dropout.getP()
                            : dropout.getPSchedule().valueAt(iteration, graph.getEpochCount());
                    DropoutMask.fill(execution.floats(mask), seed, iteration, index, keep);
                },
                mask));
        memory placed = plan.as(plan.forward, mask, desc);
        Tensor y = new Tensor(
                Binary.apply(plan, plan.forward, algorithm.binary_mul, x.memory, placed, desc),
                x.needsGradient,
                x.shape);
        if (x.needsGradient) {
            plan.onBackward(() -> x.addGradient(
                    Binary.apply(plan, plan.backward, algorithm.binary_mul, plan.gradient(y, desc), placed, desc)));
        }
        return y;
    }
}
