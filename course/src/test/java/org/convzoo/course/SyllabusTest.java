package org.convzoo.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.convzoo.core.ZooException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each topic has a command, a picture and an assertion; what the commands print is held against the pages by zoo-cli. */
class SyllabusTest {
    private static final Path PAGES = Path.of("..", "docs", "course");

    static Stream<Topic> topics() {
        return Syllabus.TOPICS.stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void hasAPicture(Topic topic) throws IOException {
        Path file = PAGES.resolve(CoursePage.PICTURES).resolve(CoursePage.picture(topic));
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(400);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void hasAnAssertion(Topic topic) throws ClassNotFoundException {
        List<String> tests = Arrays.stream(Class.forName(topic.testClass()).getDeclaredMethods())
                .filter(SyllabusTest::isTest)
                .map(Method::getName)
                .toList();
        assertThat(tests).contains(topic.test().substring(topic.test().indexOf('#') + 1));
    }

    private static boolean isTest(Method method) {
        return method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void hasATextOfTwoOrThreeSentences(Topic topic) {
        assertThat(topic.text().split("\\. ", -1)).hasSizeBetween(2, 3);
        assertThat(topic.text()).endsWith(".").doesNotContain("\n");
    }

    @Test
    void numbersCountUp() {
        int[] next = new int[5];
        for (Topic topic : Syllabus.TOPICS) {
            assertThat(topic.number()).isEqualTo(topic.week() + "." + ++next[topic.week()]);
            assertThat(topic.command()).isEqualTo("zoo course " + topic.number());
        }
        for (Syllabus.Week week : Syllabus.WEEKS) {
            assertThat(next[week.number()]).isGreaterThan(5);
            assertThat(PAGES.resolve(week.page())).isRegularFile();
        }
    }

    @Test
    void theIndexNamesAllPages() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        Syllabus.WEEKS.forEach(week -> assertThat(index).contains("(" + week.page() + ")"));
        Syllabus.TOPICS.forEach(topic -> assertThat(index).contains(topic.number() + " " + topic.title()));
    }

    @Test
    void anUnknownTopicHasTheNearest() {
        assertThatThrownBy(() -> Syllabus.topic("9.9"))
                .isInstanceOf(ZooException.class)
                .hasMessageStartingWith("there is no topic 9.9; the nearest: 1.9 A typical net, ");
        assertThatThrownBy(() -> Syllabus.topic("pooling please"))
                .hasMessage("there is no topic pooling please; zoo course lists them");
    }
}
