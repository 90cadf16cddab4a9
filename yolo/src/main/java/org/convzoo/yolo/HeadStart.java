package org.convzoo.yolo;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What the last convolutions of a detector begin with. */
final class HeadStart {
    private static final int BOX = 5, OBJECTNESS = 4;

    /** Share of the boxes that a thing belongs to, roughly. */
    private static final double PRIOR = 0.01;

    private HeadStart() {}

    /** All boxes are taken for empty ones: the bias of objectness is what a sigmoid turns into {@value #PRIOR}. */
    static void empty(ComputationGraph net) {
        for (YoloHead head : YoloHead.of(net.getConfiguration())) {
            String bias = convolution(net.getConfiguration(), head) + "_b";
            for (int a = 0; a < head.anchors().size(); a++) {
                row(net, bias, a * head.boxChannels() + OBJECTNESS).assign(Math.log(PRIOR / (1 - PRIOR)));
            }
        }
    }

    /**
     * What a detector of other classes can give to a new head: where a thing is, and whether there is one, does not depend on the classes, and some
     * classes may be the same.
     *
     * @param from a net of the same architecture
     * @param known for each class of the new net, which one of the old net's it is; -1 where it is new
     */
    static void takeOver(ComputationGraph from, ComputationGraph to, int... known) {
        List<YoloHead> old = YoloHead.of(from.getConfiguration()), heads = YoloHead.of(to.getConfiguration());
        for (int h = 0; h < heads.size(); h++) {
            String layer = convolution(to.getConfiguration(), heads.get(h));
            String source = convolution(from.getConfiguration(), old.get(h));
            for (int a = 0; a < heads.get(h).anchors().size(); a++) {
                int first = a * heads.get(h).boxChannels(),
                        oldFirst = a * old.get(h).boxChannels();
                for (int i = 0; i < BOX; i++) {
                    copy(from, source, oldFirst + i, to, layer, first + i);
                }
                for (int c = 0; c < known.length; c++) {
                    if (known[c] >= 0) {
                        copy(from, source, oldFirst + BOX + known[c], to, layer, first + BOX + c);
                    }
                }
            }
        }
    }

    private static String convolution(ComputationGraphConfiguration net, YoloHead head) {
        return net.getVertexInputs().get(head.output()).get(0);
    }

    private static void copy(
            ComputationGraph from, String source, int channel, ComputationGraph to, String layer, int into) {
        for (String parameter : List.of("W", "b")) {
            row(to, layer + "_" + parameter, into).assign(row(from, source + "_" + parameter, channel));
        }
    }

    /** Of [nOut, nIn, kH, kW], or of the bias, [1, nOut]. */
    private static INDArray row(ComputationGraph graph, String key, int channel) {
        INDArray values = graph.getParam(key);
        return values.rank() == 4
                ? values.get(NDArrayIndex.point(channel))
                : values.reshape(values.length()).get(NDArrayIndex.interval(channel, channel + 1));
    }
}
