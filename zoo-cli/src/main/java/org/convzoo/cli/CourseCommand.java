package org.convzoo.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.ZooException;
import org.convzoo.course.CoursePage;
import org.convzoo.course.Exhibit;
import org.convzoo.course.Syllabus;
import org.convzoo.course.Topic;
import org.convzoo.onednn.OneDnn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoo course}. */
@Command(
        name = "course",
        description = "List the topics of the course, or show one: prints its numbers and writes its picture.",
        footer = {
            "",
            "Examples:",
            "  zoo course",
            "  zoo course 2",
            "  zoo course 1.3",
            "  zoo course 1.3 --out padding.png"
        })
final class CourseCommand extends BaseCommand {
    @Spec
    CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "TOPIC",
            completionCandidates = Choices.Topics.class,
            description = "Number of a topic, or of a week to list. Default: list all.")
    String topic;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the picture: a .png file. Default: course-TOPIC.png.")
    Path out;

    @Option(names = "--pages", hidden = true, paramLabel = "DIR", description = "Write the pages of all weeks.")
    Path pages;

    @Mixin
    JsonOption json;

    CourseCommand(Console console) {
        super(console);
    }

    /** A topic, as JSON. */
    record Row(
            String number,
            String title,
            String text,
            String command,
            List<String> commands,
            List<String> read,
            String test) {
        static Row of(Topic topic) {
            return new Row(
                    topic.number(),
                    topic.title(),
                    topic.text(),
                    topic.command(),
                    topic.commands(),
                    topic.reads().stream().map(Class::getName).toList(),
                    topic.test());
        }
    }

    /** What one showed, as JSON. */
    record Shown(Row topic, List<String> lines, String picture) {}

    @Override
    public Integer call() {
        OneDnn.quietVersionWarning();
        if (topic == null && out != null) {
            throw new ParameterException(spec.commandLine(), "--out needs a topic, such as zoo course 1.3 --out a.png");
        }
        if (pages != null) {
            writePages();
        } else {
            List<Syllabus.Week> weeks = Syllabus.WEEKS.stream()
                    .filter(week -> topic == null || topic.equals(String.valueOf(week.number())))
                    .toList();
            if (weeks.isEmpty()) {
                show(Syllabus.topic(topic));
            } else {
                list(weeks);
            }
        }
        return Main.DONE;
    }

    private void list(List<Syllabus.Week> weeks) {
        if (console.json()) {
            console.printJson(weeks.stream()
                    .flatMap(week -> of(week).stream())
                    .map(Row::of)
                    .toList());
            return;
        }
        List<String> parts = new ArrayList<>();
        for (Syllabus.Week week : weeks) {
            Table table = new Table("lll");
            of(week).forEach(one -> table.row("", one.number(), one.title()));
            parts.add("Week " + week.number() + ", " + week.title() + ": docs/course/" + week.page()
                    + System.lineSeparator() + table);
        }
        console.print(String.join(System.lineSeparator(), parts));
    }

    private void show(Topic one) {
        Path file = out == null ? Path.of("course-" + CoursePage.picture(one)) : out;
        if (!String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new ZooException("a topic's picture is written as .png, got " + file);
        }
        Exhibit exhibit = one.demonstration().run();
        one.sheet(exhibit).write(file);
        if (console.json()) {
            console.printJson(new Shown(Row.of(one), exhibit.text().lines().toList(), file.toString()));
        } else {
            exhibit.text().lines().forEach(console::print);
            console.note("picture: " + file);
        }
    }

    private void writePages() {
        for (Syllabus.Week week : Syllabus.WEEKS) {
            String page = CoursePage.of(week, of(week), one -> {
                Exhibit exhibit = one.demonstration().run();
                one.sheet(exhibit).write(pages.resolve(CoursePage.PICTURES).resolve(CoursePage.picture(one)));
                return exhibit.text();
            });
            AtomicFile.write(pages.resolve(week.page()), to -> to.write(page.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<Topic> of(Syllabus.Week week) {
        return Syllabus.TOPICS.stream()
                .filter(one -> one.week() == week.number())
                .toList();
    }
}
