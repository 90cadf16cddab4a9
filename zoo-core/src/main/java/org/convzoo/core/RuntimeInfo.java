package org.convzoo.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.onednn.OneDnn;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What a figure depends on beside the code: versions, processor, threads, memory. */
public final class RuntimeInfo {
    private static final long MIB = 1 << 20;

    static {
        OneDnn.quietVersionWarning();
    }

    private RuntimeInfo() {}

    /** Threads of the native kernels; another number rounds differently. */
    public static int nativeThreads() {
        return nativeOps().ompGetMaxThreads();
    }

    /** Threads that decode and augment: beside the native ones, which do the work while these wait. */
    public static int loaderThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** For {@code environment.json} and {@code zoo info}. */
    public static Map<String, Object> environment() {
        Map<String, Object> all = new LinkedHashMap<>(versions());
        all.put("javaVendor", System.getProperty("java.vendor"));
        all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        all.put("architecture", System.getProperty("os.arch"));
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("nativeThreads", nativeThreads());
        all.put("backend", Nd4j.getBackend().getClass().getSimpleName());
        all.put(
                "blas",
                String.valueOf(Nd4j.getExecutioner().getEnvironmentInformation().get("blas.vendor")));
        all.put("plans", OneDnn.isAvailable() ? "oneDNN " + OneDnn.version() : "none: " + OneDnn.problem());
        all.put("cpuFeatures", cpuFeatures());
        all.put("heapMaxMiB", Runtime.getRuntime().maxMemory() / MIB);
        all.put("nativeMaxMiB", Pointer.maxBytes() / MIB);
        all.put("processMaxMiB", Pointer.maxPhysicalBytes() / MIB);
        all.put("nativeLibraries", nativeLibraries());
        return all;
    }

    static Provenance provenance(TrainingRun run, Task<?> task) {
        String also = task.alsoSeen().isEmpty() ? "" : " " + task.alsoSeen();
        return new Provenance(
                task.dataName(),
                task.dataDigest(),
                run.options().seed(),
                run.options().epochs(),
                run.command(),
                nativeThreads(),
                run.engine().name().toLowerCase(Locale.ROOT),
                versions(),
                run.transfer().takesOver() ? run.transfer().licence() : "Apache-2.0",
                run.transfer().takesOver()
                        ? "trained by ConvZoo from "
                                + Path.of(run.transfer().from()).getFileName() // nobody else has its folder
                                + ", " + run.transfer().origin()
                                + also
                        : "trained by ConvZoo" + also);
    }

    /** ConvZoo's, DL4J's and Java's. */
    public static Map<String, String> versions() {
        Properties properties = new Properties();
        try (InputStream in = RuntimeInfo.class.getResourceAsStream("version.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("convzoo", properties.getProperty("convzoo"));
        versions.put("dl4j", properties.getProperty("dl4j"));
        versions.put("java", Runtime.version().toString());
        return versions;
    }

    /** Vector extensions, where the system tells. */
    private static String cpuFeatures() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(flags -> Stream.of(flags.split("\\s+"))
                            .filter(flag -> flag.matches("avx.*|fma|amx.*|sse4_2"))
                            .sorted()
                            .collect(Collectors.joining(" ")))
                    .orElse("unknown");
        } catch (IOException | UncheckedIOException e) {
            return "unknown";
        }
    }

    private static String nativeLibraries() {
        try {
            return Loader.getCacheDir().toString();
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    private static NativeOps nativeOps() {
        Nd4j.getBackend(); // sets the properties that the holder reads
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }
}
