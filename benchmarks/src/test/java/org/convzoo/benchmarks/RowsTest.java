package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.convzoo.benchmarks.Rounds.Entry;
import org.convzoo.core.Json;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static final Work WORK = Work.of("lenet5-infer-64");

    private final Map<Contender, Entry> entries = new EnumMap<>(Contender.class);

    RowsTest() {
        entries.put(Contender.CONVZOO, measured(100, 40, 90));
        entries.put(Contender.STOCK, measured(10, 4, 10));
        entries.put(Contender.LIBTORCH, measured(50, 10, 30));
        entries.put(Contender.ONNXRUNTIME, new Entry(Map.of(), null, List.of(), "its library is not there"));
    }

    @Test
    void ratiosAreMediansOfTheRounds() {
        Row convzoo = Rows.of(WORK, entries).get(0);
        assertThat(convzoo.imagesPerSecond()).isEqualTo(90);
        assertThat(convzoo.ratioToLibtorch()).isEqualTo(3); // of 2, 4 and 3
        assertThat(convzoo.ratioToStock()).isEqualTo(10); // of 10, 10 and 9
        assertThat(convzoo.peakMemoryMiB()).isEqualTo(102);
    }

    @Test
    void jsonHasAllNamesAlsoOfWhatIsUnknown() throws IOException {
        JsonNode json = Json.MAPPER.readTree(Main.json(Rows.of(WORK, entries)));
        assertThat(json).hasSize(4);
        for (JsonNode row : json) {
            List<String> names = new ArrayList<>();
            row.fieldNames().forEachRemaining(names::add);
            assertThat(names)
                    .containsExactlyInAnyOrder(
                            "work",
                            "engine",
                            "imagesPerSecond",
                            "spread",
                            "ratioToLibtorch",
                            "ratioToOnnxRuntime",
                            "ratioToStock",
                            "ratioToFloat32",
                            "gflops",
                            "matmulGflops",
                            "rounds",
                            "peakMemoryMiB",
                            "islands");
        }
        assertThat(json.get(0).get("work").asText()).isEqualTo("lenet5-infer-64");
        assertThat(json.get(0).get("ratioToOnnxRuntime").isNull()).isTrue();
        assertThat(json.get(3).get("engine").asText()).isEqualTo("onnxruntime");
        assertThat(json.get(3).get("imagesPerSecond").isNull()).isTrue();
    }

    @Test
    void workIsChosenByAGlob() {
        assertThat(Work.matching("lenet5-*-64"))
                .extracting(Work::id)
                .containsExactly("lenet5-train-64", "lenet5-infer-64");
        assertThatThrownBy(() -> Work.matching("lenet6*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lenet5-train-64");
    }

    private static Entry measured(double... rates) {
        List<Measurement> rounds = new ArrayList<>();
        DoubleStream.of(rates)
                .forEach(rate -> rounds.add(new Measurement(rate, 100L + rounds.size(), null, 1e-7, null, null)));
        return new Entry(Map.of(), Contender.STOCK.settings.get(0), rounds, null);
    }
}
