package org.convzoo.inception;

import java.util.Locale;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.ModelSummary.Row;

/**
 * What a 1x1 convolution to few channels saves before a larger one.
 *
 * @param reduced multiply-adds of both
 * @param direct multiply-adds of the larger one alone, on all channels
 */
record Bottleneck(long reduced, long direct) {
    static final Bottleneck NONE = new Bottleneck(0, 0);

    /**
     * Of a net's branch.
     *
     * @param branch whose two convolutions are called {@code branch.0} and {@code branch.1}
     */
    static Bottleneck of(ModelSummary summary, String branch) {
        Row reduction = row(summary, branch + ".0");
        Row convolution = row(summary, branch + ".1");
        long channels = reduction.multiplyAdds() / product(reduction); // that it reads
        long direct = convolution.multiplyAdds() / reduction.output().get(0) * channels;
        return new Bottleneck(reduction.multiplyAdds() + convolution.multiplyAdds(), direct);
    }

    Bottleneck plus(Bottleneck other) {
        return new Bottleneck(reduced + other.reduced, direct + other.direct);
    }

    /** {@code 12,443,648, without 120,422,400}. */
    String text() {
        return String.format(Locale.ROOT, "%,d, without %,d", reduced, direct);
    }

    private static long product(Row row) {
        return row.output().stream().reduce(1L, Math::multiplyExact);
    }

    private static Row row(ModelSummary summary, String name) {
        return summary.layers().stream()
                .filter(row -> row.name().equals(name) || row.name().equals(name + ".conv"))
                .findFirst()
                .orElseThrow();
    }
}
