package org.convzoo.benchmarks;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * libtorch, through DJL. Arrays belong to the manager of their input, so every step lends the input to a manager of its own and
 * closes that: else they wait for Java's garbage collector, and libtorch looks several times slower than it is.
 */
final class TorchSession implements Session {
    private final Work work;
    private final Model model;
    private final NDManager manager;
    private final TorchBlock block;
    private final NDArray input;
    private final NDArray labels;
    private final Trainer trainer; // null for inference

    TorchSession(Work work, Path onnx, float[] values, boolean channelsLast) throws IOException {
        this.work = work;
        Engine.getEngine("PyTorch"); // loads the native library
        JniUtils.setNumThreads(Runtime.getRuntime().availableProcessors());
        Shape shape = new Shape(work.net().inputShape(work.batch()));
        block = new TorchBlock(new OnnxModel(onnx), work.training(), channelsLast);
        model = Model.newInstance(work.id(), "PyTorch");
        model.setBlock(block);
        if (work.training()) {
            trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                    .optOptimizer(Optimizer.adam()
                            .optLearningRateTracker(Tracker.fixed(Net.learningRate()))
                            .build()));
            manager = trainer.getManager();
            trainer.initialize(shape);
        } else {
            trainer = null;
            manager = model.getNDManager();
            block.initialize(manager, DataType.FLOAT32, shape);
            block.freezeParameters(true);
            JniUtils.setGradMode(false); // keeps no graph for a backward pass
        }
        ByteBuffer direct =
                ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer().put(values);
        input = TorchArrays.create(manager, direct, shape, channelsLast);
        float[] classes = new float[work.batch()];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = i % work.net().classes;
        }
        labels = manager.create(classes);
    }

    @Override
    public float[] outputs() {
        try (NDManager step = manager.newSubManager()) {
            return Outputs.joined(forward(step).stream()
                    .map(output -> (work.training() ? output.softmax(-1) : output).toFloatArray())
                    .toList());
        } finally {
            input.attach(manager);
        }
    }

    @Override
    public void step() {
        if (!work.training()) {
            outputs();
            return;
        }
        try (NDManager step = manager.newSubManager()) {
            input.attach(step);
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                NDList output = trainer.forward(new NDList(input));
                NDArray loss = trainer.getLoss().evaluate(new NDList(labels), output);
                gradients.backward(loss);
            }
            trainer.step();
            input.attach(manager);
        }
    }

    private NDList forward(NDManager step) {
        input.attach(step);
        try {
            return block.forward(new ParameterStore(manager, false), new NDList(input), false);
        } finally {
            input.attach(manager);
        }
    }

    @Override
    public void close() {
        if (trainer != null) {
            trainer.close();
        }
        model.close();
    }
}
