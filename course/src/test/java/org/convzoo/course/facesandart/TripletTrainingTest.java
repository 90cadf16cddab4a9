package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TripletTrainingTest {
    private static final int TRIPLETS = 24 * 3 * 20;

    @Test
    void collapsesWithoutAMargin() {
        double[][] before = new TripletTraining.Trained(0, 0).points();
        double[][] after = new TripletTraining.Trained(0, TripletTraining.STEPS).points();
        assertThat(TripletTraining.meanDistance(after, false))
                .isLessThan(0.2 * TripletTraining.meanDistance(before, false));
    }

    @Test
    void tellsPeopleApartWithAMargin() {
        double[][] before = new TripletTraining.Trained(1, 0).points();
        double[][] after = new TripletTraining.Trained(1, TripletTraining.STEPS).points();
        double one = TripletTraining.meanDistance(after, true), two = TripletTraining.meanDistance(after, false);
        assertThat(two).isGreaterThan(1).isGreaterThan(2 * one);
        int[] people = TripletTraining.people();
        Map<TripletKind, Integer> first = TripletKind.count(before, people, 1);
        Map<TripletKind, Integer> last = TripletKind.count(after, people, 1);
        assertThat(first.values().stream().mapToInt(n -> n).sum()).isEqualTo(TRIPLETS);
        assertThat(last.get(TripletKind.EASY)).isGreaterThan(first.get(TripletKind.EASY) + 200);
    }

    @Test
    void onePointForAllCostsTheMargin() {
        assertThat(TripletTraining.lossOfOnePoint(0)).isZero();
        assertThat(TripletTraining.lossOfOnePoint(0.7)).isCloseTo(0.7, within(1e-12));
    }
}
