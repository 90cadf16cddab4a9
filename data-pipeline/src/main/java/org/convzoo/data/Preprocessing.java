package org.convzoo.data;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * From a picture as it lies on disk to the numbers that a net takes: channels, then geometry, then scale, mean and deviation.
 *
 * <p>A model file carries it, so that training, evaluation and prediction cannot disagree. Value = (pixel * scale - mean) / std,
 * per channel in the order of {@link #channelOrder}.
 *
 * @param height rows that the net takes
 * @param width columns that the net takes
 * @param channelOrder what the net's channels are
 * @param steps deterministic transforms, applied in order on values 0 to 255; the last one leaves height x width
 * @param scale factor on pixels of 0 to 255, mostly 1/255
 * @param mean one per channel, after scale
 * @param std one per channel
 */
public record Preprocessing(
        int height,
        int width,
        ChannelOrder channelOrder,
        List<Transform> steps,
        float scale,
        List<Float> mean,
        List<Float> std) {

    /** Order of the planes in a batch. */
    public enum ChannelOrder {
        GREY(1),
        RGB(3),
        BGR(3);

        private final int channels;

        ChannelOrder(int channels) {
            this.channels = channels;
        }

        public int channels() {
            return channels;
        }
    }

    public Preprocessing {
        Check.size(height, width);
        if (mean.size() != channelOrder.channels() || std.size() != channelOrder.channels()) {
            throw new IllegalArgumentException("mean and std must have " + channelOrder.channels() + " values, got "
                    + mean.size() + " and " + std.size());
        }
        if (std.stream().anyMatch(s -> !(s > 0) || s.isInfinite())) {
            throw new IllegalArgumentException("std must be > 0, got " + std);
        }
        if (!Float.isFinite(scale) || !mean.stream().allMatch(Float::isFinite)) {
            throw new IllegalArgumentException("scale and mean must be finite, got " + scale + " and " + mean);
        }
        steps = List.copyOf(steps);
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /** Resized to fit, values 0 to 1. */
    public static Preprocessing unit(int height, int width, ChannelOrder order, Transform... steps) {
        int n = order.channels();
        return new Preprocessing(
                height, width, order, List.of(steps), 1 / 255f, Collections.nCopies(n, 0f), Collections.nCopies(n, 1f));
    }

    public int channels() {
        return channelOrder.channels();
    }

    /** Values of one picture in a batch: channels x height x width. */
    public int length() {
        return channels() * height * width;
    }

    /** The same with other steps. */
    public Preprocessing withSteps(List<Transform> steps) {
        return new Preprocessing(height, width, channelOrder, steps, scale, mean, std);
    }

    /** Channels and geometry, still 0 to 255: what augmentation works on. */
    public Image prepare(Image image) {
        Image out = coloured(image);
        for (Transform step : steps) {
            out = step.apply(out, NO_RANDOM);
        }
        return out;
    }

    /** A picture with as many channels as the net takes. */
    Image coloured(Image image) {
        return channelOrder == ChannelOrder.GREY ? image.toGrey() : image.toRgb();
    }

    /** Where what {@link #prepare} makes lies on a picture; empty where a step does not tell. */
    public Optional<Frame> frame(Image image) {
        Image now = steps.size() < 2 ? image : image.toGrey(); // only its size counts
        Optional<Frame> frame = Optional.of(Frame.whole(image.height(), image.width()));
        for (int i = 0; i < steps.size(); i++) {
            Optional<Frame> inner = steps.get(i).frame(now.height(), now.width());
            if (inner.isEmpty()) {
                return inner;
            }
            frame = Optional.of(frame.orElseThrow().of(inner.get(), now.height(), now.width()));
            if (i < steps.size() - 1) { // nobody asks for the last one's size
                now = steps.get(i).apply(now, NO_RANDOM);
            }
        }
        return frame;
    }

    /** Scale, mean, deviation and channel order, written to {@code batch} from {@code offset} on. */
    public void normalize(Image image, float[] batch, int offset) {
        if (image.height() != height || image.width() != width || image.channels() != channels()) {
            throw new IllegalArgumentException("the net takes " + channels() + "x" + height + "x" + width
                    + ", the transforms gave " + image.channels() + "x" + image.height() + "x" + image.width());
        }
        int plane = height * width;
        for (int c = 0; c < channels(); c++) {
            int from = (channelOrder == ChannelOrder.BGR ? channels() - 1 - c : c) * plane;
            float mean = this.mean.get(c);
            float std = this.std.get(c);
            for (int i = 0; i < plane; i++) {
                batch[offset + c * plane + i] = (image.pixels()[from + i] * scale - mean) / std;
            }
        }
    }

    private static final RandomGenerator NO_RANDOM = () -> {
        throw new IllegalStateException("preprocessing must be deterministic, but a step drew a random number");
    };
}
