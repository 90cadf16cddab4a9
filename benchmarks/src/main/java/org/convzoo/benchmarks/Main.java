package org.convzoo.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.core.Json;

/** {@code zoo bench}, which starts this with checked arguments: {@code GLOB ROUNDS REPEATS table|json|profile}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        boolean json = args[3].equals("json");
        try {
            List<Work> works = Work.matching(args[0]);
            String text = args[3].equals("profile")
                    ? profile(works)
                    : run(works, Integer.parseInt(args[1]), Integer.parseInt(args[2]), json);
            System.out.write(text.getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        } catch (IllegalArgumentException | IllegalStateException e) {
            System.err.println(json ? error(e.getMessage()) : "error: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String profile(List<Work> works) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Work work : works) {
            text.append(Profile.of(work));
        }
        return text.toString();
    }

    private static String run(List<Work> works, int rounds, int repeats, boolean json) throws IOException {
        List<Rounds> all = works.stream()
                .map(work -> new Rounds(work, System.err::println))
                .toList();
        for (int repeat = 1; repeat <= repeats; repeat++) {
            for (Rounds one : all) {
                try (ChildProcess process = new ChildProcess()) {
                    one.run(process, rounds);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        Report report = new Report();
        for (Rounds one : all) {
            one.entries().forEach((contender, entry) -> {
                if (entry.unavailable() != null) {
                    System.err.println(
                            one.work().id() + ": no figure for " + contender.id() + ": " + entry.unavailable());
                }
            });
            List<Row> its = Rows.of(one.work(), one.entries());
            report.add(one.work(), its, one.entries());
            rows.addAll(its);
        }
        if (json) {
            System.err.print(report.text(rounds * repeats)); // for who watches
        }
        return json ? json(rows) : report.text(rounds * repeats);
    }

    static String json(List<Row> rows) {
        return Json.write(rows) + "\n";
    }

    private static String error(String message) throws IOException {
        return Json.MAPPER
                .writer()
                .without(SerializationFeature.INDENT_OUTPUT)
                .writeValueAsString(Map.of("error", message));
    }
}
