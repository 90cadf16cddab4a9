package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.core.Spec;
import org.convzoo.course.Charts;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.resnet.ResNet;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Plain nets and residual nets of one depth before the first step of training: how large the gradient is at each convolution. And what twelve
 * epochs make of such nets.
 *
 * <p>Shapes: four pictures of 3 x 8 x 8, nets of a quarter of the width (4, 8 and 16 channels), in double precision.
 *
 * <p>Sources: He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, arXiv:1512.03385, sections 4.1 and 4.2; of the gradient in
 * nets with batch normalisation, Yang et al., "A Mean Field Theory of Batch Normalization", ICLR 2019, arXiv:1902.08129.
 */
public final class PlainAndResidual {
    private static final List<ResNet> NETS = List.of(ResNet.PLAIN20, ResNet.RESNET20, ResNet.PLAIN56, ResNet.RESNET56);
    private static final int SIDE = 8, PICTURES = 4, CLASSES = 10, CHART = 1120;
    private static final double WIDTH = 0.25;
    private static final String PAGE = "plain-residual.md", CURVES = "plain-residual.png";

    private PlainAndResidual() {}

    /**
     * Size of the gradient at each convolution of an untrained net, from the input to the output: the root of the mean square over its weights.
     */
    static double[] gradients(ResNet architecture) {
        Spec spec = architecture.defaultSpec().withInput(3, SIDE, SIDE).withWidthFactor(WIDTH);
        ComputationGraph net = new ComputationGraph(architecture.configure(
                spec, new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE)));
        net.init();
        net.setInputs(pictures());
        net.setLabels(labels());
        net.computeGradientAndScore();
        Gradient gradient = net.gradient();
        return ModelSummary.of(net.getConfiguration(), spec).layers().stream()
                .filter(row -> row.type().equals("Convolution"))
                .map(Row::name)
                .mapToDouble(name -> rootMeanSquare(gradient.getGradientFor(name + "_W")))
                .toArray();
    }

    private static double rootMeanSquare(INDArray numbers) {
        return numbers.norm2Number().doubleValue() / Math.sqrt((double) numbers.length());
    }

    private static INDArray pictures() {
        Random random = new Random(1);
        double[] values =
                random.doubles((long) PICTURES * 3 * SIDE * SIDE, -1, 1).toArray();
        return Nd4j.createFromArray(values).reshape(PICTURES, 3, SIDE, SIDE);
    }

    private static INDArray labels() {
        double[][] labels = new double[PICTURES][CLASSES];
        for (int i = 0; i < PICTURES; i++) {
            labels[i][i % CLASSES] = 1;
        }
        return Nd4j.createFromArray(labels);
    }

    /** Untrained gradients, and the errors after twelve epochs on CIFAR-10. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(
                1,
                "NET",
                "PARAMETERS",
                "GRADIENT AT THE FIRST CONVOLUTION",
                "AT THE LAST",
                "RATIO",
                "VALIDATION ERROR",
                "TEST ERROR");
        Map<String, double[]> curves = new LinkedHashMap<>();
        for (ResNet net : NETS) {
            double[] gradients = gradients(net);
            double first = gradients[0], last = gradients[gradients.length - 1];
            curves.put(net.id(), gradients);
            List<String> run = Measured.run(PAGE, net.id() + "-12");
            table.row(
                    net.id(),
                    Nets.summary(net).parameters(),
                    rounded(first),
                    rounded(last),
                    rounded(first / last),
                    run.get(5),
                    run.get(6));
        }
        double[] numbers = IntStream.rangeClosed(1, curves.get("plain56").length)
                .asDoubleStream()
                .toArray();
        List<Panel> panels = new ArrayList<>();
        panels.add(new Panel(
                Charts.curves(CHART, "Gradient before training", "convolution", numbers, true, curves), List.of()));
        BufferedImage measured = Measured.picture(CURVES);
        panels.add(new Panel(measured, List.of("twelve epochs on CIFAR-10, docs/experiments/plain-residual.md")));
        return new Exhibit(table.text(), 1, panels);
    }

    /** Two digits that count. */
    private static String rounded(double number) {
        return new BigDecimal(number).round(new MathContext(2)).toPlainString();
    }
}
