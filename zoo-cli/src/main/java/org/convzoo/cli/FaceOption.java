package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.WeightsEntry;
import org.convzoo.data.DataHome;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Gallery;
import picocli.CommandLine.Option;

/** For commands that look at faces: which net, and whether faces must be found first. */
final class FaceOption extends EngineOption {
    /** Weights that others trained. */
    static final String USUAL = "facenet-resnet.face-api";

    @Option(
            names = "--model",
            paramLabel = "MODEL|FILE",
            completionCandidates = Choices.Embedders.class,
            description = "Weights of a net that embeds faces. Default: those of the gallery; else " + USUAL
                    + ", whose files are downloaded when they are first used.")
    String model;

    @Option(names = "--aligned", description = "The pictures are cut-out, upright faces already: none is searched for.")
    boolean aligned;

    FacePipeline pipeline(Console console) {
        return pipeline(model == null ? USUAL : model, console);
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

    private static Optional<WeightsEntry> entry(String id) {
        List<WeightsEntry> known = ModelZoo.weights();
        return known.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }
}
