package org.convzoo.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.convzoo.core.Engine;
import org.convzoo.core.Json;

/** A process of its own for one measurement, and one before all for what the engines share: a net, its weights and a batch. */
final class Child {
    private static final double WARM_UP_SECONDS = 1.5, MEASURED_SECONDS = 2;
    private static final double MAX_DIFFERENCE = 1e-4;
    private static final String ONNX = "net.onnx", INPUT = "input.bin", EXPECTED = "expected.bin";

    static final String PREPARE = "prepare";

    private Child() {}

    /** {@code WORK FOLDER RESULT prepare} or {@code WORK FOLDER RESULT ENGINE SETTING}. */
    public static void main(String[] args) throws IOException {
        Work work = Work.of(args[0]);
        Path folder = Path.of(args[1]);
        Measurement found;
        try {
            if (args[3].equals(PREPARE)) {
                prepare(work, folder);
                found = new Measurement(0, null, null, 0, null);
            } else {
                Contender contender = Contender.valueOf(args[3]);
                found = measure(work, contender, contender.settings.get(Integer.parseInt(args[4])), folder);
            }
        } catch (Exception | LinkageError e) { // a library that is not there is an error
            found = Measurement.unavailable(reason(e));
        }
        Files.writeString(Path.of(args[2]), Json.write(found));
        System.exit(0); // some engines leave threads behind
    }

    static void prepare(Work work, Path folder) throws IOException {
        int size = Math.toIntExact(work.batch() * (long) work.net().channels * work.net().side * work.net().side);
        Random random = new Random(1);
        float[] input = new float[size];
        for (int i = 0; i < size; i++) {
            input[i] = random.nextFloat();
        }
        write(folder.resolve(INPUT), input);
        try (Dl4jSession session = new Dl4jSession(work, Engine.STOCK, input)) {
            OnnxWriter.write(session.graph(), work.net().inputShape(work.batch()), folder.resolve(ONNX));
            write(folder.resolve(EXPECTED), session.probabilities());
        }
    }

    private static Measurement measure(Work work, Contender contender, Contender.Setting setting, Path folder)
            throws Exception {
        try (Session session = contender.open(work, setting, folder.resolve(ONNX), read(folder.resolve(INPUT)))) {
            double difference = difference(session.probabilities(), read(folder.resolve(EXPECTED)));
            if (!(difference < MAX_DIFFERENCE)) {
                throw new IllegalStateException("its outputs differ from stock DL4J's by " + difference);
            }
            run(session, WARM_UP_SECONDS);
            double stepsPerSecond = run(session, MEASURED_SECONDS);
            return new Measurement(stepsPerSecond * work.batch(), peakMemoryMiB(), session.islands(), difference, null);
        }
    }

    /** Steps for so long, but at least one; gives steps per second. */
    private static double run(Session session, double seconds) throws Exception {
        long start = System.nanoTime();
        for (int steps = 1; ; steps++) {
            session.step();
            double elapsed = (System.nanoTime() - start) / 1e9;
            if (elapsed >= seconds) {
                return steps / elapsed;
            }
        }
    }

    static double difference(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            throw new IllegalStateException("it gave " + actual.length + " numbers instead of " + expected.length);
        }
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(actual[i] - expected[i])); // NaN stays NaN
        }
        return largest;
    }

    /** Linux only. */
    private static Long peakMemoryMiB() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(null);
        }
    }

    private static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": "
                + String.valueOf(root.getMessage()).lines().findFirst().orElse("no details");
    }

    private static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
