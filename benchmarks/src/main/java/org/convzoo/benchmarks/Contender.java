package org.convzoo.benchmarks;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.convzoo.core.Engine;

/** What is measured, with the settings to choose from: each is tried on every row, and the fastest is then measured. */
enum Contender {
    CONVZOO(
            "graph.fit and graph.output of DL4J with Engine.ONEDNN",
            Tolerance.FLOAT32,
            List.of(new Setting(Labels.LAUNCHER, launcher()), new Setting("no environment variables", Map.of()))) {
        @Override
        Session open(Work work, Setting setting, Path onnx, float[] input) {
            return work.task() == Work.Task.STYLE
                    ? new StyleSession(work, Engine.ONEDNN, input)
                    : new Dl4jSession(work, Engine.ONEDNN::prepare, input, graph -> Plans.islands(graph, work));
        }
    },
    CONVZOO_BF16(
            "graph.output of DL4J with Engine.ONEDNN in bfloat16",
            Tolerance.BFLOAT16,
            List.of(new Setting(Labels.LAUNCHER, launcher()))) {
        @Override
        boolean can(Work work) {
            return work.task() == Work.Task.INFER && work.net().classifies();
        }

        @Override
        Session open(Work work, Setting setting, Path onnx, float[] input) {
            return new Dl4jSession(work, Plans::bfloat16, input, graph -> Plans.bfloat16Islands(graph, work));
        }
    },
    STOCK(
            "graph.fit and graph.output of DL4J as it comes (on ConvZoo's build of nd4j-native); the others' outputs are"
                    + " compared with its",
            Tolerance.FLOAT32,
            List.of(new Setting("no environment variables", Map.of()))) {
        @Override
        boolean can(Work work) {
            return work.net() != Net.VGG19_512; // it would take 28 GB
        }

        @Override
        boolean isChecked(Work work, boolean trial) {
            return work.task() == Work.Task.STYLE; // else it would be with itself
        }

        @Override
        Session open(Work work, Setting setting, Path onnx, float[] input) {
            return work.task() == Work.Task.STYLE
                    ? new StyleSession(work, Engine.STOCK, input)
                    : Dl4jSession.stock(work, input);
        }
    },
    LIBTORCH(
            "through DJL, a thread per core; arrays freed when nothing reads them any more; in inference no gradients kept,"
                    + " batch normalisation folded; what could not be had: TorchScript, frozen and optimised (DJL runs it,"
                    + " but has no call that makes it), and with it the graph optimiser; DJL's use_mkldnn (fails on these"
                    + " nets)",
            Tolerance.FLOAT32,
            List.of(
                    new Setting("malloc as it comes", Map.of()),
                    new Setting("malloc keeps freed memory", keepFreedMemory()),
                    new Setting("malloc keeps freed memory, OMP_WAIT_POLICY=passive", passive(keepFreedMemory())),
                    new Setting(Labels.CHANNELS_LAST, keepFreedMemory()),
                    new Setting(Labels.CHANNELS_LAST + ", OMP_WAIT_POLICY=passive", passive(keepFreedMemory())))) {
        @Override
        Session open(Work work, Setting setting, Path onnx, float[] input) throws Exception {
            boolean channelsLast = setting.label().startsWith(Labels.CHANNELS_LAST);
            return work.task() == Work.Task.STYLE
                    ? new TorchStyleSession(work, onnx, input, channelsLast)
                    : new TorchSession(work, onnx, input, channelsLast);
        }
    },
    ONNXRUNTIME(
            "graph optimisation ALL, a thread per core, input in a direct buffer; does not train",
            Tolerance.FLOAT32,
            List.of(
                    new Setting("threads spin", Map.of()),
                    new Setting("threads sleep", Map.of()),
                    new Setting("threads sleep, malloc keeps freed memory", keepFreedMemory()))) {
        @Override
        boolean can(Work work) {
            return work.task() == Work.Task.INFER;
        }

        @Override
        Session open(Work work, Setting setting, Path onnx, float[] input) throws Exception {
            return new OrtSession(work, onnx, input, setting.label().startsWith("threads spin"));
        }
    };

    private static final class Labels { // constants of an enum cannot name its own
        static final String LAUNCHER = "as the launcher sets it: waiting threads spin for 50 us, then sleep";
        static final String CHANNELS_LAST = "channels last, malloc keeps freed memory";
    }

    private static final class Tolerance {
        static final double FLOAT32 = 1e-4, BFLOAT16 = 5e-2;
    }

    /** Threads and what DL4J and libtorch make of them; those of the launcher are taken away first. */
    static final List<String> VARIABLES =
            List.of("OMP_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "OPENBLAS_NUM_THREADS");

    /** @param environment beside what the process inherits, without {@link #VARIABLES} */
    record Setting(String label, Map<String, String> environment) {
        Setting {
            environment = Map.copyOf(environment);
        }
    }

    final String how;

    /** How far its outputs may be from stock DL4J's, see {@link Outputs#difference}. */
    final double tolerance;

    @SuppressWarnings("ImmutableEnumChecker") // lists and maps are copies that nobody can change
    final List<Setting> settings;

    Contender(String how, double tolerance, List<Setting> settings) {
        this.how = how;
        this.tolerance = tolerance;
        this.settings = List.copyOf(settings);
    }

    /** As the table and JSON name it. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean can(Work work) {
        return true;
    }

    /** Whether its outputs are compared: in a training only in trials, since it takes memory that the training does not need. */
    boolean isChecked(Work work, boolean trial) {
        return trial || !work.training();
    }

    /** Whether its steps can take half a minute: see {@link Stopwatch#SLOW_STEP} and {@link Rounds#SLOW_STEP}. */
    boolean isInNoHurry() {
        return this == STOCK;
    }

    /**
     * Loads the engine in this process.
     *
     * @param onnx the net with the shared weights
     * @param input one batch
     */
    abstract Session open(Work work, Setting setting, Path onnx, float[] input) throws Exception;

    private static Map<String, String> launcher() {
        String cores = String.valueOf(Runtime.getRuntime().availableProcessors());
        return Map.of(
                "OMP_NUM_THREADS", cores,
                "OMP_WAIT_POLICY", "passive",
                "GOMP_SPINCOUNT", "20000",
                "OPENBLAS_NUM_THREADS", "1");
    }

    /**
     * glibc gives large arrays back to the system at once, which then has to hand over cleared pages at every step. These make it
     * hold on to what it has: no mappings of their own for large arrays, one arena (others cannot grow far), no trimming.
     */
    private static Map<String, String> keepFreedMemory() {
        return Map.of(
                "MALLOC_MMAP_MAX_",
                "0",
                "MALLOC_ARENA_MAX",
                "1",
                "MALLOC_TRIM_THRESHOLD_",
                String.valueOf(64L << 30),
                "MALLOC_TOP_PAD_",
                String.valueOf(64L << 20));
    }

    private static Map<String, String> passive(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("OMP_WAIT_POLICY", "passive");
        return all;
    }
}
