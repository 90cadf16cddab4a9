package org.convzoo.cli;

import java.nio.file.Path;
import java.util.List;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelCard;
import org.convzoo.core.Spec;
import org.convzoo.core.ZooException;
import org.convzoo.data.BoxDataset;
import org.convzoo.data.BoxDatasets;
import org.convzoo.data.DataHome;
import org.convzoo.data.Dataset;
import org.convzoo.data.Datasets;
import org.convzoo.data.PictureShape;

/** What {@code --data NAME|DIR} means. */
final class DataOption {
    private static final int PROBLEMS_SHOWN = 5;

    private DataOption() {}

    /** Opened, with a progress bar where it has to be downloaded. */
    static Dataset open(String nameOrFolder, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return Datasets.open(nameOrFolder, DataHome.fromEnvironment(), progress);
        }
    }

    /** The same where nobody asks what a picture shows: a folder of pictures will do. */
    static Dataset openUnlabelled(String nameOrFolder, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return Datasets.openUnlabelled(nameOrFolder, DataHome.fromEnvironment(), progress);
        }
    }

    /** The same of boxes; what was wrong with some of them is told. */
    static BoxDataset openBoxes(String nameOrFolder, Console console) {
        BoxDataset data = BoxDatasets.open(nameOrFolder, DataHome.fromEnvironment(), true);
        tellProblems(data, console);
        return data;
    }

    /** What had to be mended, the first of it. */
    static void tellProblems(BoxDataset data, Console console) {
        int shown = Math.min(PROBLEMS_SHOWN, data.problems().size());
        data.problems().subList(0, shown).forEach(problem -> console.note(problem.toString()));
        if (shown < data.problems().size()) {
            console.note("and " + Text.count(data.problems().size() - shown) + " more problems with boxes");
        }
    }

    /** A form that finds the data from another folder too: a name as it is, a folder from the root. */
    static String lasting(String nameOrFolder) {
        return isName(nameOrFolder)
                ? nameOrFolder
                : Path.of(nameOrFolder).toAbsolutePath().normalize().toString();
    }

    /** The net that an architecture has for pictures like those of a data set; a catalogue's are not fetched for that. */
    static Spec spec(Architecture architecture, String nameOrFolder) {
        if (isName(nameOrFolder)) {
            List<Integer> shape = Datasets.entry(nameOrFolder).shape();
            return architecture.specFor(shape.get(0), shape.get(1), shape.get(2));
        }
        PictureShape shape = PictureShape.typical(Datasets.open(nameOrFolder).part(Dataset.TRAIN));
        return architecture.specFor(shape.channels(), shape.height(), shape.width());
    }

    /**
     * What is named, or what a model was trained on where nothing is.
     *
     * @param nameOrFolder null for the latter
     */
    static Dataset open(String nameOrFolder, ModelCard card, Console console) {
        if (nameOrFolder != null) {
            return open(nameOrFolder, console);
        }
        Dataset data = open(trainedOn(card), console);
        requireDigest(data.digest(), data.name(), card);
        return data;
    }

    /** Likewise with boxes. */
    static BoxDataset openBoxes(String nameOrFolder, ModelCard card, Console console) {
        if (nameOrFolder != null) {
            return openBoxes(nameOrFolder, console);
        }
        BoxDataset data = openBoxes(trainedOn(card), console);
        requireDigest(data.digest(), data.name(), card);
        return data;
    }

    private static void requireDigest(String digest, String name, ModelCard card) {
        if (!digest.equals(card.provenance().datasetDigest())) {
            throw new ZooException("the model was trained on other data that is called " + name
                    + " too: name its folder, or " + name + " itself, with --data");
        }
    }

    private static String trainedOn(ModelCard card) {
        String trainedOn = card.provenance().dataset();
        if (!isName(trainedOn)) {
            throw new ZooException("the model was trained on '" + trainedOn
                    + "', which is not in zoo data list: name its folder, or another data set, with --data");
        }
        return trainedOn;
    }

    /** Whether the catalogue has it. */
    static boolean isName(String text) {
        return Datasets.isName(text);
    }
}
