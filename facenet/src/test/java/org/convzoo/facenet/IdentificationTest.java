package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.Engine;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.Progress;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thirty people in a gallery, one picture each; queries by their other nine, and by ten strangers with ten each. */
@Tag("real-data")
class IdentificationTest {
    private static final int ENROLLED = 30;
    private static final double FALSE_ACCEPTS = 0.05;

    @TempDir
    Path folder;

    /** Nearest person and how near, of one query; no person: no face was found. */
    private record Query(boolean known, boolean right, double distance) {}

    @Test
    void thePublishedNetKnowsThirtyPeopleByOnePictureEach() {
        List<Query> queries = queries("facenet-resnet.face-api", false);
        assertThat(rate(queries, 0.6, true)).isGreaterThan(0.95); // the published threshold
        print("facenet-resnet.face-api", queries, 0.6);
        double threshold = threshold(queries);
        assertThat(rate(queries, threshold, false)).isLessThanOrEqualTo(FALSE_ACCEPTS);
        assertThat(rate(queries, threshold, true)).isGreaterThanOrEqualTo(0.95);
    }

    /** Of the thirty it was trained on twenty-five, and five chose its weights; the strangers it has not seen. */
    @Test
    void theNetTrainedHereKnowsMostOfThem() {
        List<Query> queries = queries("facenet-nn4.att-faces", true);
        print("facenet-nn4.att-faces", queries, 0.8);
        assertThat(rate(queries, threshold(queries), true)).isGreaterThanOrEqualTo(0.5);
    }

    private static void print(String weights, List<Query> queries, double usual) {
        for (double threshold : new double[] {usual, threshold(queries)}) {
            System.out.printf(
                    "%s: at %.3f rank-1 %.4f, false accepts %.4f%n",
                    weights, threshold, rate(queries, threshold, true), rate(queries, threshold, false));
        }
    }

    private List<Query> queries(String weights, boolean aligned) {
        FaceData.require();
        FacePipeline pipeline =
                FacePipeline.of(weights, aligned, Engine.ONEDNN, DataHome.fromEnvironment(), Progress.NONE);
        Gallery gallery =
                Gallery.openOrCreate(folder.resolve(weights + ".gallery"), GalleryWeights.of(pipeline.embedder()));
        List<Image> faces = FaceData.attFaces();
        List<Optional<float[]>> embeddings =
                faces.stream().map(face -> embedding(pipeline, face)).toList();
        for (int person = 0; person < ENROLLED; person++) {
            gallery.enroll(
                    "s" + person,
                    "1.pgm",
                    embeddings.get(person * FaceData.PICTURES).orElseThrow(),
                    false);
        }
        List<Query> queries = new ArrayList<>();
        for (int i = 0; i < faces.size(); i++) {
            int person = i / FaceData.PICTURES;
            boolean known = person < ENROLLED;
            if (known && i % FaceData.PICTURES == 0) {
                continue; // it is in the gallery
            }
            Optional<Identification.Candidate> nearest = embeddings
                    .get(i)
                    .map(embedding ->
                            gallery.identify(embedding, 0).candidates().get(0));
            String own = "s" + person;
            queries.add(new Query(
                    known,
                    nearest.map(one -> one.name().equals(own)).orElse(false),
                    nearest.map(Identification.Candidate::distance).orElse(Double.POSITIVE_INFINITY)));
        }
        return queries;
    }

    private static Optional<float[]> embedding(FacePipeline pipeline, Image picture) {
        try {
            return Optional.of(pipeline.embed(picture).embedding());
        } catch (ZooException e) {
            return Optional.empty();
        }
    }

    /** The largest at which no more than a share of the strangers is taken for somebody. */
    private static double threshold(List<Query> queries) {
        double[] strangers = queries.stream()
                .filter(query -> !query.known())
                .mapToDouble(Query::distance)
                .sorted()
                .toArray();
        return Math.nextDown(strangers[(int) (FALSE_ACCEPTS * strangers.length)]);
    }

    /** Share of the queries of enrolled people that are rightly named, or of strangers' that are named at all. */
    private static double rate(List<Query> queries, double threshold, boolean known) {
        Query[] of = queries.stream().filter(query -> query.known() == known).toArray(Query[]::new);
        return (double) Arrays.stream(of)
                        .filter(query -> query.distance() <= threshold && (query.right() || !known))
                        .count()
                / of.length;
    }
}
