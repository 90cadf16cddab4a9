package org.convzoo.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.weights.DarknetConfig.Section;

/**
 * Reads Darknet's weights: three numbers of the version, the number of pictures seen, then float32 values without a word of what they
 * are. Only the {@code .cfg} says which layers there are, and how many channels reach each of them.
 *
 * <p>Source: github.com/pjreddie/darknet and github.com/AlexeyAB/darknet, {@code src/parser.c}: {@code load_weights_upto}, {@code
 * load_convolutional_weights}, {@code load_connected_weights}, and the {@code parse_} functions for the shapes.
 */
final class DarknetReader {
    private static final int MAX_SIDE = 65_536;
    private static final int MAX_CHANNELS = 1 << 20;
    private static final int SHORT_HEADER = 16;
    private static final int LONG_HEADER = 20;

    /** What a layer hands on. */
    private record Shape(int channels, int height, int width) {
        long values() {
            return (long) channels * height * width;
        }
    }

    private final FileRange file;
    private final List<Shape> shapes = new ArrayList<>();
    private final List<StoredTensor> tensors = new ArrayList<>();

    /** Of the next value. */
    private long position;

    private DarknetReader(FileRange file) {
        this.file = file;
    }

    /** There is no magic number: a version is taken for one that Darknet may have. */
    static boolean recognises(byte[] start) {
        if (start.length < SHORT_HEADER) {
            return false;
        }
        ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        int major = header.getInt();
        int minor = header.getInt();
        int revision = header.getInt();
        return major >= 0 && major < 10 && minor >= 0 && minor < 100 && revision >= 0 && revision < 100;
    }

    static Content read(FileRange file, DarknetConfig config) throws IOException {
        DarknetReader reader = new DarknetReader(file);
        reader.header();
        reader.layers(config);
        long length = file.length();
        if (reader.position != length) {
            throw new FormatException(
                    config.path() + " describes " + reader.count() + " values, but " + (length - reader.position)
                            + " bytes more are there",
                    "name the .cfg that belongs to the weights");
        }
        return Content.of(WeightsFormat.DARKNET, reader.tensors);
    }

    private long count() {
        return tensors.stream().mapToLong(tensor -> tensor.info().count()).sum();
    }

    private void header() throws IOException {
        byte[] start = file.part(0, SHORT_HEADER).bytes();
        if (!recognises(start)) {
            throw new FormatException("it does not begin with a version of Darknet");
        }
        ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        // Version 0.2 widened the count of pictures from 32 to 64 bits.
        position = header.getInt() * 10 + header.getInt() >= 2 ? LONG_HEADER : SHORT_HEADER;
        file.part(0, position);
    }

    private void layers(DarknetConfig config) throws FormatException {
        Section net = config.sections().get(0);
        Shape shape = new Shape(
                net.number("channels", 3, 1, MAX_CHANNELS),
                net.number("height", 1, 1, MAX_SIDE),
                net.number("width", 1, 1, MAX_SIDE));
        for (Section section : config.sections().subList(1, config.sections().size())) {
            shape = layer(section, shape);
            if (shape.channels < 1
                    || shape.height < 1
                    || shape.width < 1
                    || shape.height > MAX_SIDE
                    || shape.width > MAX_SIDE
                    || shape.channels > MAX_CHANNELS
                    || shape.values() > TensorInfo.MAX_COUNT) {
                throw section.wrong("[" + section.kind() + "] gives the impossible shape [" + shape.channels + ", "
                        + shape.height + ", " + shape.width + "]");
            }
            shapes.add(shape);
        }
    }

    private Shape layer(Section section, Shape in) throws FormatException {
        String kind = section.kind();
        return switch (kind) {
            case "convolutional", "conv" -> convolutional(section, in);
            case "connected", "conn" -> connected(section, in);
            case "local" -> local(section, in);
            case "maxpool", "max" -> pooled(section, in);
            case "avgpool", "avg" -> new Shape(in.channels, 1, 1);
            case "upsample" -> upsampled(section, in);
            case "reorg" -> reorganised(section, in);
            case "route" -> routed(section);
            case "shortcut" -> {
                if (!section.text("weights_type", "none").equals("none")) {
                    throw section.wrong("a [shortcut] with weights is not known");
                }
                yield in;
            }
            case "crop" ->
                new Shape(
                        in.channels,
                        section.required("crop_height", 1, MAX_SIDE),
                        section.required("crop_width", 1, MAX_SIDE));
            case "dropout", "softmax", "soft", "cost", "yolo", "region", "detection" -> in;
            default -> throw section.wrong("[" + kind + "] is not known");
        };
    }

    private Shape convolutional(Section section, Shape in) throws FormatException {
        for (String option : List.of("flipped", "antialiasing", "share_index")) {
            if (section.number(option, 0, -MAX_SIDE, MAX_SIDE) != 0) {
                throw section.wrong("[convolutional] with " + option + " is not known");
            }
        }
        int out = section.number("filters", 1, 1, MAX_CHANNELS);
        int groups = section.number("groups", 1, 1, MAX_CHANNELS);
        int size = section.number("size", 1, 1, MAX_SIDE);
        int dilation = section.number("dilation", 1, 1, MAX_SIDE);
        int stride = section.number("stride", 1, 1, MAX_SIDE);
        int strideX = section.number("stride_x", stride, 1, MAX_SIDE);
        int strideY = section.number("stride_y", stride, 1, MAX_SIDE);
        int padding = section.flag("pad") ? size / 2 : section.number("padding", 0, 0, MAX_SIDE);
        if (in.channels % groups != 0 || out % groups != 0) {
            throw section.wrong(groups + " groups divide neither " + in.channels + " channels nor " + out + " filters");
        }
        String name = "conv" + shapes.size();
        if (section.flag("batch_normalize")) {
            normalisation(name, out);
        } else {
            tensor(name + ".bias", out);
        }
        tensor(name + ".weight", out, in.channels / groups, size, size);
        long reach = dilation * (size - 1L) + 1;
        return new Shape(out, (int) ((in.height + 2L * padding - reach + strideY) / strideY), (int)
                ((in.width + 2L * padding - reach + strideX) / strideX));
    }

