package org.convzoo.facenet;

import java.util.List;
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

    /** Of candidates in order, one or more. */
    static Identification of(List<Candidate> candidates, double threshold) {
        Candidate nearest = candidates.get(0);
        Optional<String> name = nearest.distance() <= threshold ? Optional.of(nearest.name()) : Optional.empty();
        return new Identification(name, threshold, candidates);
    }
}
