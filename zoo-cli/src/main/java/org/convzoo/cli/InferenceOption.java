package org.convzoo.cli;

import org.convzoo.core.Engine;
import org.convzoo.onednn.Precision;
import picocli.CommandLine.Option;

/** For commands that only infer. */
final class InferenceOption extends EngineOption {
    @Option(
            names = "--precision",
            paramLabel = "PRECISION",
            completionCandidates = Choices.Precisions.class,
            description =
                    "What activations and weights are kept in: ${COMPLETION-CANDIDATES}. bf16 is up to twice as fast on a"
                            + " CPU that multiplies it. Default: f32.")
    Precision precision = Precision.F32;

    @Override
    Precision precision() {
        if (precision != Precision.F32 && orDefault() == Engine.STOCK) {
            throw new IllegalArgumentException("--precision bf16 needs --engine onednn");
        }
        return precision;
    }
}
