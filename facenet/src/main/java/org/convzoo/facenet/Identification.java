package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who a face may be.
 *
 * @param name of the nearest person, if near enough; empty: unknown
 * @param threshold the largest distance that is near enough
 * @param candidates all people, the nearest first
 */
public record Identification(Optional<String> name, double threshold, List<Candidate> candidates) {
    /**
     * A person, by the nearest picture.
     *
     * @param distance of the embeddings
     * @param source the nearest picture's file name
     */
    public record Candidate(String name, double distance, String source) {}

    public Identification {
        candidates = List.copyOf(candidates);
    }

    /**
     * Ranks people by their nearest picture.
     *
     * @param people one or more, each with a picture or more
     */
    public static Identification of(float[] embedding, Map<String, List<Gallery.Picture>> people, double threshold) {
        List<Candidate> candidates = new ArrayList<>();
        people.forEach((name, pictures) -> candidates.add(pictures.stream()
                .map(picture ->
                        new Candidate(name, FaceEmbedder.distance(embedding, picture.embedding()), picture.source()))
                .min(Comparator.comparingDouble(Candidate::distance))
                .orElseThrow()));
        candidates.sort(Comparator.comparingDouble(Candidate::distance));
        Candidate nearest = candidates.get(0);
        Optional<String> name = nearest.distance() <= threshold ? Optional.of(nearest.name()) : Optional.empty();
        return new Identification(name, threshold, candidates);
    }
}
