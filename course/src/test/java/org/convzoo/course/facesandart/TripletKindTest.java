package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import org.convzoo.facenet.TripletLoss;
import org.convzoo.facenet.TripletLoss.Mining;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.factory.Nd4j;

class TripletKindTest {
    @Test
    void kindsByHand() {
        assertThat(TripletKind.of(0.3, 0.6, 0.2)).isEqualTo(TripletKind.EASY);
        assertThat(TripletKind.of(0.25, 0.5, 0.25)).as("by just the margin").isEqualTo(TripletKind.EASY);
        assertThat(TripletKind.of(0.3, 0.4, 0.2)).isEqualTo(TripletKind.SEMI_HARD);
        assertThat(TripletKind.of(0.3, 0.3, 0.2)).isEqualTo(TripletKind.HARD);
        assertThat(TripletKind.of(0.3, 0.1, 0.2)).isEqualTo(TripletKind.HARD);
        assertThat(TripletKind.loss(0.3, 0.6, 0.2)).isZero();
        assertThat(TripletKind.loss(0.3, 0.4, 0.2)).isCloseTo(0.1, within(1e-12));
        assertThat(TripletKind.loss(0.3, 0.1, 0.2)).isCloseTo(0.4, within(1e-12));
    }

    /** Two people on a line, at 0 and 1, and at 2 and 5; margin 2: each of the four has one positive and two negatives. */
    @Test
    void theZoosLossIsTheMeanOverThoseThatAreNotEasy() {
        double[][] points = {{0}, {1}, {2}, {5}};
        int[] people = {0, 0, 1, 1};
        assertThat(TripletKind.count(points, people, 2))
                .containsExactly(
                        entry(TripletKind.EASY, 5), entry(TripletKind.SEMI_HARD, 0), entry(TripletKind.HARD, 3));
        double loss = new TripletLoss(2, Mining.BATCH_ALL)
                .computeScore(
                        Nd4j.createFromArray(new double[][] {{0}, {0}, {1}, {1}}),
                        Nd4j.createFromArray(points),
                        new ActivationIdentity(),
                        null,
                        true);
        double byHand = TripletKind.loss(1, 1, 2) + TripletKind.loss(9, 4, 2) + TripletKind.loss(9, 1, 2);
        assertThat(loss).isCloseTo(byHand / 3, within(1e-12));
    }
}
