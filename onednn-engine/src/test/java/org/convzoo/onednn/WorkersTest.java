package org.convzoo.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkersTest {
    /** What a worker writes to may be gone once the caller has the failure of another. */
    @Test
    void allEndBeforeAFailureIsThrown() {
        CountDownLatch failing = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        assertThatIllegalStateException()
                .isThrownBy(() -> Workers.run(3, 3, (worker, task) -> {
                    if (task == 0) {
                        failing.countDown();
                        throw new ArithmeticException("of task 0");
                    }
                    await(failing);
                    ended.incrementAndGet();
                }))
                .withRootCauseInstanceOf(ArithmeticException.class)
                .withMessageContaining("of task 0");
        assertThat(ended).hasValue(2);
    }

    /** Until long after the failure. */
    private static void await(CountDownLatch failing) {
        try {
            failing.await();
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
