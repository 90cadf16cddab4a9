package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.course.CoursePage;
import org.convzoo.course.Syllabus;
import org.convzoo.course.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CourseTest {
    private static final Path PAGES = Path.of("..", "docs", "course");

    @TempDir
    Path folder;

    static Stream<Syllabus.Week> weeks() {
        return Syllabus.WEEKS.stream();
    }

    /** All of the page: texts, commands, and what the commands print. {@code docs/course.sh} writes it. */
    @ParameterizedTest
    @MethodSource("weeks")
    void aPageIsWhatTheCommandsPrint(Syllabus.Week week) throws IOException {
        List<Topic> topics = Syllabus.TOPICS.stream()
                .filter(topic -> topic.week() == week.number())
                .toList();
        String page = CoursePage.of(week, topics, topic -> {
            Path picture = folder.resolve(topic.number() + ".png");
            String[] words = topic.command().split(" ", -1);
            Cli run = Cli.done(words[1], words[2], "--out", picture);
            assertThat(run.err()).endsWith("picture: " + picture + System.lineSeparator());
            assertThat(picture).isRegularFile();
            return run.out();
        });
        assertThat(Files.readString(PAGES.resolve(week.page())).lines())
                .as("run docs/course.sh")
                .containsExactlyElementsOf(page.lines().toList());
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md")).toList();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        int links = 0;
        for (Path page : pages()) {
            Matcher link = Pattern.compile("\\]\\(([^)]+)\\)").matcher(Files.readString(page));
            while (link.find()) {
                assertThat(PAGES.resolve(link.group(1))).exists();
                links++;
            }
        }
        assertThat(links).isGreaterThan(3 * Syllabus.TOPICS.size());
    }

    @Test
    void listsTopics() {
        assertThat(Cli.done("course").out())
                .startsWith("Week 1, Foundations: docs/course/1-foundations.md")
                .contains("  1.3   Padding", "  1.10  Assignment: convolution step by step");
        JsonNode topics = Cli.json("course");
        assertThat(topics).hasSize(Syllabus.TOPICS.size());
        assertThat(topics.get(0).path("command").asText()).isEqualTo("zoo course 1.1");
        assertThat(topics.get(0).path("read").get(0).asText()).endsWith(".EdgeDetection");
        assertThat(Cli.done("course", "4").out())
                .startsWith("Week 4, Faces and art: docs/course/4-faces-and-art.md")
                .doesNotContain("Week 3");
    }

    @Test
    void showsOne() throws IOException {
        Path picture = folder.resolve("new/padding.png");
        JsonNode shown = Cli.json("course", "1.3", "--out", picture);
        assertThat(shown.path("topic").path("number").asText()).isEqualTo("1.3");
        assertThat(shown.path("lines").get(0).asText()).startsWith("PADDING  N  F  P  OUTPUT");
        assertThat(shown.path("picture").asText()).isEqualTo(picture.toString());
        assertThat(ImageIO.read(picture.toFile()).getHeight()).isGreaterThan(300);
    }

    @Test
    void failuresAreOneLine() {
        assertThat(Cli.zoo("course", "9.9").error())
                .startsWith("there is no topic 9.9; the nearest: 1.9 A typical net, ");
        assertThat(Cli.zoo("course", "1.3", "--out", folder.resolve("a.jpg")).error())
                .isEqualTo("a topic's picture is written as .png, got " + folder.resolve("a.jpg"));
        assertThat(folder.resolve("a.jpg")).doesNotExist();
        Cli wrong = Cli.zoo("course", "--out", "a.png");
        assertThat(wrong.exitCode()).isEqualTo(Main.WRONG_USAGE);
        assertThat(wrong.errLines()).hasSize(2);
    }
}
