package org.convzoo.core;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.List;
import java.util.Optional;

/**
 * What one epoch of a training left to show, a line of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param learningRate of the epoch's last step
 * @param trainLoss mean over the epoch's steps, each before its update
 * @param validationLoss mean per picture, after the epoch; a classifier's in nats
 * @param validationScore by which weights are chosen, 0 to 1, after the epoch: a classifier's accuracy
 * @param seconds spent on training steps, without the evaluation
 * @param imagesPerSecond training pictures over these seconds
 */
public record EpochMetrics(
        int epoch,
        double learningRate,
        double trainLoss,
        double validationLoss,
        @JsonAlias("validationAccuracy") double validationScore,
        double seconds,
        double imagesPerSecond) {
    private static final int COLUMNS = 7;

    /**
     * First line of the file, without a line end.
     *
     * @param measure name of the score
     */
    public static String csvHeader(String measure) {
        return "epoch,learning_rate,train_loss,validation_loss,validation_" + measure + ",seconds,images_per_second";
    }

    /** One line, without its end. Numbers have a point whatever the locale, and as many digits as {@link #ofCsv} needs. */
    public String toCsv() {
        return epoch + "," + learningRate + "," + trainLoss + "," + validationLoss + "," + validationScore + ","
                + seconds + "," + imagesPerSecond;
    }

    /**
     * Reads a line of {@link #toCsv} back, bit for bit.
     *
     * @throws ZooException if the line is not one
     */
    public static EpochMetrics ofCsv(String line) {
        String[] cells = line.strip().split(",", -1);
        if (cells.length != COLUMNS) {
            throw new ZooException("a line of metrics has " + COLUMNS + " columns, got " + cells.length + ": " + line);
        }
        try {
            return new EpochMetrics(
                    Integer.parseInt(cells[0]),
                    Double.parseDouble(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Double.parseDouble(cells[4]),
                    Double.parseDouble(cells[5]),
                    Double.parseDouble(cells[6]));
        } catch (NumberFormatException e) {
            throw new ZooException("a line of metrics has a cell that is no number: " + line, e);
        }
    }

    /** The epoch whose weights are the ones to keep; empty where there is none. */
    static Optional<EpochMetrics> best(List<EpochMetrics> history) {
        return history.stream().reduce((best, next) -> next.betterThan(best) ? next : best);
    }

    /** Whether the weights of this epoch are the ones to keep: a higher score, or the same with a lower loss. */
    boolean betterThan(EpochMetrics other) {
        return validationScore > other.validationScore
                || (validationScore == other.validationScore && validationLoss < other.validationLoss);
    }
}
