package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A vertex that DL4J computes in the middle of a plan: its inputs and its result are copied over. */
final class IslandLowering {
    private IslandLowering() {}

    /** @param learns whether the gradient gets there */
    static Tensor lower(PlanBuilder plan, GraphVertex vertex, List<Tensor> inputs, boolean learns) {
        if (plan.frozen && vertex.numParams() > 0) {
            throw new UnsupportedGraphException(
                    "an input gradient through '" + vertex.getVertexName() + "', which DL4J computes");
        }
        Island island = new Island(vertex, Math.toIntExact(plan.batch()));
        long[] shape = shapeOf(island, inputs);
        boolean needs = vertex.numParams() > 0 || inputs.stream().anyMatch(x -> x.needsGradient);
        boolean goesBack = learns && needs;
        List<memory> sources = new ArrayList<>();
        inputs.forEach(x -> sources.add(plan.as(plan.forward, x.memory, PlanBuilder.plain(x.shape))));
        memory dst = plan.allocate(PlanBuilder.plain(shape));
        List<memory> used = new ArrayList<>(sources);
        used.add(dst);
        plan.forward.add(new JavaStep("island " + vertex.getVertexName(), used, execution -> {
            INDArray[] values = new INDArray[sources.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = read(execution.placed(sources.get(i)), inputs.get(i).shape);
            }
            write(island.forward(plan.training && !plan.frozen, values), execution.placed(dst));
            if (!goesBack) {
                island.clear();
            }
        }));
        Tensor y = new Tensor(dst, goesBack, shape);
        if (y.needsGradient) {
            plan.onBackward(() -> backward(plan, island, inputs, y));
        }
        return y;
    }

    private static void backward(PlanBuilder plan, Island island, List<Tensor> inputs, Tensor y) {
        memory dy = plan.gradient(y, PlanBuilder.plain(y.shape));
        List<memory> used = new ArrayList<>(List.of(dy));
        List<memory> gradients = new ArrayList<>();
        for (Tensor x : inputs) {
            memory dx = plan.allocate(PlanBuilder.plain(x.shape));
            gradients.add(dx);
            x.addGradient(dx);
        }
        used.addAll(gradients);
        plan.backward.add(new JavaStep("island " + island.vertex().getVertexName() + " backward", used, execution -> {
            INDArray[] epsilons = island.backward(read(execution.placed(dy), y.shape));
            for (int i = 0; i < gradients.size(); i++) {
                if (inputs.get(i).needsGradient) {
                    write(epsilons[i], execution.placed(gradients.get(i)));
                }
            }
            island.clear();
        }));
    }

    /** What comes out, found by trying. */
    private static long[] shapeOf(Island island, List<Tensor> inputs) {
        INDArray[] zeros =
                inputs.stream().map(x -> Nd4j.zeros(DataType.FLOAT, x.shape)).toArray(INDArray[]::new);
        try {
            return island.forward(false, zeros).shape();
        } finally {
            island.clear();
        }
    }

    private static INDArray read(memory from, long[] shape) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
        Pointer.memcpy(PlanBuilder.address(array), from.get_data_handle(), Float.BYTES * array.length());
        return array;
    }

    private static void write(INDArray from, memory to) {
        INDArray plain = Plan.plain(from);
        if (Float.BYTES * plain.length() != to.get_desc().get_size()) {
            throw new IllegalStateException("an island gave " + Arrays.toString(from.shape()) + " this time");
        }
        Pointer.memcpy(to.get_data_handle(), PlanBuilder.address(plain), Float.BYTES * plain.length());
    }
}
