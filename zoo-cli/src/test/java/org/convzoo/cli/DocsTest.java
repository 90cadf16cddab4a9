package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the pages name is there: commands with their options, files, and the figures of the weights. */
class DocsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern COMMAND = Pattern.compile(" {4}(?:\\$ )?(?:\\./)?zoo (.*)");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Words up to a pipe, a file to write to, or a remark. */
    private static String[] words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find() && !word.group().matches("[|>#].*")) {
            words.add(word.group(3) != null ? word.group(3) : word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words.toArray(String[]::new);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandExists(Path page) throws IOException {
        for (String line : Files.readAllLines(page)) {
            Matcher command = COMMAND.matcher(line);
            if (command.matches()) {
                CommandLine zoo = Main.commandLine(new Console(System.out, System.err, false));
                assertThat(zoo.parseArgs(words(command.group(1))).subcommand())
                        .as(line)
                        .isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        while (link.find()) {
            String target = link.group(1);
            boolean there = Files.exists(page.resolveSibling(target))
                    || Files.exists(ROOT.resolve("docs").resolve(target)); // experiments are parts of docs/results.md
            assertThat(there || target.matches("[a-z]+:.*")).as(target).isTrue();
        }
    }

    /** Parameters, size of the file, and the metric of the card. */
    @Test
    void theFrontPageHasTheFiguresOfAllShippedWeights() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("README.md")).stream()
                .filter(line -> line.startsWith("| `") && line.contains(" MB |"))
                .toList();
        List<String> wanted = new ArrayList<>();
        for (JsonNode row : Cli.json("list")) {
            if (row.path("state").asText().equals("shipped")) {
                wanted.add(String.format(
                        Locale.ROOT,
                        "| `%s` | %,d | %.1f MB | %s |",
                        row.path("name").asText(),
                        row.path("parameters").asLong(),
                        row.path("bytes").asLong() * 1e-6,
                        metric(row.path("metric"))));
            }
        }
        assertThat(rows.stream()
                        .map(row -> row.replaceFirst("^(\\| `[^`]+` \\| )[^|]*\\| ", "$1"))
                        .toList())
                .isEqualTo(wanted);
    }

    private static String metric(JsonNode metric) {
        String name = metric.path("name").asText();
        double value = metric.path("value").asDouble();
        return name.equals("auc")
                ? String.format(Locale.ROOT, "AUC %.4f", value)
                : String.format(Locale.ROOT, "%s %.2f %%", name.replace("map", "mAP"), 100 * value);
    }

    @Test
    void thereAreManyCommands() throws IOException {
        long commands = 0;
        for (Path page : pages()) {
            commands += Files.readAllLines(page).stream()
                    .filter(line -> COMMAND.matcher(line).matches())
                    .count();
        }
        assertThat(commands).isGreaterThan(100);
    }
}
