package org.convzoo.core;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The net of a training, in three forms on the same weights: as it is used, as it is trained (with frozen layers), and what steps are
 * made on. That last one is the trained form itself, or, where the frozen layers say the same of a picture each time, only what is
 * above them: then their values are computed once ({@link FrozenFeatures}).
 */
final class TrainedNet {
    private final TrainingRun run;
    private final LearningRate rate;
    private final Set<String> head; // layers whose size depends on the classes
    private final Set<String> frozen;
    private final ComputationGraph graph; // as it is trained
    private final boolean split;
    private final ComputationGraph learner;

    /**
     * @param pretrained weights to take over; null: none
     * @param images how many pictures' values would have to be kept
     */
    TrainedNet(TrainingRun run, LearningRate rate, ComputationGraph pretrained, long images) {
        this.run = run;
        this.rate = rate;
        Transfer transfer = run.transfer();
        this.head = transfer.takesOver()
                ? Pretrained.head(ModelZoo.architecture(run.architecture()), run.spec())
                : Set.of();
        this.frozen = transfer.freezes() ? FrozenLayers.upTo(used(), transfer.freezeUpTo()) : Set.of();
        if (transfer.newHead() && head.stream().anyMatch(frozen::contains)) {
            throw new ZooException("freezing all up to " + transfer.freezeUpTo()
                    + " would freeze the new head, which knows nothing yet: name a layer before it");
        }
        ComputationGraph net = new ComputationGraph(trained(rate::times));
        net.init();
        if (pretrained != null) {
            Pretrained.takeOver(net, transfer.newHead() ? head : Set.of(), pretrained, transfer.from());
        }
        this.graph = run.engine().prepare(net);
        this.split = frozenPartIsConstant(images);
        this.learner = split ? learner(top(graph.params())) : graph;
    }

    /** With all layers, as it is trained. */
    ComputationGraph graph() {
        return graph;
    }

    /** What steps are made on: all of it, or what is above the frozen layers. It shares its weights with all of it. */
    ComputationGraph learner() {
        return learner;
    }

    /** Whether the learner reads the values of {@link #lastFrozen}. */
    boolean isSplit() {
        return split;
    }

    String lastFrozen() {
        return run.transfer().freezeUpTo();
    }

    /** The learner with other weights, to be judged. */
    ComputationGraph learner(INDArray weights) {
        ComputationGraph other = new ComputationGraph(split ? above() : used());
        other.init(weights, false);
        return run.engine().prepare(other);
    }

    /** The learner's part of the whole net's weights: a view. */
    INDArray top(INDArray weights) {
        if (!split) {
            return weights;
        }
        long below = frozen.stream()
                .map(graph::getLayer)
                .filter(Objects::nonNull)
                .mapToLong(Layer::numParams)
                .sum();
        return weights.get(NDArrayIndex.all(), NDArrayIndex.interval(below, weights.length()));
    }

    /** The whole net's weights, with others in place of the learner's. */
    INDArray whole(INDArray learned) {
        if (!split) {
            return learned;
        }
        INDArray all = graph.params().dup();
        top(all).assign(learned);
        return all;
    }

    /** For a model file: plain layers, and a constant learning rate instead of a schedule, which stock DL4J does not know. */
    ComputationGraphConfiguration forUse() {
        return counted(configuration(this::constant));
    }

    /** For a checkpoint: the same with frozen layers, so that the optimiser's state fits. */
    ComputationGraphConfiguration forCheckpoint() {
        return counted(trained(this::constant));
    }

    private ISchedule constant(double factor) {
        return new FixedSchedule(factor * run.options().optimizer().learningRate());
    }

    private ComputationGraphConfiguration counted(ComputationGraphConfiguration net) {
        net.setIterationCount(learner.getIterationCount());
        net.setEpochCount(learner.getEpochCount());
        return net;
    }

    private ComputationGraphConfiguration used() {
        return configuration(rate::times);
    }

    private ComputationGraphConfiguration trained(DoubleFunction<ISchedule> rate) {
        ComputationGraphConfiguration net = configuration(rate);
        FrozenLayers.freeze(net, frozen);
        return net;
    }

    private ComputationGraphConfiguration above() {
        List<String> order = IntStream.of(graph.topologicalSortOrder())
                .mapToObj(index -> graph.getVertices()[index].getVertexName())
                .toList();
        return FrozenLayers.above(used(), frozen, lastFrozen(), order);
    }

    /** @param rate learning rate for a factor on it */
    private ComputationGraphConfiguration configuration(DoubleFunction<ISchedule> rate) {
        TrainingOptions options = run.options();
        ComputationGraphConfiguration net = ModelZoo.architecture(run.architecture())
                .configure(run.spec(), base(options, updater(options.optimizer(), rate.apply(1))));
        SingleDecay.in(net);
        double backbone = run.transfer().backboneRate();
        if (backbone != 1) {
            FrozenLayers.setUpdater(net, head, updater(options.optimizer(), rate.apply(backbone)));
        }
        return net;
    }

    /** What a training adds to an architecture. */
    static NeuralNetConfiguration.Builder base(TrainingOptions options, IUpdater updater) {
        Optimizer optimizer = options.optimizer();
        NeuralNetConfiguration.Builder base =
                new NeuralNetConfiguration.Builder().seed(options.seed()).updater(updater);
        if (optimizer.weightDecay() == 0) {
            return base;
        }
        return optimizer.kind() == Optimizer.Kind.ADAMW
                ? base.weightDecay(optimizer.weightDecay(), true) // after the moments, times the learning rate
                : base.l2(optimizer.weightDecay()); // part of the gradient
    }

    private static IUpdater updater(Optimizer optimizer, ISchedule rate) {
        return switch (optimizer.kind()) {
            case ADAM, ADAMW -> new Adam(rate);
            case SGD -> optimizer.momentum() > 0 ? new Nesterovs(rate, optimizer.momentum()) : new Sgd(rate);
        };
    }

    /** Whether the frozen layers say the same of a picture each time, it suffices to know it, and there is room for it. */
    private boolean frozenPartIsConstant(long images) {
        if (frozen.isEmpty()
                || !run.options().augmentation().isEmpty()
                || run.options().regularization().mixup() > 0
                || !FrozenLayers.endIn(graph.getConfiguration(), frozen, lastFrozen())) {
            return false;
        }
        long values = ModelSummary.of(graph.getConfiguration(), run.spec()).layers().stream()
                .filter(row -> row.name().equals(lastFrozen()))
                .flatMap(row -> row.output().stream())
                .reduce(1L, Math::multiplyExact);
        return images <= FrozenFeatures.MAX_BYTES / Float.BYTES / values;
    }
}
