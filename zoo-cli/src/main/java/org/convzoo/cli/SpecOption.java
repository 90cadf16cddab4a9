package org.convzoo.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.convzoo.core.Spec;
import org.convzoo.core.Spec.Stem;
import picocli.CommandLine.Option;

/** What of an architecture can be chosen on the command line. */
final class SpecOption {
    @Option(
            names = "--width-factor",
            paramLabel = "X",
            description = "Factor on filters and hidden units. Default: 1, the paper's.")
    Double widthFactor;

    @Option(names = "--input", paramLabel = "CxHxW", description = "Size of the net's input, as 1x28x28.")
    InputSize input;

    @Option(
            names = "--stem",
            paramLabel = "NAME",
            completionCandidates = Choices.Stems.class,
            description = "What is before the first block: ${COMPLETION-CANDIDATES}. Default: small up to 64 pixels.")
    Stem stem;

    /** Each option that is given, as it is typed, with what it does. */
    Map<String, UnaryOperator<Spec>> given() {
        Map<String, UnaryOperator<Spec>> given = new LinkedHashMap<>();
        TrainingArguments.put(given, "--width-factor", widthFactor, s -> s.withWidthFactor(widthFactor));
        TrainingArguments.put(given, "--input", input, s -> input.in(s));
        TrainingArguments.put(given, "--stem", stem, s -> s.withStem(stem));
        return given;
    }

    Spec in(Spec spec) {
        return TrainingArguments.apply(given(), spec);
    }
}
