package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllPairsTest {
    @Test
    void eachPairOnce() {
        AllPairs pairs =
                AllPairs.of(List.of(new float[] {0, 0}, new float[] {3, 4}, new float[] {0, 1}), new int[] {7, 9, 7});
        assertThat(pairs.distances()).containsExactly(5, 1, Math.sqrt(18));
        assertThat(pairs.same()).containsExactly(false, true, false);
        assertThat(pairs.metrics().auc()).isEqualTo(1);
        assertThat(pairs.metrics().pairs()).isEqualTo(3);
    }

    /** Of 20 people with 3 pictures: 60 pairs of one, 1,710 of two; those are thinned, and are like the rest. */
    @Test
    void tooManyPairsOfTwoPeopleAreThinned() {
        int[] people = IntStream.range(0, 60).map(i -> i / 3).toArray();
        List<float[]> embeddings = IntStream.range(0, 60)
                .mapToObj(i -> new float[] {(float) Math.sin(people[i]) + 0.1f * (i % 3), (float) Math.cos(people[i])})
                .toList();
        AllPairs all = AllPairs.of(embeddings, people);
        AllPairs some = AllPairs.of(embeddings, people, 600);
        assertThat(all.same()).hasSize(60 + 1710);
        assertThat(some.same()).hasSize(60 + 570);
        assertThat(IntStream.range(0, 630).filter(i -> some.same()[i]).count()).isEqualTo(60);
        assertThat(some.metrics().auc())
                .isBetween(all.metrics().auc() - 0.02, all.metrics().auc() + 0.02);
    }
}
