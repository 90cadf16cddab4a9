package org.convzoo.inception;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Architecture;
import org.convzoo.core.ForeignNet;
import org.convzoo.core.Layers;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.WeightsOrigin;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * GoogLeNet's modules with large convolutions taken apart: 5x5 into two of 3x3, 7x7 into 1x7 and 7x1.
 *
 * <p>Paper: C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna, "Rethinking the Inception Architecture for Computer Vision", CVPR
 * 2016, arXiv 1512.00567, section 6 and figures 5 to 8 and 10.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><td>input</td><td>3 x 299 x 299</td></tr>
 * <tr><td>convolution 3x3 / 2</td><td>32 x 149 x 149</td></tr>
 * <tr><td>convolutions 3x3, 3x3 padded</td><td>64 x 147 x 147</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>64 x 73 x 73</td></tr>
 * <tr><td>convolutions 1x1, 3x3</td><td>192 x 71 x 71</td></tr>
 * <tr><td>max pooling 3x3 / 2</td><td>192 x 35 x 35</td></tr>
 * <tr><td>Mixed_5b to 5d: 5x5, twice 3x3</td><td>256, 288, 288 x 35 x 35</td></tr>
 * <tr><td>Mixed_6a: smaller</td><td>768 x 17 x 17</td></tr>
 * <tr><td>Mixed_6b to 6e: 1x7 and 7x1</td><td>768 x 17 x 17</td></tr>
 * <tr><td>Mixed_7a: smaller</td><td>1280 x 8 x 8</td></tr>
 * <tr><td>Mixed_7b, 7c: 1x3 beside 3x1</td><td>2048 x 8 x 8</td></tr>
 * <tr><td>mean</td><td>2048</td></tr>
 * <tr><td>output</td><td>1000</td></tr>
 * </table>
 *
 * <p>Parameters: 23,834,568; with the auxiliary classifier ({@code -aux}) 27,161,264.
 *
 * <p>Deviations: the paper's table 1 leaves details open; these are of PyTorch's net, which has the published weights of TensorFlow:
 * 5x5 convolutions stay in the modules at 35 pixels, and the classifier has dropout 0.5. The small stem has stride 1 and padding in all its
 * convolutions and no pooling: the modules see 32, 15 and 7 pixels of a picture of 32. There the auxiliary classifier's 5x5 convolution
 * is padded.
 *
 * <pre>{@code
 * Spec small = Spec.of(10, 3, 32, 32).withStem(Spec.Stem.SMALL).withWidthFactor(0.25);
 * ComputationGraphConfiguration net = InceptionV3.INCEPTION3.configure(small, new NeuralNetConfiguration.Builder());
 * System.out.println(ModelSummary.of(net, small).toTable());
 * }</pre>
 */
public enum InceptionV3 implements Architecture {
    INCEPTION3("inception3", false),
    INCEPTION3_AUX("inception3-aux", true);

    private static final String AUXILIARY = "AuxLogits";

    private final String id;
    private final boolean auxiliary;

    InceptionV3(String id, boolean auxiliary) {
        this.id = id;
        this.auxiliary = auxiliary;
    }

