package org.convzoo.yolo;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.ZooException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;

/**
 * One output of a detector: a grid of cells, each with a few boxes. Box a of a cell has the channels a * (5 + numClasses) and on: x, y,
 * width, height, objectness, one number per class, all before any activation.
 *
 * @param output name of the net's output
 * @param anchors width and height of the boxes that the cell's are told relative to, as shares of the net's input
 * @param numClasses classes of things
 * @param classes how its class numbers are meant
 * @param reach by how much a centre may leave its cell: 1 not at all (Darknet's scale_x_y)
 */
public record YoloHead(String output, List<Anchor> anchors, int numClasses, Classes classes, double reach) {
    private static final int BOX = 5;
    private static final double ROUNDING = 1e-5;

    /**
     * A box without a place.
     *
     * @param width as a share of the net's input
     * @param height likewise
     */
    public record Anchor(double width, double height) {
        public Anchor {
            if (!(width > 0 && height > 0 && width <= 100 && height <= 100)) {
                throw new IllegalArgumentException(
                        "an anchor needs a width and a height above 0, got " + width + " x " + height);
            }
        }
    }

    /** What the numbers of the classes are. */
    public enum Classes {
        /** Softmax over all: a thing is of one class (YOLO version 2). */
        EXCLUSIVE,
        /** A sigmoid each: a thing may be of several (version 3). */
        INDEPENDENT
    }

    public YoloHead {
        anchors = List.copyOf(anchors);
        if (anchors.isEmpty() || numClasses < 1 || !(reach >= 1 && reach <= 2)) {
            throw new IllegalArgumentException("a head needs anchors, classes and a reach from 1 to 2");
        }
    }

    /**
     * The heads of a net, as its losses have them.
     *
     * @throws ZooException if an output is no detector's
     */
    public static List<YoloHead> of(ComputationGraphConfiguration net) {
        List<YoloHead> heads = new ArrayList<>();
        for (String output : net.getNetworkOutputs()) {
            if (net.getVertices().get(output) instanceof LayerVertex vertex
                    && vertex.getLayerConf().getLayer() instanceof CnnLossLayer layer
                    && layer.getLossFn() instanceof YoloLoss loss) {
                heads.add(loss.head(output));
            } else {
                throw new ZooException("the net is no detector: its output '" + output + "' gives no boxes");
            }
        }
        return heads;
    }

    /** Whether another head's numbers make the same boxes, to within rounding of a text. */
    boolean sameBoxes(YoloHead other) {
        if (anchors.size() != other.anchors.size() || classes != other.classes || reach != other.reach) {
            return false;
        }
        for (int a = 0; a < anchors.size(); a++) {
            Anchor own = anchors.get(a), others = other.anchors.get(a);
            if (Math.abs(own.width() - others.width()) > ROUNDING
                    || Math.abs(own.height() - others.height()) > ROUNDING) {
                return false;
            }
        }
        return true;
    }

    /** Numbers of one box. */
    public int boxChannels() {
        return BOX + numClasses;
    }

    /** Of the output. */
    public int channels() {
        return anchors.size() * boxChannels();
    }
}
