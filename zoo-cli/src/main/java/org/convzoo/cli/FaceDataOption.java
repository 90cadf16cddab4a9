package org.convzoo.cli;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.ModelCard;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.facenet.LfwPairs;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** For commands that measure on faces whose people are known. */
final class FaceDataOption {
    static final String ALL = "all";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "A data set whose classes are people, or a folder with a folder of pictures per person.")
    String argument;

    @Option(
            names = "--data",
            paramLabel = "NAME|DIR",
            completionCandidates = Choices.Data.class,
            description = "The same, for those who are used to it.")
    String option;

    @Option(
            names = "--pairs",
            paramLabel = "FILE",
            description = "A list of pairs as LFW's pairs.txt, of pictures DIR/name/name_0001.jpg. Default: all pairs.")
    Path pairs;

    @Option(
            names = "--split",
            paramLabel = "PART",
            description =
                    "train, validation, test or all. Default: all, or test where the weights were trained on the data.")
    String split;

    /** Distances of the pairs that the command line names. */
    FaceData measure(FaceReader reader) {
        if ((argument == null) == (option == null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "expected one NAME|DIR, got " + (argument == null ? "none" : "two"));
        }
        String data = argument == null ? option : argument;
        if (pairs != null) {
            return FaceData.ofList(LfwPairs.read(pairs), Path.of(data), reader);
        }
        Dataset people = DataOption.open(data, reader.console());
        return FaceData.ofAll(people, parts(people, reader), reader);
    }

    private List<String> parts(Dataset people, FaceReader reader) {
        if (split != null && !split.equals(ALL)) {
            people.part(split); // which says what there is
            return List.of(split);
        }
        ModelCard card = reader.pipeline().embedder().model().card();
        boolean seen = Datasets.withoutFold(card.provenance().dataset()).equals(Datasets.withoutFold(people.name()));
        if (split == null && seen) {
            if (!people.parts().contains(Dataset.TEST)) {
                throw new ZooException(people.name()
                        + " has no part test, and the weights were trained on the rest: name" + " one with --split");
            }
            reader.console()
                    .note(card.id() + " was trained on others of " + people.name() + ": measured on its part test");
            return List.of(Dataset.TEST);
        }
        return people.parts();
    }
}
