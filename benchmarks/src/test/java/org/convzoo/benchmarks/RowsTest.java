package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
    void slowRivalsAreComparedInTheRoundsTheyHave() {
        entries.put(Contender.STOCK, measured(10, 4)); // not 10
        assertThat(Rows.of(WORK, entries).get(0).ratioToStock()).isEqualTo(10); // of 10 and 10
        assertThat(Rows.of(WORK, entries).get(1).rounds()).isEqualTo(2);
        assertThat(Rows.of(WORK, entries).get(0).rounds()).isEqualTo(3);
    }

    @Test
    void bfloat16IsComparedWithFloat32() {
        entries.put(Contender.CONVZOO_BF16, measured(300, 80, 180));
        Row row = Rows.of(WORK, entries).get(1);
        assertThat(row.engine()).isEqualTo("convzoo-bf16");
        assertThat(row.ratioToFloat32()).isEqualTo(2); // of 3, 2 and 2
        assertThat(Rows.of(WORK, entries).get(0).ratioToFloat32()).isNull();
    }

    @Test
    void rateOfTheNetStandsBesideThatOfTheMachine() {
        List<Measurement> rounds = List.of(
                new Measurement(1000, 100L, List.of("island"), 1e-7, 190., null),
                new Measurement(1000, 100L, List.of("island"), 1e-7, 210., null));
        entries.put(Contender.CONVZOO, new Entry(Map.of(), Contender.CONVZOO.settings.get(0), rounds, null));
        Row row = Rows.of(WORK, entries).get(0);
        assertThat(row.gflops()).isEqualTo(2e-6 * Net.LENET5.multiplyAdds(), within(1e-9));
        assertThat(row.matmulGflops()).isEqualTo(200);
        assertThat(row.islands()).isEqualTo(1);
        assertThat(Rows.of(WORK, entries).get(1).gflops()).isNull();
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
