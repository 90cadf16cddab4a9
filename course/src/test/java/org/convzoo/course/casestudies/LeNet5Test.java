package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.convzoo.core.ModelSummary;
import org.convzoo.lenet.LeNet;
import org.junit.jupiter.api.Test;

class LeNet5Test {
    @Test
    void thatOf1998HasSixtyThousandParameters() {
        ModelSummary net = Nets.summary(LeNet.LENET5);
        assertThat(net.parameters()).isEqualTo(61_706);
        assertThat(net.layers().stream().mapToLong(LeNet5::inThePaper).sum()).isEqualTo(60_000);
        assertThat(LeNet5.inThePaper(Nets.row(net, "c3"))).isEqualTo(1_516);
    }

    @Test
    void tableOneHasSixtyConnections() {
        assertThat(LeNet5.connections()).isEqualTo(60);
        assertThat(read(0)).containsExactly(0, 1, 2);
        assertThat(read(5)).containsExactly(0, 1, 5);
        assertThat(read(9)).containsExactly(0, 3, 4, 5);
        assertThat(read(12)).containsExactly(0, 1, 3, 4);
        assertThat(read(14)).containsExactly(0, 2, 3, 5);
        assertThat(read(15)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    private static int[] read(int c3) {
        return IntStream.range(0, 6).filter(s2 -> LeNet5.reads(c3, s2)).toArray();
    }
}
