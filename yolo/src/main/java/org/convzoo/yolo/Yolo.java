package org.convzoo.yolo;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.BoxAugmentation;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.Fit;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.weights.DarknetConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * One look at a picture: convolutions down to a grid, whose cells each tell a few boxes with how likely there is something in them, and what.
 *
 * <p>Papers: J. Redmon, A. Farhadi, "YOLO9000: Better, Faster, Stronger", CVPR 2017, arXiv 1612.08242 (version 2 and its tiny form); J. Redmon,
 * A. Farhadi, "YOLOv3: An Incremental Improvement", 2018, arXiv 1804.02767 (two scales, independent classes). Yolo-Fastest: dog-qiuqiu, 2020, github.com/dog-qiuqiu/Yolo-Fastest,
 * version 1.1-xl: inverted residual blocks of MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381), pools of three sizes (He et al. 2014,
 * arXiv 1406.4729). yolo-small is the zoo's own: the residual blocks of version 3's Darknet-53, two of its three scales.
 *
 * <table>
 * <caption>Shapes</caption>
 * <tr><th></th><th>yolov2, 80 classes</th><th>tiny-yolov2, 20</th><th>yolo-fastest-xl, 80</th><th>yolo-small, 80</th></tr>
 * <tr><td>input</td><td>3 x 416 x 416</td><td>3 x 416 x 416</td><td>3 x 320 x 320</td><td>3 x 320 x 320</td></tr>
 * <tr><td>to 1/4</td><td>64 x 104 x 104</td><td>32 x 104 x 104</td><td>16 x 80 x 80</td><td>32 x 80 x 80</td></tr>
 * <tr><td>to 1/8</td><td>128 x 52 x 52</td><td>64 x 52 x 52</td><td>32 x 40 x 40</td><td>64 x 40 x 40</td></tr>
 * <tr><td>to 1/16</td><td>512 x 26 x 26</td><td>256 x 26 x 26</td><td>48 x 20 x 20</td><td>128 x 20 x 20</td></tr>
 * <tr><td>to 1/32</td><td>1024 x 13 x 13</td><td>1024 x 13 x 13</td><td>96 x 10 x 10</td><td>256 x 10 x 10</td></tr>
 * <tr><td>outputs</td><td>425 x 13 x 13</td><td>125 x 13 x 13</td><td>255 x 10 x 10, 255 x 20 x 20</td><td>likewise</td></tr>
 * <tr><td>parameters</td><td>50,962,889</td><td>15,861,773</td><td>898,686</td><td>1,951,086</td></tr>
 * </table>
 *
 * <p>Layers are called as Darknet counts its sections, so that its weights fit. Deviations: an anchor is a share of the input, whatever its size.
 *
 * <pre>{@code
 * Spec spec = Yolo.YOLO_FASTEST_XL.defaultSpec();
 * ComputationGraphConfiguration net = Yolo.YOLO_FASTEST_XL.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(YoloHead.of(net).get(0).channels()); // 255
 * }</pre>
 */
public enum Yolo implements Architecture {
    YOLOV2(Spec.of(80, 3, 416, 416), "Darknet-19 and finer features past its end, five anchors"),
    TINY_YOLOV2(Spec.of(20, 3, 416, 416), "six poolings of two, five anchors; for Pascal VOC"),
    YOLO_FASTEST_XL(Spec.of(80, 3, 320, 320), "depthwise convolutions, two scales of three anchors; for CPUs"),
    YOLO_SMALL(Spec.of(80, 3, 320, 320), "Darknet-53's blocks, few and narrow, two scales of three anchors; for CPUs");

    /** In cells of 32 pixels, of 416; COCO's. */
    private static final double[] V2_ANCHORS = {
        0.57273, 0.677385, 1.87446, 2.06253, 3.33843, 5.47434, 7.88282, 3.52778, 9.77052, 9.16828
    };

    /** Likewise; Pascal VOC's. */
    private static final double[] TINY_ANCHORS = {1.08, 1.19, 3.42, 4.41, 6.63, 11.38, 9.42, 5.11, 16.62, 10.52};

    private static final double V2_CELLS = 13;

    /** In pixels of 320. */
    private static final double[] FASTEST_ANCHORS = {12, 18, 37, 49, 52, 132, 115, 73, 119, 199, 242, 238};

    private static final double FASTEST_SIDE = 320;
    private static final int STRIDE = 32;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Spec spec;

    private final String summary;

