package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogisticUnitTest {
    /** Of two features the first tells, the second does not; few pairs are of one person. */
    @Test
    void learnsWhichDifferenceCounts() {
        List<double[]> pairs =
                List.of(new double[] {0.1, 1}, new double[] {1, 0}, new double[] {0.9, 1}, new double[] {1.1, 0.5});
        boolean[] same = {true, false, false, false};
        LogisticUnit unit = new LogisticUnit(2);
        assertThat(unit.probability(pairs.get(0))).isEqualTo(0.5);
        unit.train(pairs, same, 2000, 1);
        for (int i = 0; i < same.length; i++) {
            assertThat(unit.probability(pairs.get(i)) > 0.5).isEqualTo(same[i]);
        }
        assertThat(unit.probability(new double[] {0.1, 0})).isGreaterThan(0.7);
        assertThat(unit.probability(new double[] {1, 1})).isLessThan(0.3);
    }
}
