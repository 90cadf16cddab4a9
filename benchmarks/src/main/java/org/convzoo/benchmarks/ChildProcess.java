package org.convzoo.benchmarks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Json;

/** Starts {@link Child}, with the same Java, class path and limits of memory for every engine. */
final class ChildProcess {
    private static final long MIB = 1 << 20;
    private static final long HEAP_MIB = 1024;

    private final Path folder;
    private final String mib; // of the machine

    /** @param folder where the work's net lies, and results are left */
    ChildProcess(Path folder) {
        this.folder = folder;
        this.mib = String.valueOf(machineMiB());
    }

    static String limits() {
        return "-Xmx" + HEAP_MIB + "m";
    }

    /** Writes the work's net, weights and batch into the folder. */
    void prepare(Work work) {
        Measurement done = run(work, Contender.STOCK.settings.get(0), Child.PREPARE);
        if (done.unavailable() != null) {
            throw new IllegalStateException("cannot build " + work.id() + ": " + done.unavailable());
        }
    }

    Measurement measure(Work work, Contender contender, Contender.Setting setting) {
        return run(work, setting, contender.name(), String.valueOf(contender.settings.indexOf(setting)));
    }

    private Measurement run(Work work, Contender.Setting setting, String... what) {
        try {
            Path result = Files.createTempFile(folder, "result", ".json");
            Path log = folder.resolve("log.txt");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    limits(),
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
            int code = await(builder.start());
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

    /** Waits; the process ends with this one. */
    private static int await(Process process) {
        Thread end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            int code = process.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
            return code;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException("interrupted", e);
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