    /** Layers are called as in torchvision. */
    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        SmallestInput.check(id, spec, side -> fits(spec.stem(), side));
        Modules net = new Modules(base, spec, true);
        String last = stem(net, spec.stem()); // 192 x 35 x 35
        last = mixed5(net, "Mixed_5b", last, 32); // 256 x 35 x 35
        last = mixed5(net, "Mixed_5c", last, 64); // 288 x 35 x 35
        last = mixed5(net, "Mixed_5d", last, 64); // 288 x 35 x 35
        last = mixed6a(net, "Mixed_6a", last); // 768 x 17 x 17
        last = mixed6(net, "Mixed_6b", last, 128); // 768 x 17 x 17
        last = mixed6(net, "Mixed_6c", last, 160); // 768 x 17 x 17
        last = mixed6(net, "Mixed_6d", last, 160); // 768 x 17 x 17
        last = mixed6(net, "Mixed_6e", last, 192); // 768 x 17 x 17
        if (auxiliary) {
            auxiliary(net, spec.stem(), last);
        }
        last = mixed7a(net, "Mixed_7a", last); // 1280 x 8 x 8
        last = mixed7(net, "Mixed_7b", last); // 2048 x 8 x 8
        last = mixed7(net, "Mixed_7c", last); // 2048 x 8 x 8
        net.output(net.mean("avgpool", last), 0.5); // 2048, 1000
        return auxiliary ? net.build("output", AUXILIARY + ".fc") : net.build("output");
    }

    private static String stem(Modules net, Stem stem) {
        boolean large = stem == Stem.IMAGENET; // 3 x 299 x 299
        int padding = large ? 0 : 1;
        String last = net.convolution("Conv2d_1a_3x3", "input", 32, 3, large ? 2 : 1, padding); // 32 x 149 x 149
        last = net.convolution("Conv2d_2a_3x3", last, 32, 3, 1, padding); // 32 x 147 x 147
        last = net.convolution("Conv2d_2b_3x3", last, 64, 3); // 64 x 147 x 147
        last = large ? net.add("maxpool1", last, Layers.maxPool(3, 2, 0)) : last; // 64 x 73 x 73
        last = net.convolution("Conv2d_3b_1x1", last, 80, 1); // 80 x 73 x 73
        last = net.convolution("Conv2d_4a_3x3", last, 192, 3, 1, padding); // 192 x 71 x 71
        return large ? net.add("maxpool2", last, Layers.maxPool(3, 2, 0)) : last; // 192 x 35 x 35
    }

    /** Figure 5: 1x1, 5x5, twice 3x3, and averages. */
    private static String mixed5(Modules net, String name, String from, int pooled) {
        String one = net.convolution(name + ".branch1x1", from, 64, 1);
        String five = net.convolution(name + ".branch5x5_1", from, 48, 1);
        five = net.convolution(name + ".branch5x5_2", five, 64, 5);
        String threes = net.convolution(name + ".branch3x3dbl_1", from, 64, 1);
        threes = net.convolution(name + ".branch3x3dbl_2", threes, 96, 3);
        threes = net.convolution(name + ".branch3x3dbl_3", threes, 96, 3);
        return net.concatenate(name, one, five, threes, pooled(net, name, from, pooled));
    }

    /** Figure 10: half the size without a bottleneck, by convolutions and pooling side by side. */
    private static String mixed6a(Modules net, String name, String from) {
        String three = net.convolution(name + ".branch3x3", from, 384, 3, 2, 0);
        String threes = net.convolution(name + ".branch3x3dbl_1", from, 64, 1);
        threes = net.convolution(name + ".branch3x3dbl_2", threes, 96, 3);
        threes = net.convolution(name + ".branch3x3dbl_3", threes, 96, 3, 2, 0);
        return net.concatenate(name, three, threes, net.add(name + ".pool", from, Layers.maxPool(3, 2, 0)));
    }

    /** Figure 6: 1x1, one and two 7x7 as rows and columns, and averages. */
    private static String mixed6(Modules net, String name, String from, int inner) {
        String one = net.convolution(name + ".branch1x1", from, 192, 1);
        String seven = net.convolution(name + ".branch7x7_1", from, inner, 1);
        seven = net.convolution(name + ".branch7x7_2", seven, inner, 1, 7);
        seven = net.convolution(name + ".branch7x7_3", seven, 192, 7, 1);
        String sevens = net.convolution(name + ".branch7x7dbl_1", from, inner, 1);
        sevens = net.convolution(name + ".branch7x7dbl_2", sevens, inner, 7, 1);
        sevens = net.convolution(name + ".branch7x7dbl_3", sevens, inner, 1, 7);
        sevens = net.convolution(name + ".branch7x7dbl_4", sevens, inner, 7, 1);
        sevens = net.convolution(name + ".branch7x7dbl_5", sevens, 192, 1, 7);
        return net.concatenate(name, one, seven, sevens, pooled(net, name, from, 192));
    }

    /** As {@link #mixed6a}. */
    private static String mixed7a(Modules net, String name, String from) {
        String three = net.convolution(name + ".branch3x3_1", from, 192, 1);
        three = net.convolution(name + ".branch3x3_2", three, 320, 3, 2, 0);
        String seven = net.convolution(name + ".branch7x7x3_1", from, 192, 1);
        seven = net.convolution(name + ".branch7x7x3_2", seven, 192, 1, 7);
        seven = net.convolution(name + ".branch7x7x3_3", seven, 192, 7, 1);
        seven = net.convolution(name + ".branch7x7x3_4", seven, 192, 3, 2, 0);
        return net.concatenate(name, three, seven, net.add(name + ".pool", from, Layers.maxPool(3, 2, 0)));
    }

    /** Figure 7: 1x1, 3x3 and twice 3x3 as rows beside columns, and averages. */
    private static String mixed7(Modules net, String name, String from) {
        String one = net.convolution(name + ".branch1x1", from, 320, 1);
        String three = net.convolution(name + ".branch3x3_1", from, 384, 1);
        String threes = net.convolution(name + ".branch3x3dbl_1", from, 448, 1);
        threes = net.convolution(name + ".branch3x3dbl_2", threes, 384, 3);
        return net.concatenate(
                name,
                one,
                rowsAndColumns(net, name + ".branch3x3_2", three),
                rowsAndColumns(net, name + ".branch3x3dbl_3", threes),
                pooled(net, name, from, 192));
    }

    private static String rowsAndColumns(Modules net, String name, String from) {
        String rows = net.convolution(name + "a", from, 384, 1, 3);
        String columns = net.convolution(name + "b", from, 384, 3, 1);
        return net.concatenate(name, rows, columns);
    }

    private static String pooled(Modules net, String module, String from, int filters) {
        return net.convolution(module + ".branch_pool", net.average(module + ".pool", from), filters, 1);
    }

    private static void auxiliary(Modules net, Stem stem, String from) {
        String last = net.coarseAverage(AUXILIARY + ".avgpool", from); // 768 x 5 x 5
        last = net.convolution(AUXILIARY + ".conv0", last, 128, 1); // 128 x 5 x 5
        last = net.convolution(AUXILIARY + ".conv1", last, 768, 5, 1, stem == Stem.IMAGENET ? 0 : 2); // 768 x 1 x 1
        net.auxiliaryOutput(AUXILIARY + ".fc", net.mean(AUXILIARY + ".mean", last), 0); // 768, 1000
    }

    /** Whether something is left of a side: for Mixed_7 a pixel, for the auxiliary classifier what its windows need. */
    private boolean fits(Stem stem, int side) {
        int six = halved(stem == Stem.SMALL ? side : halved(halved(halved(side) - 2) - 2)); // Mixed_6
        int least = stem == Stem.SMALL ? 5 : 17; // 5 of pooling; that and 4 steps of 3 for the 5x5 convolution
        return halved(six) >= 1 && (!auxiliary || six >= least);
    }

    /** After a window of 3 with stride 2; below 1 where none fits. */
    private static int halved(int side) {
        return Math.floorDiv(side - 3, 2) + 1;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String family() {
        return "inception";
    }

    @Override
    public String summary() {
        return "Inception modules with large convolutions taken apart"
                + (auxiliary ? ", with an auxiliary classifier" : "");
    }

    @Override
    public String paper() {
        return "Szegedy, Vanhoucke, Ioffe, Shlens, Wojna: Rethinking the Inception Architecture for Computer Vision,"
                + " CVPR 2016, arXiv 1512.00567, section 6";
    }

    @Override
    public Spec defaultSpec() {
        return Spec.of(1000, 3, 299, 299);
    }

    @Override
    public Spec specFor(int channels, int height, int width) {
        return defaultSpec().forPictures(channels, height, width);
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.preprocessing(spec, dataset);
    }

    /** With the paper's label smoothing of section 7. */
    @Override
    public TrainingOptions recipe(String dataset) {
        return Photographs.recipe(dataset, 0.1).withRegularization(new Regularization(0.1, 0, 0));
    }

    /** torchvision has both nets, Keras the one without the auxiliary classifier. */
    @Override
    public List<ForeignNet> foreignNets(Spec spec) {
        ForeignNet torchvision = Modules.torchvision(this, spec);
        return auxiliary ? List.of(torchvision) : List.of(torchvision, keras(spec));
    }

    /** Keras numbers its layers branch by branch, which is our order but for the rows and columns of Mixed_7b and 7c. */
    private ForeignNet keras(Spec spec) {
        List<String> convolutions = new ArrayList<>();
        configure(spec, new NeuralNetConfiguration.Builder()).getVertices().keySet().stream()
                .filter(name -> name.endsWith(".conv"))
                .forEach(name -> {
                    int first = convolutions.indexOf(name.replaceFirst("branch3x3_2[ab]", "branch3x3dbl_1"));
                    convolutions.add(first < 0 ? convolutions.size() : first, name);
                });
        Map<String, String> names = new LinkedHashMap<>();
        for (int i = 0; i < convolutions.size(); i++) {
            String name = convolutions.get(i);
            names.put(name, "conv2d_" + (i + 1));
            names.put(name.replaceFirst("conv$", "bn"), "batch_normalization_" + (i + 1));
        }
        names.put("output", "predictions");
        return ForeignNet.of(WeightsOrigin.KERAS, names, Photographs.symmetric(preprocessing(spec, "imagenet")));
    }
}
