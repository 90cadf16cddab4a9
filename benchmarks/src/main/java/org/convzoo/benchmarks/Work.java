package org.convzoo.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One row of the benchmark: what is done with a net on batches of one size.
 *
 * @param batch pictures per step
 */
record Work(Net net, Task task, int batch) {
    /** What is done. */
    enum Task {
        /** Forward, backward and update. */
        TRAIN(1),
        /** Forward alone. */
        INFER(1),
        /** The costs of a style, and their gradient by the picture: what a step of {@code zoo style} takes. */
        STYLE(50);

        /** What an engine's outputs may be off by, as a multiple of {@link Contender#tolerance}: gradients jump where a rectifier or a pool is near a tie. */
        final double slack;

        Task(double slack) {
            this.slack = slack;
        }
    }

    static final List<Work> ALL = Stream.of(
                    train(Net.LENET5, 64, 256),
                    infer(Net.LENET5, 64, 256),
                    train(Net.RESNET20, 128),
                    infer(Net.ALEXNET, 1, 8),
                    train(Net.ALEXNET, 8),
                    infer(Net.VGG16, 1, 8),
                    train(Net.VGG16, 8),
                    infer(Net.GOOGLENET, 1, 8),
                    train(Net.GOOGLENET, 8),
                    infer(Net.RESNET50, 1, 8),
                    train(Net.RESNET50, 8),
                    infer(Net.TINYYOLO2, 1),
                    infer(Net.YOLOSMALL, 1),
                    infer(Net.FACERESNET, 1, 32),
                    of(Task.STYLE, Net.VGG19_256, 1),
                    of(Task.STYLE, Net.VGG19_512, 1))
            .flatMap(works -> works)
            .toList();

    /** As the filter and the table know it: {@code lenet5-train-64}. */
    String id() {
        return net.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-"
                + task.name().toLowerCase(Locale.ROOT) + "-" + batch;
    }

    static Work of(String id) {
        return matching(id).get(0);
    }

    /**
     * Those whose ids match a glob of {@code *} and {@code ?}.
     *
     * @throws IllegalArgumentException if there is none
     */
    static List<Work> matching(String glob) {
        Pattern pattern = Pattern.compile(glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining()));
        List<Work> found = ALL.stream()
                .filter(work -> pattern.matcher(work.id()).matches())
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no work matches " + glob + "; there is "
                    + ALL.stream().map(Work::id).collect(Collectors.joining(", ")));
        }
        return found;
    }

    boolean training() {
        return task == Task.TRAIN;
    }

    private static Stream<Work> train(Net net, int... batches) {
        return of(Task.TRAIN, net, batches);
    }

    private static Stream<Work> infer(Net net, int... batches) {
        return of(Task.INFER, net, batches);
    }

    private static Stream<Work> of(Task task, Net net, int... batches) {
        return IntStream.of(batches).mapToObj(batch -> new Work(net, task, batch));
    }
}
