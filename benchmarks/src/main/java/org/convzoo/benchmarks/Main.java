package org.convzoo.benchmarks;

import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.convzoo.benchmarks.Rounds.Entry;
import org.convzoo.core.Json;

/** {@code zoo bench}, which starts this with checked arguments: {@code GLOB ROUNDS table|json|profile}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws IOException {
        boolean json = args[2].equals("json");
        try {
            List<Work> works = Work.matching(args[0]);
            String text = args[2].equals("profile") ? profile(works) : run(works, Integer.parseInt(args[1]), json);
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

    private static String run(List<Work> works, int rounds, boolean json) throws IOException {
        List<Row> all = new ArrayList<>();
        Report report = new Report();
        for (Work work : works) {
            try (ChildProcess process = new ChildProcess()) {
                Map<Contender, Entry> entries = new Rounds(work, process, System.err::println).run(rounds);
                entries.forEach((contender, entry) -> {
                    if (entry.unavailable() != null) {
                        System.err.println(
                                work.id() + ": no figure for " + contender.id() + ": " + entry.unavailable());
                    }
                });
                List<Row> rows = Rows.of(work, entries);
                report.add(work, rows, entries);
                all.addAll(rows);
            }
        }
        if (json) {
            System.err.print(report.text(rounds)); // for who watches
        }
        return json ? json(all) : report.text(rounds);
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
