package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BatchLoaderTest {
    private static final Preprocessing UNIT = Preprocessing.unit(4, 5, ChannelOrder.GREY);
    private static final List<Transform> AUGMENTATION =
            List.of(new RandomAffine(10, 0.1f, 0.9f, 1.1f, 0, 0), new RandomFlip(0.5f));

    /** Pictures of noise; picture i has class i % 10. */
    private static class Noise implements Split {
        final int size;
        final AtomicInteger read = new AtomicInteger();

        Noise(int size) {
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Image image(int i) {
            read.incrementAndGet();
            return Pictures.noise(1, 4, 5, i);
        }

        @Override
        public int label(int i) {
            return i % 10;
        }

        @Override
        public String id(int i) {
            return "noise/" + i;
        }
    }

    @Test
    @Timeout(20)
    void batches_come_in_order_and_the_last_is_smaller() {
        Noise split = new Noise(100);
        int[] order = {7, 3, 99, 3, 0};
        try (BatchLoader loader = new BatchLoader(split, UNIT, List.of(), order, 2, 1, 0, 2)) {
            assertThat(loader.batches()).isEqualTo(3);
            Batch first = loader.next();
            assertThat(first.size()).isEqualTo(2);
            assertThat(first.features()).hasSize(2 * 4 * 5);
            assertThat(first.labels()).containsExactly(7, 3);
            assertThat(first.features()[20]).isCloseTo(split.image(3).pixels()[0] / 255, within(1e-6f));
            assertThat(loader.next().indices()).containsExactly(99, 3);
            Batch last = loader.next();
            assertThat(last.size()).isEqualTo(1);
            assertThat(last.features()).hasSize(20);
            assertThat(last.labels()).containsExactly(0);
            assertThat(loader.hasNext()).isFalse();
            assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    @Timeout(20)
    void a_picture_that_is_too_small_is_named() {
        Preprocessing corner = UNIT.withSteps(List.of(new CornerCrop(9, 9, CornerCrop.Corner.TOP_LEFT)));
        try (BatchLoader loader = new BatchLoader(new Noise(3), corner, List.of(), new int[] {2}, 2, 1, 0, 1)) {
            assertThatThrownBy(loader::next)
                    .isInstanceOf(DataException.class)
                    .hasMessage("picture noise/2 does not suit the net: a picture of 4x5 has no corner of 9x9");
        }
    }

    @Test
    @Timeout(20)
    void no_pictures_no_batch() {
        try (BatchLoader loader = new BatchLoader(new Noise(3), UNIT, List.of(), new int[0], 2, 1, 0, 2)) {
            assertThat(loader.hasNext()).isFalse();
            assertThat(loader.batches()).isZero();
        }
    }

    @Property(tries = 25)
    void threads_change_nothing(
            @ForAll @IntRange(min = 1, max = 5) int threads,
            @ForAll @IntRange(min = 1, max = 17) int batchSize,
            @ForAll @IntRange(min = 1, max = 60) int pictures,
            @ForAll long seed) {
        int[] order = Randoms.permutation(pictures, seed);
        assertThat(all(order, batchSize, seed, 3, threads)).isEqualTo(all(order, batchSize, seed, 3, 1));
    }

    @Test
    @Timeout(20)
    void order_and_batch_size_do_not_change_what_becomes_of_a_picture() {
        List<List<Float>> straight = pictures(new int[] {0, 1, 2, 3}, 2, 5, 1);
        List<List<Float>> shuffled = pictures(new int[] {2, 0, 3, 1}, 3, 5, 1);
        assertThat(shuffled).containsExactly(straight.get(2), straight.get(0), straight.get(3), straight.get(1));
        assertThat(pictures(new int[] {0, 1, 2, 3}, 2, 5, 2)).isNotEqualTo(straight); // another epoch
        assertThat(pictures(new int[] {0, 1, 2, 3}, 2, 6, 1)).isNotEqualTo(straight); // another seed
    }

    @Test
    @Timeout(20)
    void arrays_serve_again_but_not_while_the_caller_has_them() {
        int[] order = Randoms.permutation(2000, 1);
        java.util.Set<Integer> arrays = new java.util.HashSet<>();
        Noise split = new Noise(2000);
        try (BatchLoader loader = new BatchLoader(split, UNIT, List.of(), order, 10, 1, 0, 3)) {
            while (loader.hasNext()) {
                Batch batch = loader.next();
                arrays.add(System.identityHashCode(batch.features()));
                float[] seen = batch.features().clone();
                LockSupport.parkNanos(20_000); // time for a thread to do wrong
                assertThat(batch.features()).isEqualTo(seen);
                assertThat(seen[0]).isEqualTo(split.image(batch.indices()[0]).pixels()[0] * UNIT.scale());
            }
        }
        assertThat(arrays).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    @Timeout(20)
    void the_queue_is_bounded() throws InterruptedException {
        Noise split = new Noise(1000);
        int[] order = Randoms.permutation(1000, 1);
        try (BatchLoader loader = new BatchLoader(split, UNIT, List.of(), order, 10, 1, 0, 2)) {
            loader.next();
            Thread.sleep(100);
            assertThat(split.read.get()).isLessThanOrEqualTo(40);
        }
    }

    @Test
    @Timeout(20)
    void a_broken_picture_is_told_where_it_would_have_come() {
        Noise broken = new Noise(100) {
            @Override
            public Image image(int i) {
                if (i == 25) {
                    throw new DataException("cannot read picture cat.jpg: it is cut off");
                }
                if (i == 26) {
                    throw new ArithmeticException("by zero");
                }
                return super.image(i);
            }
        };
        int[] order = new int[100];
        java.util.Arrays.setAll(order, i -> i);
        BatchLoader loader = new BatchLoader(broken, UNIT, List.of(), order, 10, 1, 0, 2);
        loader.next();
        loader.next();
        assertThatThrownBy(loader::next)
                .isInstanceOf(DataException.class)
                .hasMessage("cannot read picture cat.jpg: it is cut off");
        assertThat(loader.hasNext()).isFalse();

        BatchLoader second = new BatchLoader(broken, UNIT, List.of(), new int[] {26}, 10, 1, 0, 2);
        assertThatThrownBy(second::next).isInstanceOf(DataException.class).hasMessageContaining("noise/26", "by zero");
        BatchLoader wrongSize = new BatchLoader(
                broken, Preprocessing.unit(9, 9, ChannelOrder.GREY), List.of(), new int[] {0}, 1, 1, 0, 1);
        assertThatThrownBy(wrongSize::next).hasMessageContaining("the net takes 1x9x9, the transforms gave 1x4x5");
    }

    @Test
    @Timeout(20)
    void close_stops_the_threads() throws InterruptedException {
        int[] order = Randoms.permutation(1000, 1);
        BatchLoader loader = new BatchLoader(new Noise(1000), UNIT, List.of(), order, 5, 1, 0, 3);
        loader.next();
        loader.close();
        loader.close();
        assertThat(loader.hasNext()).isFalse();
        assertThatThrownBy(loader::next).isInstanceOf(NoSuchElementException.class);
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (workers() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(workers()).isZero();
    }

    @Test
    @Timeout(20)
    void bad_values_are_told() {
        assertThatThrownBy(() -> new BatchLoader(new Noise(1), UNIT, List.of(), new int[1], 0, 1, 0, 1))
                .hasMessage("batchSize must be >= 1, got 0");
        assertThatThrownBy(() -> new BatchLoader(new Noise(1), UNIT, List.of(), new int[1], 1, 1, 0, 0))
                .hasMessage("threads must be >= 1, got 0");
    }

    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("convzoo-batches"))
                .count();
    }

    private static List<Float> all(int[] order, int batchSize, long seed, int epoch, int threads) {
        List<Float> values = new ArrayList<>();
        try (BatchLoader loader =
                new BatchLoader(new Noise(60), UNIT, AUGMENTATION, order, batchSize, seed, epoch, threads)) {
            while (loader.hasNext()) {
                for (float value : loader.next().features()) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static List<List<Float>> pictures(int[] order, int batchSize, long seed, int epoch) {
        List<Float> values = all(order, batchSize, seed, epoch, 2);
        List<List<Float>> pictures = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 20) {
            pictures.add(values.subList(i, i + 20));
        }
        return pictures;
    }
}
