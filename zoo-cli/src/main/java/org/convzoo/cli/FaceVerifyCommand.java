package org.convzoo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.FacePipeline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo face verify}. */
@Command(
        name = "verify",
        description = {
            "Tell whether two pictures show one person.",
            "The largest face of each is compared. The exit code is 0 whatever the answer."
        },
        footer = {"", "Example:", "  zoo face verify passport.jpg camera.jpg --out annotated"})
final class FaceVerifyCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "IMAGE", description = "A picture file.")
    Path one;

    @Parameters(index = "1", paramLabel = "IMAGE", description = "Another.")
    Path other;

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures with the faces marked, as PNG.")
    Path out;

    @Mixin
    FaceOption faces;

    @Mixin
    ThresholdOption threshold;

    @Mixin
    JsonOption json;

    FaceVerifyCommand(Console console) {
        super(console);
    }

    /** @param same whether the distance is at most the threshold */
    record Answer(double distance, double threshold, boolean same, String model) {}

    @Override
    public Integer call() {
        List<Path> files = List.of(one, other);
        FacePipeline pipeline = faces.pipeline(console);
        double limit = threshold.require(pipeline.embedder().model().card());
        FaceReader reader = new FaceReader(pipeline, console);
        List<FaceReader.Found> found = files.stream().map(reader::read).toList();
        List<float[]> embeddings = reader.embed(found);
        double distance = FaceEmbedder.distance(embeddings.get(0), embeddings.get(1));
        boolean same = distance <= limit;
        String words =
                String.format(Locale.ROOT, "%s, distance %.3f", same ? "same person" : "different people", distance);
        if (out != null) {
            List<Path> targets = PictureArguments.targets(out, files);
            for (int i = 0; i < targets.size(); i++) {
                found.get(i)
                        .write(
                                targets.get(i),
                                String.format(Locale.ROOT, "%s %.3f", same ? "same" : "different", distance));
            }
        }
        if (console.json()) {
            console.printJson(
                    new Answer(distance, limit, same, pipeline.embedder().id()));
        } else {
            console.print(words + String.format(Locale.ROOT, " (threshold %.3f)", limit));
        }
        return Main.DONE;
    }
}
