package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.course.Charts;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;

/**
 * Where AlexNet's parameters and its work are: the dense layers have nearly all parameters, the convolutions do nearly all multiplications. Two
 * numbers of the paper mislead: with an input of 224 pixels the first layer would have 54 columns, its 55 need 227; and the 253,440 values that its figure 2
 * tells of that layer are 55 x 55 x 96 = 290,400.
 *
 * <p>3 x 227 x 227, 96 x 55 x 55, 256 x 27 x 27, 384 x 13 x 13 twice, 256 x 13 x 13, 4096 twice, 1000.
 *
 * <p>Sources: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section 3.5; of the
 * shares, Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014, arXiv:1404.5997, section 2.
 */
public final class AlexNetCosts {
    /** Convolutions that the paper parts over two GPUs, so that a filter reads half of the channels. */
    private static final Set<String> GROUPED = Set.of("conv2", "conv4", "conv5");

    private static final int CHART = 1120;

    private AlexNetCosts() {}

    /** The zoo's net, whose convolutions read all channels. */
    static ModelSummary net() {
        return Nets.summary(AlexNet.ALEXNET);
    }

    /** Parameters of a layer where a filter reads the channels of its own GPU only: half of the weights, all of the biases. */
    static long onTwoGpus(Row row) {
        if (!GROUPED.contains(row.name())) {
            return row.parameters();
        }
        long biases = row.output().get(0);
        return (row.parameters() - biases) / 2 + biases;
    }

    /** Whether a layer is a convolution; the others with weights are dense. */
    private static boolean convolves(Row row) {
        return row.type().equals("Convolution");
    }

    /** Layer by layer, then convolutions and dense layers as a whole. */
    public static Exhibit demonstrate() {
        ModelSummary net = net();
        List<Row> weighted = net.layers().stream().filter(Nets::counts).toList();
        NumberTable table =
                NumberTable.of(2, "LAYER", "OUTPUT", "VALUES", "PARAMETERS", "ON TWO GPUS", "MULTIPLICATIONS");
        for (Row row : weighted) {
            table.row(
                    row.name(),
                    Nets.shape(row),
                    Nets.values(row),
                    row.parameters(),
                    onTwoGpus(row),
                    row.multiplyAdds());
        }
        table.row(
                "",
                "",
                weighted.stream().mapToLong(Nets::values).sum(),
                net.parameters(),
                weighted.stream().mapToLong(AlexNetCosts::onTwoGpus).sum(),
                net.multiplyAdds());
        NumberTable shares = NumberTable.of(1, "LAYERS", "PARAMETERS", "SHARE", "MULTIPLICATIONS", "SHARE");
        shares(
                shares,
                "convolutions",
                net,
                weighted.stream().filter(AlexNetCosts::convolves).toList());
        shares(
                shares,
                "dense",
                net,
                weighted.stream().filter(row -> !convolves(row)).toList());
        return new Exhibit(table.text() + "\n" + shares.text(), 1, panels(net, weighted));
    }

    private static void shares(NumberTable table, String name, ModelSummary net, List<Row> rows) {
        long parameters = rows.stream().mapToLong(Row::parameters).sum();
        long multiplications = rows.stream().mapToLong(Row::multiplyAdds).sum();
        table.row(
                name,
                parameters,
                Nets.percent((double) parameters / net.parameters()),
                multiplications,
                Nets.percent((double) multiplications / net.multiplyAdds()));
    }

    private static List<Panel> panels(ModelSummary net, List<Row> weighted) {
        List<String> names = weighted.stream().map(Row::name).toList();
        List<Double> parameters = new ArrayList<>(), multiplications = new ArrayList<>();
        for (Row row : weighted) {
            parameters.add(100.0 * row.parameters() / net.parameters());
            multiplications.add(100.0 * row.multiplyAdds() / net.multiplyAdds());
        }
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        bars.put("share of the parameters", parameters);
        bars.put("share of the multiplications", multiplications);
        return List.of(
                new Panel(
                        VolumeDrawing.of(
                                AlexNet.ALEXNET.defaultSpec(),
                                net,
                                List.of(
                                        "conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool5", "fc6",
                                        "fc7", "output")),
                        List.of("as high as the maps, as broad as there are channels, both as square roots")),
                new Panel(Charts.bars(CHART, "Layers with weights, %", names, bars), List.of()));
    }
}
