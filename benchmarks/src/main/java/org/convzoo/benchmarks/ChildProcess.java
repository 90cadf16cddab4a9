package org.convzoo.benchmarks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Json;

/** Starts {@link Child}, with the same Java, class path and limits of memory for every engine. */
final class ChildProcess implements AutoCloseable {
    private static final long MIB = 1 << 20;
    private static final long HEAP_MIB = 1024;
    private static final int YOUNG_MIB = 16; // for each core

    private final Path folder; // the work's net, and results
    private final String mib; // of the machine

    private volatile Process running; // null between two

    ChildProcess() throws IOException {
        this.folder = Files.createTempDirectory("zoo-bench");
        this.mib = String.valueOf(machineMiB());
        Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // weights can be half a gigabyte
    }

    /** Those of the launcher; the heap is smaller than its own. */
    static List<String> limits() {
        int young = YOUNG_MIB * Runtime.getRuntime().availableProcessors();
        return List.of("-Xmx" + HEAP_MIB + "m", "-XX:MaxNewSize=" + young + "m");
    }

    /** Writes the work's net, weights and batch into the folder. */
    void prepare(Work work) {
        Measurement done = run(work, Contender.STOCK.settings.get(0), Child.PREPARE);
        if (done.unavailable() != null) {
            throw new IllegalStateException("cannot build " + work.id() + ": " + done.unavailable());
        }
    }

    /** @param trial to choose a setting; else a round */
    Measurement measure(Work work, Contender contender, Contender.Setting setting, boolean trial) {
        String number = String.valueOf(contender.settings.indexOf(setting));
        return run(work, setting, contender.name(), number, trial ? Child.TRIAL : Child.ROUND);
    }

    private Measurement run(Work work, Contender.Setting setting, String... what) {
        try {
            Path result = Files.createTempFile(folder, "result", ".json");
            Path log = folder.resolve("log.txt");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(limits());
            command.addAll(List.of(
                    "-Dorg.bytedeco.javacpp.maxbytes=" + mib + "m",
                    "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + mib + "m",
                    "-Dai.djl.offline=true",
                    "-Djava.awt.headless=true"));
            if (Runtime.version().feature() >= 24) { // what it warns of without
                command.add("--enable-native-access=ALL-UNNAMED");
                command.add("--sun-misc-unsafe-memory-access=allow");
            }
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
            command.addAll(List.of(work.id(), folder.toString(), result.toString()));
            command.addAll(List.of(what));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            Contender.VARIABLES.forEach(builder.environment()::remove);
            builder.environment().putAll(setting.environment());
            running = builder.start();
            int code = await(running);
            running = null;
            if (Files.size(result) == 0) { // a crash of native code, or out of memory
                return Measurement.unavailable("its process ended with code " + code + lastLine(log));
            }
            return Json.MAPPER
                    .readerFor(Measurement.class)
                    .without(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES) // null is an answer here
                    .readValue(result.toFile());
        } catch (IOException e) {
            return Measurement.unavailable("its process could not be run: " + e.getMessage());
        }
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Ends a running process and deletes the folder, as far as that goes. */
    @Override
    public void close() {
        Process process = running;
        if (process != null) {
            await(process.destroyForcibly());
        }
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("cannot delete " + folder + ": " + e.getMessage());
        }
    }

    private static String lastLine(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
    }

    private static long machineMiB() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            return system.getTotalMemorySize() / MIB;
        }
        return 4 * HEAP_MIB;
    }
}
