package org.convzoo.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.convzoo.core.Engine;
import org.convzoo.core.Json;
import org.convzoo.onnx.OnnxExport;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;

/** A process of its own for one measurement, and one before all for what the engines share: a net, its weights and a batch. */
final class Child {
    private static final double MIN_CONTRAST = 0.2;
    private static final int PATCHES = 4; // along each side
    private static final float NOISE = 0.3f;
    private static final String ONNX = "net.onnx", INPUT = "input.bin", EXPECTED = "expected.bin";
    static final String PREPARE = "prepare", TRIAL = "trial", ROUND = "round";

    private Child() {}

    /** {@code WORK FOLDER RESULT prepare} or {@code WORK FOLDER RESULT ENGINE SETTING trial|round}. */
    public static void main(String[] args) throws IOException {
        Work work = Work.of(args[0]);
        Path folder = Path.of(args[1]);
        Measurement found;
        try {
            if (args[3].equals(PREPARE)) {
                prepare(work, folder);
                found = new Measurement(0, null, null, null, null, null);
            } else {
                Contender contender = Contender.valueOf(args[3]);
                Contender.Setting setting = contender.settings.get(Integer.parseInt(args[4]));
                found = measure(work, contender, setting, args[5].equals(TRIAL), folder);
            }
        } catch (Exception | LinkageError e) { // a library that is not there is an error
            found = Measurement.unavailable(reason(e));
        }
        Files.writeString(Path.of(args[2]), Json.write(found));
        System.exit(0); // some engines leave threads behind
    }

    private static void prepare(Work work, Path folder) throws IOException {
        float[] input = input(work);
        write(folder.resolve(INPUT), input);
        if (work.task() == Work.Task.STYLE) {
            // Stock DL4J would take 28 GB at 512 pixels; at 256 it is compared too.
            try (StyleSession session = new StyleSession(work, Engine.ONEDNN, input)) {
                export(work, session.graph(), folder.resolve(ONNX));
                write(folder.resolve(EXPECTED), session.outputs());
            }
            return;
        }
        try (Dl4jSession session = Dl4jSession.stock(work, input)) {
            export(work, session.graph(), folder.resolve(ONNX));
            float[] outputs = session.outputs();
            if (work.net().classifies() && !(Outputs.contrast(outputs) > MIN_CONTRAST)) {
                throw new IllegalStateException("its probabilities are all alike: " + Outputs.contrast(outputs));
            }
            write(folder.resolve(EXPECTED), outputs);
        }
    }

    /**
     * The net for the rivals, with its weights beside so that no reader has to hold them twice. For inference batch normalisation is
     * folded, as ONNX Runtime does by itself and PyTorch's {@code torch.jit.freeze}, for which DJL has no call.
     */
    static void export(Work work, ComputationGraph graph, Path file) {
        int side = work.net().side;
        OnnxExport export = OnnxExport.of(graph, InputType.convolutional(side, side, work.net().channels))
                .withWeightsBeside();
        (work.training() ? export : export.folded()).write(file);
    }

    /**
     * Patches of colour and noise on them: pictures that a net tells apart, so that a mix-up shows in its outputs. Noise alone is the
     * same everywhere to a net that takes averages.
     */
    static float[] input(Work work) {
        Random random = new Random(1);
        int side = work.net().side;
        float[] input = new float[Math.toIntExact(work.batch() * (long) work.net().channels * side * side)];
        float[] patches = new float[PATCHES * PATCHES];
        for (int i = 0; i < input.length; i++) {
            int place = i % (side * side), row = place / side, column = place % side;
            if (place == 0) { // the next channel
                for (int p = 0; p < patches.length; p++) {
                    patches[p] = (float) random.nextGaussian();
                }
            }
            input[i] = patches[row * PATCHES / side * PATCHES + column * PATCHES / side]
                    + NOISE * (float) random.nextGaussian();
        }
        return input;
    }

    private static Measurement measure(
            Work work, Contender contender, Contender.Setting setting, boolean trial, Path folder) throws Exception {
        float[] input = read(folder.resolve(INPUT));
        try (Session session = contender.open(work, setting, folder.resolve(ONNX), input)) {
            Double difference = null;
            if (contender.isChecked(work, trial)) {
                difference = Outputs.difference(session.outputs(), read(folder.resolve(EXPECTED)));
                if (!(difference < contender.tolerance * work.task().slack)) {
                    throw new IllegalStateException("its outputs differ from stock DL4J's by " + difference);
                }
            }
            boolean withProduct = contender == Contender.CONVZOO && work.task() == Work.Task.INFER;
            Stopwatch.Reading reading = new Stopwatch(session, withProduct, contender.isInNoHurry()).read(trial);
            return new Measurement(
                    reading.stepsPerSecond() * work.batch(),
                    reading.peakMemoryMiB(),
                    session.islands(),
                    difference,
                    reading.matmulGflops(),
                    null);
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

    private static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }
}
