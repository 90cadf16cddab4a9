package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.Progress;

/**
 * From a picture to an embedding: the face is found, set upright as the embedder's training had it, and embedded.
 *
 * <pre>{@code
 * FacePipeline pipeline = FacePipeline.of("facenet-resnet.face-api", false, Engine.ONEDNN, DataHome.fromEnvironment(), Progress.NONE);
 * float[] embedding = pipeline.embed(ImageReader.read(Path.of("ada.jpg"))).embedding();
 * }</pre>
 *
 * @param detector finds faces; empty: pictures are face chips already
 * @param embedder turns chips into points
 * @param framing of the chips that the embedder was trained with
 */
public record FacePipeline(Optional<FaceDetector> detector, FaceEmbedder embedder, FaceFraming framing) {
    /**
     * A face, upright.
     *
     * @param image what an embedder looks at; the picture itself where it was a chip already
     * @param face where it lies in the picture; empty where the picture was a chip already
     * @param faces how many the picture shows; the chip is of the largest
     */
    public record Chip(Image image, Optional<Face> face, int faces) {}

    /**
     * A face as a point.
     *
     * @param embedding [dimensions], as the net gives it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by its distance only
    public record Embedded(Chip chip, float[] embedding) {}

    /**
     * With weights of the zoo; the detector is {@link Mtcnn}.
     *
     * @param weights an id such as {@code facenet-resnet.face-api}, or a model file
     * @param aligned whether pictures are face chips already, so that no detector is needed
     * @throws ZooException if there are no such weights, or they give no embeddings
     * @throws org.convzoo.data.DataException if files must be downloaded and cannot be; it tells which, from where
     */
    public static FacePipeline of(String weights, boolean aligned, Engine engine, DataHome home, Progress progress) {
        return of(weights, Tta.NONE, aligned, engine, home, progress);
    }

    /**
     * The same with views of each chip.
     *
     * @param views whose embeddings are averaged, see {@link FaceEmbedder}
     */
    public static FacePipeline of(
            String weights, Tta views, boolean aligned, Engine engine, DataHome home, Progress progress) {
        FaceEmbedder embedder = new FaceEmbedder(engine.prepare(ModelZoo.load(weights, home, progress)), views);
        return new FacePipeline(
                aligned ? Optional.empty() : Optional.of(Mtcnn.load(engine, home, progress)),
                embedder,
                FaceFraming.of(embedder.model().card()));
    }

    /** Whether pictures are taken for face chips. */
    public boolean isAligned() {
        return detector.isEmpty();
    }

    /**
     * The chip of the largest face.
     *
     * @throws ZooException if no face is found
     */
    public Chip align(Image picture) {
        if (detector.isEmpty()) {
            return new Chip(picture, Optional.empty(), 1);
        }
        List<Face> faces = detector.get().detect(picture);
        if (faces.isEmpty()) {
            throw new ZooException("no face found in a picture of " + picture.width() + "x" + picture.height()
                    + " pixels; a picture that is a cut-out face is taken as it is with --aligned");
        }
        Face largest = faces.get(0);
        return new Chip(framing.chip(picture, largest), Optional.of(largest), faces.size());
    }

    /**
     * The largest face, embedded.
     *
     * @throws ZooException if no face is found
     */
    public Embedded embed(Image picture) {
        return embed(List.of(align(picture))).get(0);
    }

    /** Chips, embedded; one after the other in the order given. */
    public List<Embedded> embed(List<Chip> chips) {
        List<float[]> embeddings =
                embedder.embed(chips.stream().map(Chip::image).toList());
        List<Embedded> all = new ArrayList<>();
        for (int i = 0; i < chips.size(); i++) {
            all.add(new Embedded(chips.get(i), embeddings.get(i)));
        }
        return all;
    }
}
