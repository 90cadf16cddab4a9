package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Gallery;
import org.convzoo.facenet.GalleryWeights;
import org.convzoo.facenet.Threshold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo face enroll}. */
@Command(
        name = "enroll",
        description = {
            "Add a person to a gallery, which is made where there is none.",
            "All pictures must have a face, else none is added."
        },
        footer = {"", "Example:", "  zoo face enroll 'Ada' ada1.jpg ada2.jpg --gallery friends.gallery"})
final class FaceEnrollCommand extends BaseCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "Who it is.")
    String name;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE|DIR", description = "Pictures of that person.")
    List<Path> files;

    @Mixin
    GalleryOption gallery;

    @Option(names = "--add", description = "More pictures of a person who is in the gallery already.")
    boolean add;

    @Mixin
    FaceOption faces;

    @Mixin
    JsonOption json;

    FaceEnrollCommand(Console console) {
        super(console);
    }

    /**
     * What the gallery holds now.
     *
     * @param pictures added
     * @param people in all
     */
    record Answer(String gallery, String name, int pictures, int people) {}

    @Override
    public Integer call() {
        List<Path> pictures = PictureArguments.files(files);
        FacePipeline pipeline = faces.pipeline(gallery.file, console);
        GalleryWeights weights = GalleryWeights.of(pipeline.embedder());
        if (Files.exists(gallery.file)) {
            Gallery known = gallery.tell(Gallery.open(gallery.file, weights), console);
            if (!add) {
                known.requireNew(name);
            }
        }
        FaceReader reader = new FaceReader(pipeline, console);
        List<FaceReader.Found> found = pictures.stream().map(reader::read).toList();
        List<float[]> embeddings = reader.embed(found);
        Gallery people = Gallery.openOrCreate(gallery.file, weights);
        tellStrangers(
                embeddings,
                pictures,
                people,
                Threshold.of(pipeline.embedder().model().card()));
        for (int i = 0; i < pictures.size(); i++) {
            people.enroll(name, pictures.get(i).getFileName().toString(), embeddings.get(i), add || i > 0);
        }
        int all = people.people().size();
        if (console.json()) {
            console.printJson(new Answer(gallery.file.toString(), name, pictures.size(), all));
        } else {
            console.print(name + ": " + Text.counted(pictures.size(), "picture") + " added; " + gallery.file + " holds "
                    + (all == 1 ? "one person" : Text.count(all) + " people"));
        }
        return Main.DONE;
    }

    /** Pictures that do not look like the first one: somebody else may have slipped in. */
    private void tellStrangers(
            List<float[]> embeddings, List<Path> pictures, Gallery people, OptionalDouble threshold) {
        List<Gallery.Picture> known = people.pictures(name);
        float[] first = known.isEmpty() ? embeddings.get(0) : known.get(0).embedding();
        for (int i = 0; i < pictures.size() && threshold.isPresent(); i++) {
            double distance = FaceEmbedder.distance(first, embeddings.get(i));
            if (distance > threshold.getAsDouble()) {
                console.note(String.format(
                        Locale.ROOT,
                        "%s: is this %s? The distance to the first picture is %.3f, more than the threshold %.3f",
                        pictures.get(i),
                        name,
                        distance,
                        threshold.getAsDouble()));
            }
        }
    }
}
