package org.convzoo.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A compiled graph: kernels to run in order, on memory that is all there before the first step. One thread at a time.
 *
 * <p>Outputs are what the last dense or convolution product gives, before the output layer's activation.
 */
final class Plan {
    private final PlanBuilder kernels;
    private final memory[] inputs;
    private final long[][] outputShapes;
    private final memory[] outputs; // plain
    private final memory[] outputGradients; // plain; null outside a training
    private final stream stream = new stream(PlanBuilder.CPU);

    Plan(PlanBuilder kernels, memory[] inputs, Tensor[] outputs) {
        this.kernels = kernels;
        this.inputs = inputs;
        this.outputs = new memory[outputs.length];
        this.outputShapes = new long[outputs.length][];
        this.outputGradients = kernels.training ? new memory[outputs.length] : null;
        for (int i = 0; i < outputs.length; i++) {
            outputShapes[i] = outputs[i].shape;
            memory.desc plain = PlanBuilder.plain(outputs[i].shape);
            this.outputs[i] = kernels.as(kernels.forward, outputs[i].memory, plain);
            if (kernels.training) {
                outputGradients[i] = PlanBuilder.allocate(plain);
                outputs[i].addGradient(outputGradients[i]);
            }
        }
        if (kernels.training) {
            kernels.makeBackward();
        }
    }

    /** Runs the forward kernels; the result are fresh arrays. */
    INDArray[] forward(INDArray... values) {
        for (int i = 0; i < inputs.length; i++) {
            write(values[i], inputs[i]);
        }
        kernels.beforeForward.forEach(Runnable::run);
        run(kernels.load);
        run(kernels.forward);
        stream._wait();
        INDArray[] results = new INDArray[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            results[i] = Nd4j.createUninitialized(DataType.FLOAT, outputShapes[i], 'c');
            Pointer.memcpy(address(results[i]), outputs[i].get_data_handle(), 4 * results[i].length());
        }
        return results;
    }

    /** Runs the backward kernels after {@link #forward}; gradients end in DL4J's view, as sums over the batch. */
    void backward(INDArray... gradients) {
        for (int i = 0; i < outputs.length; i++) {
            write(gradients[i], outputGradients[i]);
        }
        run(kernels.backward);
        run(kernels.store);
        stream._wait();
        kernels.afterBackward.forEach(Runnable::run);
    }

    /** Names of all kernels of a step, in order. */
    List<String> report() {
        List<String> names = new ArrayList<>();
        for (List<Kernel> part : List.of(kernels.load, kernels.forward, kernels.backward, kernels.store)) {
            part.forEach(kernel -> names.add(kernel.toString()));
        }
        return names;
    }

    private void run(List<Kernel> part) {
        for (Kernel kernel : part) {
            kernel.run(stream);
        }
    }

    private static void write(INDArray from, memory to) {
        INDArray plain = from.ordering() == 'c' && !from.isView() ? from : from.dup('c');
        Pointer.memcpy(to.get_data_handle(), address(plain), 4 * plain.length());
    }

    private static Pointer address(INDArray array) {
        return new PlanBuilder.Address(array.data().address() + 4 * array.offset());
    }
}
