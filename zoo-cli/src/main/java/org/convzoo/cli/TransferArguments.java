package org.convzoo.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.TrainingRun;
import org.convzoo.core.Transfer;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import picocli.CommandLine.Option;

/** The options by which a training takes over weights that are there already. */
final class TransferArguments {
    @Option(
            names = "--from",
            paramLabel = "WEIGHTS|FILE",
            completionCandidates = Choices.Weights.class,
            description = "Start from weights of the same architecture, with their input, width and preprocessing."
                    + " Where they know other classes than the data, the head is new.")
    String from;

    @Option(
            names = "--freeze-up-to",
            paramLabel = "LAYER",
            description = "Leave this layer and all before it as they are. With --no-augmentation a classifier's values"
                    + " there are computed once per picture and not in each epoch.")
    String freezeUpTo;

    @Option(
            names = "--backbone-lr-factor",
            paramLabel = "X",
            description = "Factor on the learning rate of all layers but the head: 0.1 keeps more of what they know."
                    + " Default: 1.")
    Double backboneRate;

    /** The weights; null where none are taken over. */
    Model load(String architecture, Console console) {
        if (from == null) {
            in(Transfer.NONE); // refuses what makes no sense without weights
            return null;
        }
        Model pretrained;
        try (DownloadProgress progress = new DownloadProgress(console)) {
            pretrained = ModelZoo.load(from, DataHome.fromEnvironment(), progress);
        }
        String own = pretrained.card().architecture();
        if (!own.equals(architecture)) {
            throw new ZooException(
                    from + " holds weights of " + own + ", which " + architecture + " cannot take over: train " + own);
        }
        in(new Transfer(from, "", "", false, "", 1)).check(pretrained);
        return pretrained;
    }

    Transfer in(Transfer transfer) {
        Transfer changed = freezeUpTo == null ? transfer : transfer.withFreezeUpTo(freezeUpTo);
        return backboneRate == null ? changed : changed.withBackboneRate(backboneRate);
    }

    /** A form that finds the weights from another folder too: an id as it is, a file from the root. */
    String lastingFrom() {
        return lasting(from);
    }

    /** A form that finds weights from another folder too: an id as it is, a file from the root. */
    static String lasting(String weights) {
        return ModelZoo.weights().stream().anyMatch(entry -> entry.id().equals(weights))
                ? weights
                : Path.of(weights).toAbsolutePath().normalize().toString();
    }

    /** Each option that is given, as it is typed. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (from != null) {
            words.add("--from " + Text.quoted(from));
        }
        if (freezeUpTo != null) {
            words.add("--freeze-up-to " + Text.quoted(freezeUpTo));
        }
        if (backboneRate != null) {
            words.add("--backbone-lr-factor " + Text.number(backboneRate));
        }
        return words;
    }

    /** Those that a run did not begin with. */
    List<String> contradicting(TrainingRun run) {
        Transfer own = run.transfer();
        List<String> words = words();
        if (from != null && lastingFrom().equals(own.from())) {
            words.removeIf(word -> word.startsWith("--from "));
        }
        if (own.freezeUpTo().equals(freezeUpTo)) {
            words.removeIf(word -> word.startsWith("--freeze-up-to "));
        }
        if (backboneRate != null && backboneRate == own.backboneRate()) {
            words.removeIf(word -> word.startsWith("--backbone-lr-factor "));
        }
        return words;
    }
}
