package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.Layers;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * Seven Inception modules whose mean is turned into a point on the unit sphere of 128 dimensions: pictures of one person lie close together
 * on it.
 *
 * <p>Paper: F. Schroff, D. Kalenichenko, J. Philbin, "FaceNet: A Unified Embedding for Face Recognition and Clustering", CVPR 2015, arXiv
 * 1503.03832, whose NN4 takes 96 x 96 pixels; in the size of OpenFace's nn4.small2 (B. Amos, B. Ludwiczuk, M. Satyanarayanan, 2016, CMU-CS-16-118),
 * which the course uses.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 96 x 96</td></tr>
 * <tr><td>convolution 7x7 / 2, max pooling 3x3 / 2</td><td>64 x 24 x 24</td></tr>
 * <tr><td>convolutions 1x1, 3x3, max pooling 3x3 / 2</td><td>192 x 12 x 12</td></tr>
 * <tr><td>modules 3a, 3b</td><td>256, 320 x 12 x 12</td></tr>
 * <tr><td>module 3c / 2</td><td>640 x 6 x 6</td></tr>
 * <tr><td>module 4a</td><td>640 x 6 x 6</td></tr>
 * <tr><td>module 4e / 2</td><td>1024 x 3 x 3</td></tr>
 * <tr><td>modules 5a, 5b</td><td>736 x 3 x 3</td></tr>
 * <tr><td>mean</td><td>736</td></tr>
 * <tr><td>embedding, of length 1</td><td>128</td></tr>
 * </table>
 *
 * <p>Parameters: 3,733,968.
 *
 * <p>Deviations: as in the course, pools within modules that keep the size have their stride of 2 or 3 all the same, and are framed with zeros,
 * and they average where the paper has the L2 norm; there is no local response normalisation.
 *
 * <pre>{@code
 * Spec spec = Nn4.FACENET_NN4.defaultSpec();
 * ComputationGraphConfiguration net = Nn4.FACENET_NN4.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).toTable());
 * }</pre>
 */
public enum Nn4 implements Architecture {
    FACENET_NN4;

    /**
     * A module: filters of its branches, each with its reduction before it; 0 where a branch is missing.
     *
     * @param stride of the larger convolutions
     * @param pooled filters behind the pool; 0: the pool's own channels
     */
    private record Module(
            String name,
            int stride,
            int ones,
            int reduce3,
            int threes,
            int reduce5,
            int fives,
            PoolingType pool,
            int pooled) {}

    private static final List<Module> MODULES = List.of(
            new Module("3a", 1, 64, 96, 128, 16, 32, PoolingType.MAX, 32), // 256 x 12 x 12
            new Module("3b", 1, 64, 96, 128, 32, 64, PoolingType.AVG, 64), // 320 x 12 x 12
            new Module("3c", 2, 0, 128, 256, 32, 64, PoolingType.MAX, 0), // 640 x 6 x 6
            new Module("4a", 1, 256, 96, 192, 32, 64, PoolingType.AVG, 128), // 640 x 6 x 6
            new Module("4e", 2, 0, 160, 256, 64, 128, PoolingType.MAX, 0), // 1024 x 3 x 3
            new Module("5a", 1, 256, 96, 384, 0, 0, PoolingType.AVG, 96), // 736 x 3 x 3
            new Module("5b", 1, 256, 96, 384, 0, 0, PoolingType.MAX, 96)); // 736 x 3 x 3

    private static final double EPSILON = 1e-5;
    private static final int SMALLEST_SIDE = 65; // to leave 3 x 3 cells for the pools of the last modules

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), SMALLEST_SIDE);
        Net net = new Net(base, spec); // 3 x 96 x 96
        String last = net.convolution("conv1", "input", 64, 7, 2); // 64 x 48 x 48
        last = net.add("maxpool1", Layers.maxPool(3, 2, 1), last); // 64 x 24 x 24
        last = net.convolution("conv2", last, 64, 1, 1); // 64 x 24 x 24
        last = net.convolution("conv3", last, 192, 3, 1); // 192 x 24 x 24
        last = net.add("maxpool2", Layers.maxPool(3, 2, 1), last); // 192 x 12 x 12
        for (Module module : MODULES) {
            last = net.module(module, last);
        }
        last = net.add("mean", Layers.globalAverage(), last); // 736
        DenseLayer dense = new DenseLayer.Builder()
                .nOut(spec.numClasses())
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.XAVIER)
                .build();
        EmbeddingHead.addNormalised(net.graph, net.add("dense", dense, last)); // 128
        return net.graph.build();
    }

    /** What its modules are made of. */
    private static final class Net extends EmbeddingGraph {
        Net(NeuralNetConfiguration.Builder base, Spec spec) {
            super(base, spec, EPSILON);
        }

        /** With a bias, which changes nothing before batch normalisation, but the authors' number of parameters has it. */
        String convolution(String name, String from, int filters, int kernel, int stride) {
            return normalised(
                    name,
                    from,
                    Layers.convolution(spec.scaled(filters), kernel, stride, kernel / 2)
                            .build());
        }

        String module(Module module, String from) {
            String name = "inception" + module.name();
            List<String> branches = new ArrayList<>();
            String three = convolution(name + ".3x3.reduce", from, module.reduce3(), 1, 1);
            branches.add(convolution(name + ".3x3", three, module.threes(), 3, module.stride()));
            if (module.fives() > 0) {
                String five = convolution(name + ".5x5.reduce", from, module.reduce5(), 1, 1);
                branches.add(convolution(name + ".5x5", five, module.fives(), 5, module.stride()));
            }
            branches.add(pool(module, name + ".pool", from, branches.get(0)));
            if (module.ones() > 0) {
                branches.add(convolution(name + ".1x1", from, module.ones(), 1, 1));
            }
            return concatenated(name, branches.toArray(String[]::new));
        }

        /** Pooled, and framed with zeros to the size of the other branches. */
        private String pool(Module module, String name, String from, String like) {
            int stride = module.pool() == PoolingType.MAX ? 2 : 3;
            add(
                    name,
                    new SubsamplingLayer.Builder(module.pool())
                            .kernelSize(3, 3)
                            .stride(stride, stride)
                            .build(),
                    from);
            String last = module.pooled() > 0 ? convolution(name + ".proj", name, module.pooled(), 1, 1) : name;
            InputTypeConvolutional is = size(last), wanted = size(like);
            int rows = (int) (wanted.getHeight() - is.getHeight()), columns = (int) (wanted.getWidth() - is.getWidth());
            return add(
                    name + ".framed",
                    new ZeroPaddingLayer(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2),
                    last);
        }

        private InputTypeConvolutional size(String name) {
            return (InputTypeConvolutional) graph.getLayerActivationTypes().get(name);
        }
    }

    @Override
    public Kind kind() {
        return Kind.EMBEDDING;
    }

    @Override
    public String id() {
        return "facenet-nn4";
    }

    @Override
    public String family() {
        return "facenet";
    }

    @Override
    public String summary() {
        return "seven Inception modules, then a point on a sphere of 128 dimensions; the course's";
    }

    @Override
    public String paper() {
        return "Schroff, Kalenichenko, Philbin: FaceNet, CVPR 2015, arXiv 1503.03832; OpenFace's nn4.small2, CMU-CS-16-118";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(128, 3, 96, 96);
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return FaceTraining.preprocessing(spec);
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return FaceTraining.recipe();
    }
}
