package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.WeightsEntry;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Download;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Gallery;
import picocli.CommandLine.Option;

/** For commands that look at faces: which net, and whether faces must be found first. */
final class FaceOption extends EngineOption {
    /** The best there are, which are somebody else's to download, and those trained here. */
    static final String BEST = "facenet-resnet.face-api", OWN = "facenet-nn4.att-faces";

    @Option(
            names = "--model",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Embedders.class,
            description = "Weights of a net that embeds faces. Default: those of the gallery; else " + BEST
                    + ", whose files are downloaded when they are first used.")
    String model;

    @Option(names = "--aligned", description = "The pictures are cut-out, upright faces already: none is searched for.")
    boolean aligned;

    FacePipeline pipeline(Console console) {
        return pipeline(model == null ? usual(DataHome.fromEnvironment(), console) : model, console);
    }

    /** With the weights that a gallery was made with, where it is there and the command line names none. */
    FacePipeline pipeline(Path gallery, Console console) {
        if (model == null && Files.exists(gallery)) {
            String made = Gallery.weights(gallery).id();
            if (entry(made).isPresent()) { // else they were a file's, which must be given; Gallery says so
                return pipeline(made, console);
            }
        }
        return pipeline(console);
    }

    private FacePipeline pipeline(String weights, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return FacePipeline.of(weights, aligned, orDefault(), DataHome.fromEnvironment(), progress);
        }
    }

    /** The best that can be had without a download. */
    static String usual(DataHome home, Console console) {
        Optional<WeightsEntry> best = entry(BEST);
        if (best.isPresent() && isHere(best.get(), home)) {
            return BEST;
        }
        if (entry(OWN).isPresent()) {
            best.ifPresent(known -> console.note(BEST + " is not on this machine: taking " + OWN
                    + ", which knows less; --model " + BEST + " downloads it"));
            return OWN;
        }
        return best.map(WeightsEntry::id)
                .orElseThrow(() -> new ZooException("no weights of a net for faces come with this zoo: train one, as"
                        + " with zoo train facenet-nn4 --data att-faces, and give its file with --model"));
    }

    private static boolean isHere(WeightsEntry entry, DataHome home) {
        Download download = new Download(home);
        return entry.remote().stream().allMatch(file -> download.locate(file).isPresent());
    }

    private static Optional<WeightsEntry> entry(String id) {
        List<WeightsEntry> known = ModelZoo.weights();
        return known.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }
}
