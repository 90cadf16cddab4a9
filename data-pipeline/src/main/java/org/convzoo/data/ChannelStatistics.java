package org.convzoo.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Mean and standard deviation of each channel over the training part, of values 0 to 1, in the order of the picture's channels: what a
 * {@link Preprocessing} normalises with. Each picture counts alike, whatever its size.
 *
 * @param mean one per channel
 * @param std one per channel
 */
public record ChannelStatistics(List<Float> mean, List<Float> std) {
    public ChannelStatistics {
        if (mean.isEmpty() || mean.size() != std.size()) {
            throw new IllegalArgumentException("mean and std must have a value a channel, got " + mean + " and " + std);
        }
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }

    /**
     * What is known of a data set of the catalogue, also of a fold, which has the whole set's; empty where nothing is. A test works the numbers out anew
     * with {@link #measure}.
     */
    public static Optional<ChannelStatistics> of(String dataset) {
        return switch (Datasets.withoutFold(dataset)) {
            case "digits" -> grey(0.1246f, 0.2808f);
            case "mnist" -> grey(0.1307f, 0.3082f);
            case "fashion-mnist" -> grey(0.2858f, 0.3529f);
            case "smiles" -> grey(0.5018f, 0.1761f);
            case "cifar10" -> colour(List.of(0.4914f, 0.4821f, 0.4466f), List.of(0.2454f, 0.2430f, 0.2608f));
            // As it is mostly stated, over all 50,000.
            case "cifar10-binary" -> colour(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2470f, 0.2435f, 0.2616f));
            case "sign-digits" -> colour(List.of(0.6764f, 0.6442f, 0.6175f), List.of(0.1424f, 0.1620f, 0.1939f));
            default -> Optional.empty();
        };
    }

    /**
     * For a net that takes so many channels: those of a grey picture three times for one that takes colours.
     *
     * @throws IllegalArgumentException for a colour data set and a net that takes grey
     */
    public ChannelStatistics forChannels(int channels) {
        if (channels == mean.size()) {
            return this;
        }
        if (mean.size() != 1) {
            throw new IllegalArgumentException(
                    "there are statistics of " + mean.size() + " channels, the net takes " + channels);
        }
        return new ChannelStatistics(
                Collections.nCopies(channels, mean.get(0)), Collections.nCopies(channels, std.get(0)));
    }

    /** Over all pictures of a part, each with as many channels as the first. */
    public static ChannelStatistics measure(Split split) {
        int channels = split.image(0).channels();
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        for (int i = 0; i < split.size(); i++) {
            Image image = split.image(i);
            if (image.channels() != channels) {
                throw new DataException(split.id(i) + " has " + image.channels() + " channels, not " + channels);
            }
            int plane = image.height() * image.width();
            for (int c = 0; c < channels; c++) {
                double own = 0;
                double ownSquares = 0;
                for (int k = c * plane; k < (c + 1) * plane; k++) {
                    double value = image.pixels()[k] / 255;
                    own += value;
                    ownSquares += value * value;
                }
                sum[c] += own / plane;
                squares[c] += ownSquares / plane;
            }
        }
        List<Float> mean = new ArrayList<>();
        List<Float> std = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            double m = sum[c] / split.size();
            mean.add((float) m);
            std.add((float) Math.sqrt(Math.max(0, squares[c] / split.size() - m * m)));
        }
        return new ChannelStatistics(mean, std);
    }

    private static Optional<ChannelStatistics> grey(float mean, float std) {
        return colour(List.of(mean), List.of(std));
    }

    private static Optional<ChannelStatistics> colour(List<Float> mean, List<Float> std) {
        return Optional.of(new ChannelStatistics(mean, std));
    }
}