    Yolo(Spec spec, String summary) {
        this.spec = spec;
        this.summary = summary;
    }

    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        DarknetConfig config = DarknetConfig.parse(Path.of(id() + ".cfg"), cfg(spec));
        return Darknet.net(config, base).configuration();
    }

    /** The net as Darknet's {@code .cfg}, without what belongs to a training. */
    public String cfg(Spec spec) {
        if (spec.height() % STRIDE != 0 || spec.width() % STRIDE != 0) {
            throw new IllegalArgumentException(
                    id() + " needs an input of multiples of " + STRIDE + ", got " + spec.height() + "x" + spec.width());
        }
        Cfg cfg = new Cfg(spec);
        switch (this) {
            case YOLOV2 -> darknet19(cfg, spec);
            case TINY_YOLOV2 -> tiny(cfg, spec);
            case YOLO_FASTEST_XL -> fastest(cfg, spec);
            case YOLO_SMALL -> small(cfg, spec);
        }
        return cfg.text.toString();
    }

    private static void tiny(Cfg cfg, Spec spec) {
        for (int filters : new int[] {16, 32, 64, 128, 256}) { // 16 x 208 x 208 to 256 x 13 x 13
            cfg.conv(filters, 3, 1).pool(2, 2);
        }
        cfg.conv(512, 3, 1).pool(2, 1).conv(1024, 3, 1).conv(1024, 3, 1); // 1024 x 13 x 13
        region(cfg, TINY_ANCHORS, spec);
    }

    private static void darknet19(Cfg cfg, Spec spec) {
        cfg.conv(32, 3, 1).pool(2, 2).conv(64, 3, 1).pool(2, 2); // 64 x 104 x 104
        cfg.conv(128, 3, 1).conv(64, 1, 1).conv(128, 3, 1).pool(2, 2); // 128 x 52 x 52
        cfg.conv(256, 3, 1).conv(128, 1, 1).conv(256, 3, 1).pool(2, 2); // 256 x 26 x 26
        cfg.conv(512, 3, 1).conv(256, 1, 1).conv(512, 3, 1).conv(256, 1, 1).conv(512, 3, 1); // 512 x 26 x 26
        cfg.pool(2, 2)
                .conv(1024, 3, 1)
                .conv(512, 1, 1)
                .conv(1024, 3, 1)
                .conv(512, 1, 1)
                .conv(1024, 3, 1);
        cfg.conv(1024, 3, 1).conv(1024, 3, 1); // 1024 x 13 x 13
        cfg.route("-9").blocks(64).section("reorg", "stride=2"); // the passthrough: 256 x 13 x 13
        cfg.route("-1,-4").conv(1024, 3, 1); // of 1280 x 13 x 13
        region(cfg, V2_ANCHORS, spec);
    }

    private static void region(Cfg cfg, double[] sides, Spec spec) {
        int anchors = sides.length / 2;
        String pairs = pairs(sides, spec.width() / V2_CELLS / STRIDE, spec.height() / V2_CELLS / STRIDE);
        cfg.output(anchors * (5 + spec.numClasses()))
                .section("region", "anchors=" + pairs, "classes=" + spec.numClasses(), "num=" + anchors);
    }

    private static void fastest(Cfg cfg, Spec spec) {
        cfg.conv(16, 3, 2).block(16, 8, 1).residuals(1, 16, 8); // 8 x 160 x 160
        cfg.block(48, 16, 2).residuals(2, 64, 16); // 16 x 80 x 80
        cfg.block(64, 16, 2).residuals(2, 96, 16).block(96, 32, 1).residuals(4, 192, 32); // 32 x 40 x 40
        cfg.block(192, 48, 2).residuals(4, 272, 48); // 48 x 20 x 20
        int fine = cfg.sections - 1;
        cfg.block(272, 96, 2).residuals(5, 448, 96); // 96 x 10 x 10
        cfg.pool(3, 1).route("-2").pool(5, 1).route("-4").pool(9, 1).route("-1,-3,-5,-6"); // 384 x 10 x 10
        cfg.conv(96, 1, 1); // 96 x 10 x 10
        int coarse = cfg.sections - 1;
        int channels = 3 * (5 + spec.numClasses());
        String anchors = pairs(FASTEST_ANCHORS, spec.width() / FASTEST_SIDE, spec.height() / FASTEST_SIDE);
        cfg.separable(96, 5).separable(96, 5).output(channels).yolo("3,4,5", anchors);
        cfg.route(String.valueOf(coarse)).section("upsample", "stride=2").route("-1," + fine); // 144 x 20 x 20
        cfg.separable(144, 5).separable(144, 5).output(channels).yolo("0,1,2", anchors);
    }

    private static void small(Cfg cfg, Spec spec) {
        cfg.conv(16, 3, 2).conv(32, 3, 2).bottlenecks(1, 32); // 32 x 80 x 80
        cfg.conv(64, 3, 2).bottlenecks(2, 64); // 64 x 40 x 40
        cfg.conv(128, 3, 2).bottlenecks(3, 128); // 128 x 20 x 20
        int fine = cfg.sections - 1;
        cfg.conv(256, 3, 2).bottlenecks(2, 256); // 256 x 10 x 10
        cfg.conv(128, 1, 1); // 128 x 10 x 10
        int coarse = cfg.sections - 1;
        int channels = 3 * (5 + spec.numClasses());
        String anchors = pairs(FASTEST_ANCHORS, spec.width() / FASTEST_SIDE, spec.height() / FASTEST_SIDE);
        cfg.conv(256, 3, 1).output(channels).yolo("3,4,5", anchors);
        cfg.route(String.valueOf(coarse)).section("upsample", "stride=2").route("-1," + fine); // 256 x 20 x 20
        cfg.conv(128, 1, 1).conv(128, 3, 1).output(channels).yolo("0,1,2", anchors);
    }

    /** Anchors for an input of another size. */
    private static String pairs(double[] sides, double across, double down) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sides.length; i += 2) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(String.format(Locale.ROOT, "%.6f,%.6f", sides[i] * across, sides[i + 1] * down));
        }
        return text.toString();
    }

    /** Writes sections. */
    private static final class Cfg {
        final StringBuilder text = new StringBuilder();
        final Spec spec;
        int sections;

        Cfg(Spec spec) {
            this.spec = spec;
            section("net", "height=" + spec.height(), "width=" + spec.width(), "channels=" + spec.channels());
            sections = 0;
        }

        Cfg section(String kind, String... lines) {
            text.append('[').append(kind).append("]\n");
            text.append(Stream.of(lines).map(line -> line + "\n").collect(Collectors.joining()))
                    .append('\n');
            sections++;
            return this;
        }

        private Cfg convolution(int filters, int size, int stride, boolean depthwise, String activation) {
            return unscaled(spec.scaled(filters), size, stride, depthwise, activation);
        }

        private Cfg unscaled(int filters, int size, int stride, boolean depthwise, String activation) {
            return section(
                    "convolutional",
                    "batch_normalize=1",
                    "filters=" + filters,
                    "groups=" + (depthwise ? filters : 1),
                    "size=" + size,
                    "stride=" + stride,
                    "pad=1",
                    "activation=" + activation);
        }

        Cfg conv(int filters, int size, int stride) {
            return convolution(filters, size, stride, false, "leaky");
        }

        /** 1x1, to a number of channels that blocks of two by two can be made of. */
        Cfg blocks(int filters) {
            return unscaled((spec.scaled(filters) + 3) / 4 * 4, 1, 1, false, "leaky");
        }

        /** An inverted residual block without a shortcut: 1x1 to more channels, 3x3 on each, 1x1 to few. */
        Cfg block(int wide, int out, int stride) {
            return conv(wide, 1, 1).convolution(wide, 3, stride, true, "leaky").convolution(out, 1, 1, false, "linear");
        }

        Cfg residuals(int blocks, int wide, int out) {
            for (int i = 0; i < blocks; i++) {
                block(wide, out, 1)
                        .section("dropout", "probability=.2")
                        .section("shortcut", "from=-5", "activation=linear");
            }
            return this;
        }

        /** Darknet-53's residual block: 1x1 to half the channels, 3x3 back. */
        Cfg bottlenecks(int blocks, int out) {
            for (int i = 0; i < blocks; i++) {
                conv(out / 2, 1, 1).conv(out, 3, 1).section("shortcut", "from=-3", "activation=linear");
            }
            return this;
        }

        /** Depthwise, then 1x1. */
        Cfg separable(int filters, int size) {
            return convolution(filters, size, 1, true, "leaky").convolution(filters, 1, 1, false, "linear");
        }

        Cfg pool(int size, int stride) {
            return section("maxpool", "size=" + size, "stride=" + stride);
        }

        Cfg route(String layers) {
            return section("route", "layers=" + layers);
        }

        Cfg output(int channels) {
            return section("convolutional", "filters=" + channels, "size=1", "stride=1", "pad=1", "activation=linear");
        }

        Cfg yolo(String mask, String anchors) {
            return section("yolo", "mask=" + mask, "anchors=" + anchors, "classes=" + spec.numClasses(), "num=6");
        }
    }

    @Override
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Kind kind() {
        return Kind.DETECTOR;
    }

    @Override
    public String family() {
        return "yolo";
    }

    @Override
    public String summary() {
        return "a detector: " + summary;
    }

    @Override
    public String paper() {
        return "Redmon, Farhadi: YOLO9000: Better, Faster, Stronger, CVPR 2017, arXiv 1612.08242; YOLOv3, arXiv 1804.02767";
    }

    @Override
    public Spec defaultSpec() {
        return spec;
    }

    /** Letterboxed, values from 0 to 1. */
    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Preprocessing.unit(
                spec.height(),
                spec.width(),
                spec.channels() == 1 ? ChannelOrder.GREY : ChannelOrder.RGB,
                new Fit(spec.height(), spec.width(), 127));
    }

    /** AdamW (Loshchilov, Hutter 2019) and mosaics; the epochs are for some thousand pictures. */
    @Override
    public TrainingOptions recipe(String dataset) {
        return new TrainingOptions(
                60,
                16,
                1,
                new Optimizer(Optimizer.Kind.ADAMW, 1e-3, 0.9, 0.01),
                Schedule.cosine(2),
                new Regularization(0, 0, 0.998),
                List.of(new BoxAugmentation(0.7f, 0.6f, 1.4f, 0.1f, 0.5f, new ColorJitter(0.4f, 0.3f, 0.5f, 0.015f))),
                0,
                0,
                0);
    }
}
