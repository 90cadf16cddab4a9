package org.convzoo.course.casestudies;

import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Datasets;
import org.convzoo.resnet.ResNet;

/**
 * The assignment's net: ResNet-50 with the stride in the first 1 x 1 of a block, for pictures of 64 x 64 and six digits. In Keras its convolutions have
 * biases, which the normalisation behind them takes away again, and running means and variances count as parameters that are not trained.
 *
 * <p>Shapes: 3 x 64 x 64, 64 x 32 x 32, pooled to 64 x 16 x 16 (15 x 15 where, as in the assignment, the pooling has no padding), 256 x 16 x 16, 512 x 8 x
 * 8, 1024 x 4 x 4, 2048 x 2 x 2, 2048, 6.
 *
 * <p>Sources: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385, table 1; the course's own files for
 * {@code coursera-signs}.
 */
public final class SignsResNet50 {
    private static final String DATA = "coursera-signs";
    private static final int SIDE = 64;
    private static final List<String> STAGES = List.of("conv1", "maxpool", "layer1", "layer2", "layer3", "layer4");

    private SignsResNet50() {}

    /** The assignment's input and classes. */
    static Spec spec() {
        return Spec.of(Datasets.entry(DATA).classes().size(), 3, SIDE, SIDE).withStem(Stem.IMAGENET);
    }

    /** The zoo's net for them. */
    static ModelSummary net() {
        return Nets.summary(ResNet.RESNET50_V1, spec());
    }

    /** Channels of all normalisations: as many biases would the convolutions before them have. */
    static long normalised(ModelSummary net) {
        return net.layers().stream()
                .filter(row -> row.type().equals("BatchNormalization"))
                .mapToLong(row -> row.output().get(0))
                .sum();
    }

    /** The net by stages, and its parameters as Keras counts those of the assignment. */
    public static Exhibit demonstrate() {
        ModelSummary net = net();
        NumberTable stages = NumberTable.of(2, "STAGE", "OUTPUT", "CONVOLUTIONS", "PARAMETERS", "MULTIPLICATIONS");
        for (String stage : STAGES) {
            row(
                    stages,
                    stage,
                    net.layers().stream()
                            .filter(row ->
                                    row.name().startsWith(stage) || row.name().equals(stage.replace("conv", "bn")))
                            .toList());
        }
        row(stages, "output", List.of(Nets.row(net, "output")));
        stages.row("", "", "", net.parameters(), net.multiplyAdds());
        long channels = normalised(net);
        NumberTable counts = NumberTable.of(1, "PARAMETERS", "COUNT");
        counts.row("of the zoo's net", net.parameters());
        counts.row("+ biases of the convolutions before normalisations", channels);
        counts.row("= trainable ones of the assignment's", net.parameters() + channels);
        counts.row("+ running means and variances", 2 * channels);
        counts.row("= all of the assignment's", net.parameters() + 3 * channels);
        List<String> drawn =
                List.of("conv1", "maxpool", "layer1.2", "layer2.3", "layer3.5", "layer4.2", "avgpool", "output");
        return new Exhibit(
                stages.text() + "\n" + counts.text(),
                1,
                List.of(new Panel(
                        VolumeDrawing.of(spec(), net, drawn),
                        List.of("as high as the maps, as broad as there are channels, both as square roots"))));
    }

    private static void row(NumberTable table, String stage, List<Row> rows) {
        table.row(
                stage,
                Nets.shape(rows.get(rows.size() - 1)),
                rows.stream().filter(row -> row.type().equals("Convolution")).count(),
                rows.stream().mapToLong(Row::parameters).sum(),
                rows.stream().mapToLong(Row::multiplyAdds).sum());
    }
}
