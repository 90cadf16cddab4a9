package org.convzoo.style;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Progress;
import org.convzoo.vgg.Vgg;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;

/**
 * The convolutions of VGG-19 as far as conv5_1, for what their values tell of a picture of any size: its content and its style.
 *
 * <p>Paper: L. Gatys, A. Ecker, M. Bethge, "Image Style Transfer Using Convolutional Neural Networks", CVPR 2016, section 2; the net is K.
 * Simonyan's and A. Zisserman's, ICLR 2015, arXiv 1409.1556, table 1, configuration E.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x H x W</td></tr>
 * <tr><td>conv1_1, conv1_2</td><td>64 x H x W</td></tr>
 * <tr><td>conv2_1, conv2_2</td><td>128 x H/2 x W/2</td></tr>
 * <tr><td>conv3_1 to conv3_4</td><td>256 x H/4 x W/4</td></tr>
 * <tr><td>conv4_1 to conv4_4</td><td>512 x H/8 x W/8</td></tr>
 * <tr><td>conv5_1</td><td>512 x H/16 x W/16</td></tr>
 * </table>
 *
 * <p>Parameters: 12,944,960. Each convolution's value is that after its ReLU.
 */
public enum VggFeatures implements Architecture {
    VGG19_FEATURES;

    private static final int[] FILTERS = {64, 128, 256, 512, 512};
    private static final int[] CONVOLUTIONS = {2, 2, 4, 4, 1};
    private static final int SMALLEST = 16; // four poolings leave a pixel

    /** Names of the convolutions, from the first to the last. */
    public static List<String> layers() {
        return names().keySet().stream().toList();
    }

    /** Ours and Keras's. */
    private static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (int stage = 1; stage <= CONVOLUTIONS.length; stage++) {
            for (int i = 1; i <= CONVOLUTIONS[stage - 1]; i++) {
                names.put("conv" + stage + "_" + i, "block" + stage + "_conv" + i);
            }
        }
        return names;
    }

    /**
     * Its weights.
     *
     * @param model weights or file; empty: those trained on ImageNet
     * @throws ZooException if they are another net's
     * @throws org.convzoo.data.DataException if they cannot be had: which file, and from where
     */
    public static Model load(String model, DataHome home, Progress progress) {
        Model loaded = model.isEmpty() ? FeatureWeights.load(home, progress) : ModelZoo.load(model, home, progress);
        if (!loaded.card().architecture().equals(VGG19_FEATURES.id())) {
            throw new ZooException("a style needs weights of " + VGG19_FEATURES.id() + ", not of "
                    + loaded.card().architecture());
        }
        return loaded;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        spec.requireSide(id(), SMALLEST);
        GraphBuilder graph = base.weightInit(WeightInit.RELU)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("input") // 3 x H x W
                .setInputTypes(InputType.convolutional(spec.height(), spec.width(), spec.channels()));
        String last = "input";
        for (int stage = 1; stage <= CONVOLUTIONS.length; stage++) {
            if (stage > 1) {
                String pool = "pool" + (stage - 1);
                graph.addLayer(pool, Layers.maxPool(2, 2, 0), last);
                last = pool;
            }
            for (int i = 1; i <= CONVOLUTIONS[stage - 1]; i++) {
                String name = "conv" + stage + "_" + i;
                graph.addLayer(
                        name,
                        Layers.convolution(spec.scaled(FILTERS[stage - 1]), 3, 1, 1)
                                .activation(Activation.RELU)
                                .build(),
                        last);
                last = name;
            }
        }
        return graph.setOutputs(last).build(); // 512 x H/16 x W/16
    }

    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        return Vgg.VGG19.foreignNets(Vgg.VGG19.defaultSpec()).stream()
                .map(net -> {
                    Map<String, String> modules = new LinkedHashMap<>(net.modules());
                    modules.keySet().retainAll(names().keySet());
                    return ForeignNet.of(net.origin(), modules, net.preprocessing());
                })
                .toList();
    }

    @Override
    public Kind kind() {
        return Kind.STEP;
    }

    @Override
    public String id() {
        return "vgg19-features";
    }

    @Override
    public String family() {
        return "style";
    }

    @Override
    public String summary() {
        return "VGG-19's convolutions as far as conv5_1, which say what content and style are";
    }

    @Override
    public String paper() {
        return "Gatys, Ecker, Bethge: Image Style Transfer Using Convolutional Neural Networks, CVPR 2016, section 2";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(FILTERS[FILTERS.length - 1], 3, 224, 224);
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.caffe(Photographs.preprocessing(spec, dataset));
    }

    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, 0.01);
    }
}