    /** Bias and gain, then running mean and variance. */
    private void normalisation(String name, int channels) throws FormatException {
        tensor(name + ".bn.bias", channels);
        scales(name, channels);
    }

    private void scales(String name, int channels) throws FormatException {
        tensor(name + ".bn.weight", channels);
        tensor(name + ".bn.running_mean", channels);
        tensor(name + ".bn.running_var", channels);
    }

    /** Here gain, mean and variance stand behind the weights. */
    private Shape connected(Section section, Shape in) throws FormatException {
        int out = section.number("output", 1, 1, MAX_CHANNELS);
        String name = "connected" + shapes.size();
        boolean normalised = section.flag("batch_normalize");
        tensor(name + (normalised ? ".bn.bias" : ".bias"), out);
        tensor(name + ".weight", out, in.values());
        if (normalised) {
            scales(name, out);
        }
        return new Shape(out, 1, 1);
    }

    /** A convolution with weights of its own at each place. */
    private Shape local(Section section, Shape in) throws FormatException {
        int out = section.number("filters", 1, 1, MAX_CHANNELS);
        int size = section.number("size", 1, 1, MAX_SIDE);
        int stride = section.number("stride", 1, 1, MAX_SIDE);
        int lost = section.flag("pad") ? 1 : size;
        if (in.height < lost || in.width < lost) {
            throw section.wrong("[local] of size " + size + " is larger than its input");
        }
        int height = (in.height - lost) / stride + 1;
        int width = (in.width - lost) / stride + 1;
        String name = "local" + shapes.size();
        tensor(name + ".bias", out, height, width);
        tensor(name + ".weight", (long) height * width, out, in.channels, size, size);
        return new Shape(out, height, width);
    }

    private static Shape pooled(Section section, Shape in) {
        int stride = section.number("stride", 1, 1, MAX_SIDE);
        int strideX = section.number("stride_x", stride, 1, MAX_SIDE);
        int strideY = section.number("stride_y", stride, 1, MAX_SIDE);
        int size = section.number("size", stride, 1, MAX_SIDE);
        int padding = section.number("padding", size - 1, 0, MAX_SIDE);
        return new Shape(
                in.channels,
                (in.height + padding - size + strideY) / strideY,
                (in.width + padding - size + strideX) / strideX);
    }

    private static Shape upsampled(Section section, Shape in) {
        int stride = section.number("stride", 2, 1, MAX_SIDE);
        return new Shape(in.channels, clipped((long) in.height * stride), clipped((long) in.width * stride));
    }

    private static Shape reorganised(Section section, Shape in) {
        int stride = section.number("stride", 1, 1, MAX_SIDE);
        if (section.flag("reverse")) {
            return new Shape(
                    in.channels / stride / stride,
                    clipped((long) in.height * stride),
                    clipped((long) in.width * stride));
        }
        return new Shape(
                clipped(in.channels * Math.min(MAX_SIDE, (long) stride * stride)),
                in.height / stride,
                in.width / stride);
    }

    /** So that a size which is too large stays too large as an int. */
    private static int clipped(long size) {
        return (int) Math.min(size, Integer.MAX_VALUE);
    }

    /** Layers one behind the other, or one of several groups of their channels. */
    private Shape routed(Section section) {
        long channels = 0;
        Shape first = null;
        int groups = section.number("groups", 1, 1, MAX_CHANNELS);
        section.number("group_id", 0, 0, groups - 1);
        for (int layer : section.numbers("layers")) {
            int index = layer < 0 ? shapes.size() + layer : layer;
            if (index < 0 || index >= shapes.size()) {
                throw section.wrong("[route] asks for layer " + layer + " of the " + shapes.size() + " before it");
            }
            Shape shape = shapes.get(index);
            first = first == null ? shape : first;
            if (shape.height != first.height || shape.width != first.width) {
                throw section.wrong("[route] joins layers of different size");
            }
            channels += shape.channels / groups;
        }
        return new Shape(clipped(channels), first.height, first.width);
    }

    private void tensor(String name, long... shape) throws FormatException {
        List<Long> sizes = new ArrayList<>();
        for (long size : shape) {
            sizes.add(size);
        }
        TensorInfo info = TensorInfo.of(name, ValueType.F32, sizes);
        if (info.bytes() > file.length() - position) {
            throw new FormatException(
                    "it ends at byte " + file.length() + " amid " + name + " " + sizes + ", which begins at byte "
                            + position,
                    "name the .cfg that belongs to the weights, or download them again");
        }
        tensors.add(
                StoredTensor.filling(file.part(position, info.bytes()), info, Encoding.littleEndian(ValueType.F32)));
        position += info.bytes();
    }
}
