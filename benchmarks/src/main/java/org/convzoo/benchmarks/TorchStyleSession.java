package org.convzoo.benchmarks;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.style.StyleSettings;

/** The same costs in libtorch, and their gradient by the picture alone. */
final class TorchStyleSession implements Session {
    private static final float[] BGR_MEAN = {103.939f, 116.779f, 123.68f};

    private final StyleSettings settings = StyleSession.SETTINGS;
    private final List<String> taps = StyleSession.taps();
    private final Model model;
    private final NDManager manager;
    private final TorchBlock block;
    private final NDArray picture;
    private final NDArray mean;
    private final List<NDArray> targets = new ArrayList<>(); // Gram matrices, then the content's values

    TorchStyleSession(Work work, Path onnx, float[] input, boolean channelsLast) throws IOException {
        Engine.getEngine("PyTorch"); // loads the native library
        JniUtils.setNumThreads(Runtime.getRuntime().availableProcessors());
        Shape shape = new Shape(work.net().inputShape(1));
        block = new TorchBlock(new OnnxModel(onnx), false, channelsLast);
        model = Model.newInstance(work.id(), "PyTorch");
        model.setBlock(block);
        manager = model.getNDManager();
        block.initialize(manager, DataType.FLOAT32, shape);
        block.freezeParameters(true);
        mean = manager.create(BGR_MEAN, new Shape(1, 3, 1, 1));
        NDArray content = array(StyleSession.content(input), shape, channelsLast);
        NDArray style = array(StyleSession.style(input), shape, channelsLast);
        NDList contentValues = forward(content), styleValues = forward(style);
        for (int i = 0; i < taps.size(); i++) {
            boolean last = i == taps.size() - 1;
            targets.add(
                    last
                            ? contentValues.get(i).duplicate()
                            : gram(styleValues.get(i)).duplicate());
            targets.get(i).detach();
            targets.get(i).attach(manager);
        }
        content.close();
        style.close();
        picture = array(StyleSession.picture(input), shape, channelsLast);
        picture.setRequiresGradient(true);
    }

    private NDArray array(float[] values, Shape shape, boolean channelsLast) {
        ByteBuffer direct =
                ByteBuffer.allocateDirect(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
        direct.asFloatBuffer().put(values);
        return TorchArrays.create(manager, direct, shape, channelsLast);
    }

    private NDList forward(NDArray x) {
        return block.forward(
                new ParameterStore(manager, false), new NDList(x.flip(1).sub(mean)), false);
    }

    private static NDArray gram(NDArray values) {
        Shape shape = values.getShape();
        NDArray rows = values.reshape(shape.get(1), shape.get(2) * shape.get(3));
        return rows.matMul(rows.transpose());
    }

    @Override
    public float[] outputs() {
        try (NDManager step = manager.newSubManager()) {
            picture.attach(step);
            try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDList values = forward(picture);
                NDArray total = null;
                for (int i = 0; i < taps.size(); i++) {
                    NDArray cost = cost(i, values.get(i));
                    total = total == null ? cost : total.add(cost);
                }
                gradients.backward(total);
            }
            NDArray gradient = picture.getGradient();
            float[] values = gradient.toFloatArray();
            gradient.close();
            picture.attach(manager);
            return values;
        }
    }

    private NDArray cost(int tap, NDArray values) {
        double size = values.size();
        boolean content = tap == taps.size() - 1;
        NDArray difference = (content ? values : gram(values)).sub(targets.get(tap));
        double factor = content
                ? settings.contentWeight() / (4 * size)
                : settings.styleWeight() * settings.styleLayers().get(taps.get(tap)) / (4 * size * size);
        return difference.square().sum().mul((float) factor);
    }

    @Override
    public void step() {
        outputs();
    }

    @Override
    public void close() {
        model.close();
    }
}
