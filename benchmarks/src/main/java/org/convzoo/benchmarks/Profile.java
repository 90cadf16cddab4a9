package org.convzoo.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.convzoo.core.Engine;

/** Where the time of a step goes: what oneDNN says of its kernels, by kind, and what is left for Java and ND4J. */
final class Profile {
    private static final double SECONDS = 6;
    private static final String DONE = "steps and milliseconds:";
    private static final int KIND = 5, DIRECTION = 7; // columns of oneDNN's lines

    private Profile() {}

    /** The child: steps, and how long they took in all. */
    public static void main(String[] args) throws Exception {
        Work work = Work.of(args[0]);
        float[] input = new float
                [Math.toIntExact(
                        Arrays.stream(work.net().inputShape(work.batch())).reduce(1, Math::multiplyExact))];
        Random random = new Random(1);
        for (int i = 0; i < input.length; i++) {
            input[i] = random.nextFloat();
        }
        try (Session session = work.task() == Work.Task.STYLE
                ? new StyleSession(work, Engine.ONEDNN, input)
                : new Dl4jSession(work, Engine.ONEDNN::prepare, input, graph -> List.of())) {
            session.step(); // compiles
            long start = System.nanoTime();
            int steps = 0;
            double elapsed;
            System.out.println(DONE + " 0 0"); // what oneDNN said so far does not count
            do {
                session.step();
                steps++;
                elapsed = (System.nanoTime() - start) / 1e6;
            } while (elapsed < 1000 * SECONDS);
            System.out.println(DONE + " " + steps + " " + elapsed);
        }
        System.exit(0);
    }

    /** A table for people. */
    static String of(Work work) throws IOException {
        Map<String, Double> milliseconds = new TreeMap<>();
        double[] total = new double[2];
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.maxbytes=" + Integer.MAX_VALUE + "k",
                "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + Integer.MAX_VALUE + "k",
                "-cp",
                System.getProperty("java.class.path"),
                Profile.class.getName(),
                work.id());
        Contender.VARIABLES.forEach(builder.environment()::remove);
        builder.environment().putAll(Contender.CONVZOO.settings.get(0).environment());
        builder.environment().put("ONEDNN_VERBOSE", "profile_exec");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> read(line, milliseconds, total));
        }
        if (total[0] == 0) {
            throw new IllegalStateException("no profile of " + work.id());
        }
        return table(work, milliseconds, total[0], total[1]);
    }

    private static void read(String line, Map<String, Double> milliseconds, double[] total) {
        if (line.startsWith(DONE)) {
            String[] words = line.substring(DONE.length()).trim().split(" ", -1);
            total[0] = Double.parseDouble(words[0]);
            total[1] = Double.parseDouble(words[1]);
            if (total[0] == 0) {
                milliseconds.clear();
            }
            return;
        }
        String[] columns = line.split(",", -1);
        if (line.startsWith("onednn_verbose") && line.contains(",exec,") && columns.length > DIRECTION) {
            String kind = columns[KIND] + direction(columns[DIRECTION]);
            milliseconds.merge(kind, Double.parseDouble(columns[columns.length - 1]), Double::sum);
        }
    }

    private static String direction(String propagation) {
        return propagation.startsWith("backward") ? " " + propagation.replace('_', ' ') : "";
    }

    private static String table(Work work, Map<String, Double> milliseconds, double steps, double wall) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%s: %.2f ms a step, oneDNN's own clock running%n", work.id(), wall / steps));
        double kernels =
                milliseconds.values().stream().mapToDouble(Double::doubleValue).sum();
        milliseconds.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(entry -> text.append(row(entry.getKey(), entry.getValue() / steps, entry.getValue() / wall)));
        return text.append(row("Java, ND4J's updater, loss", (wall - kernels) / steps, (wall - kernels) / wall))
                .append(System.lineSeparator())
                .toString();
    }

    private static String row(String kind, double milliseconds, double share) {
        return String.format(Locale.ROOT, "  %-38s %9.3f ms  %5.1f %%%n", kind, milliseconds, 100 * share);
    }
}
