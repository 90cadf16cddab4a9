package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Tta;
import org.convzoo.core.WeightsEntry;
import org.convzoo.data.DataHome;
import org.convzoo.facenet.FaceEmbedder;
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

    @Option(
            names = "--tta",
            paramLabel = "VIEWS",
            completionCandidates = Choices.FaceViews.class,
            description = "Views of each face whose embeddings are averaged: ${COMPLETION-CANDIDATES}."
                    + " Default: none, or those of the gallery.")
    Tta tta; // null: not given

    FacePipeline pipeline(Console console) {
        return pipeline(model == null ? USUAL : model, tta == null ? Tta.NONE : tta, console);
    }

    /** With the weights that a gallery was made with, where it is there and the command line names none. */
    FacePipeline pipeline(Path gallery, Console console) {
        if (model == null && Files.exists(gallery)) {
            String made = Gallery.weights(gallery).id();
            boolean mirrored = made.endsWith(FaceEmbedder.MIRRORED);
            String id = mirrored ? made.substring(0, made.length() - FaceEmbedder.MIRRORED.length()) : made;
            if (entry(id).isPresent()) { // else they were a file's, which must be given; Gallery says so
                return pipeline(id, tta != null ? tta : mirrored ? Tta.MIRROR : Tta.NONE, console);
            }
        }
        return pipeline(console);
    }

    private FacePipeline pipeline(String weights, Tta views, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return FacePipeline.of(weights, views, aligned, orDefault(), DataHome.fromEnvironment(), progress);
        }
    }

    private static Optional<WeightsEntry> entry(String id) {
        List<WeightsEntry> known = ModelZoo.weights();
        return known.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }
}
