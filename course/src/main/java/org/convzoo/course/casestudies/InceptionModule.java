package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Architecture;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.course.Charts;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Dataset;
import org.convzoo.inception.GoogLeNet;
import org.convzoo.resnet.ResNet;
import org.convzoo.vgg.Vgg;

/**
 * Filters of 1 x 1, 3 x 3 and 5 x 5 and a pooling side by side on the same input, their channels put together; 1 x 1 before the larger ones makes it
 * affordable. GoogLeNet is nine such modules.
 *
 * <p>Module 3a: 192 x 28 x 28 becomes 64 + 128 + 32 + 32 = 256 x 28 x 28.
 *
 * <p>Source: Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, arXiv:1409.4842, figure 2 and table 1. The zoo's {@code googlenet-bn} is the
 * net that PyTorch publishes, with 3 x 3 in the place of 5 x 5.
 */
public final class InceptionModule {
    private static final String MODULE = "inception3a", INPUT = "maxpool2";
    private static final int WIDTH = 780;

    /** Nets of the contest's pictures, and weights that others publish for them; empty: none for just this net. */
    private static final Map<Architecture, String> NETS = nets();

    private InceptionModule() {}

    private static Map<Architecture, String> nets() {
        Map<Architecture, String> nets = new LinkedHashMap<>();
        nets.put(AlexNet.ALEXNET, "");
        nets.put(AlexNet.ALEXNET_OWT, "alexnet-owt.imagenet-torchvision");
        nets.put(Vgg.VGG16, "vgg16.imagenet-torchvision");
        nets.put(GoogLeNet.GOOGLENET, "");
        nets.put(GoogLeNet.GOOGLENET_BN, "googlenet-bn.imagenet-torchvision");
        nets.put(ResNet.RESNET50, "resnet50.imagenet-torchvision");
        return nets;
    }

    /** GoogLeNet as the paper has it. */
    static ModelSummary net() {
        return Nets.summary(GoogLeNet.GOOGLENET);
    }

    /** Multiplications of a branch of module 3a: those of its layers. */
    static long cost(ModelSummary net, int branch) {
        return net.layers().stream()
                .filter(row -> row.name().startsWith(MODULE + ".branch" + branch))
                .mapToLong(Row::multiplyAdds)
                .sum();
    }

    /** The same if the branch's larger filters read all channels of the module's input, without 1 x 1 before them. */
    static long withoutReduction(ModelSummary net, int branch) {
        Row last = Nets.row(net, MODULE + ".branch" + branch + ".1");
        return PointwiseConvolution.multiplications(
                last.kernel().get(0),
                Nets.row(net, INPUT).output().get(0),
                last.output().get(0),
                last.output().get(1));
    }

    /** What the branches of module 3a cost, and GoogLeNet beside its contemporaries. */
    public static Exhibit demonstrate() {
        ModelSummary net = net();
        NumberTable module =
                NumberTable.of(2, "BRANCH", "LAYERS", "CHANNELS", "MULTIPLICATIONS", "WITHOUT 1 x 1 BEFORE");
        module.row("1", "1 x 1", channels(net, ".branch1"), cost(net, 1), cost(net, 1));
        module.row("2", "1 x 1, 3 x 3", channels(net, ".branch2.1"), cost(net, 2), withoutReduction(net, 2));
        module.row("3", "1 x 1, 5 x 5", channels(net, ".branch3.1"), cost(net, 3), withoutReduction(net, 3));
        module.row("4", "pooling, 1 x 1", channels(net, ".branch4.1"), cost(net, 4), cost(net, 4));
        module.row(
                "",
                "",
                channels(net, ""),
                cost(net, 1) + cost(net, 2) + cost(net, 3) + cost(net, 4),
                cost(net, 1) + withoutReduction(net, 2) + withoutReduction(net, 3) + cost(net, 4));
        NumberTable nets = NumberTable.of(
                1, "NET", "LAYERS", "PARAMETERS", "MULTIPLICATIONS", "PUBLISHED WEIGHTS' TOP-1 ON IMAGENET");
        NETS.forEach((architecture, weights) -> {
            ModelSummary summary = Nets.summary(architecture);
            nets.row(
                    architecture.id(),
                    Nets.depth(summary),
                    summary.parameters(),
                    summary.multiplyAdds(),
                    weights.isEmpty()
                            ? "-"
                            : Nets.percent(Nets.metric(weights, Dataset.VALIDATION, "accuracy")
                                    .value()));
        });
        return new Exhibit(module.text() + "\n" + nets.text(), 1, panels(net));
    }

    private static long channels(ModelSummary net, String branch) {
        return Nets.row(net, MODULE + branch).output().get(0);
    }

    private static List<Panel> panels(ModelSummary net) {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        bars.put("with 1 x 1 before", millions(cost(net, 2), cost(net, 3)));
        bars.put("without", millions(withoutReduction(net, 2), withoutReduction(net, 3)));
        return List.of(
                new Panel(
                        BranchDrawing.of(
                                "input\n" + Nets.shape(Nets.row(net, INPUT)),
                                List.of(
                                        boxes(net, ".branch1"),
                                        boxes(net, ".branch2.0", ".branch2.1"),
                                        boxes(net, ".branch3.0", ".branch3.1"),
                                        boxes(net, ".branch4.0", ".branch4.1")),
                                "channels put together\n" + Nets.shape(Nets.row(net, MODULE))),
                        List.of("module 3a of GoogLeNet")),
                new Panel(
                        Charts.bars(
                                WIDTH,
                                "Millions of multiplications",
                                List.of("branch of 3 x 3", "branch of 5 x 5"),
                                bars),
                        List.of()));
    }

    private static List<Double> millions(long... numbers) {
        List<Double> millions = new ArrayList<>();
        for (long number : numbers) {
            millions.add(number / 1e6);
        }
        return millions;
    }

    private static List<String> boxes(ModelSummary net, String... layers) {
        List<String> boxes = new ArrayList<>();
        for (String layer : layers) {
            Row row = Nets.row(net, MODULE + layer);
            String size = row.kernel().get(0) + " x " + row.kernel().get(1);
            boxes.add((row.type().equals("Convolution") ? size : "maximum of " + size) + "\n" + Nets.shape(row));
        }
        return boxes;
    }
}
