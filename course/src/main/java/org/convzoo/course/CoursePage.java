package org.convzoo.course;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A week's page, in Markdown: of each topic the text, the command with what it prints, the picture, what to read and what proves it. */
public final class CoursePage {
    /** Folder of the pictures, beside the pages. */
    public static final String PICTURES = "pictures";

    private CoursePage() {}

    /** Name of a topic's picture. */
    public static String picture(Topic topic) {
        return topic.number() + ".png";
    }

    /**
     * The page.
     *
     * @param topics of the week
     * @param prints what a topic's command prints
     */
    public static String of(Syllabus.Week week, List<Topic> topics, Function<Topic, String> prints) {
        StringBuilder page = new StringBuilder();
        page.append("# ")
                .append(week.number())
                .append(". ")
                .append(week.title())
                .append("\n\n");
        page.append(
                "Written by `docs/course.sh` from the list of topics, `Syllabus`. All weeks: [README.md](README.md). `./zoo course 1.1`"
                        .replace("1.1", topics.get(0).number()));
        page.append(" prints the numbers and writes the\npicture to `course-")
                .append(picture(topics.get(0)))
                .append("`, or where `--out FILE` says; none of these needs a network.\n");
        topics.forEach(topic -> append(page, topic, prints.apply(topic)));
        return page.toString();
    }

    private static void append(StringBuilder page, Topic topic, String printed) {
        page.append("\n## ")
                .append(topic.number())
                .append(' ')
                .append(topic.title())
                .append("\n\n");
        page.append(wrapped(topic.text())).append("\n");
        page.append("    $ ./").append(topic.command()).append('\n');
        printed.lines()
                .forEach(line -> page.append(("    " + line).stripTrailing()).append('\n'));
        page.append("\n![").append(topic.title()).append("](").append(PICTURES).append('/');
        page.append(picture(topic)).append(")\n\n");
        if (!topic.commands().isEmpty()) {
            page.append("To go on:\n\n");
            topic.commands()
                    .forEach(command -> page.append("    ./").append(command).append('\n'));
            page.append('\n');
        }
        page.append("Read ")
                .append(topic.reads().stream()
                        .map(type -> "`" + type.getSimpleName() + "`")
                        .collect(Collectors.joining(", ")))
                .append("; `")
                .append(topic.test())
                .append("` proves it.\n");
    }

    /** Lines of at most 150 characters. */
    private static String wrapped(String text) {
        StringBuilder out = new StringBuilder();
        int length = 0;
        for (String word : text.split(" +", -1)) {
            if (length > 0 && length + 1 + word.length() > 150) {
                out.append('\n');
                length = 0;
            }
            out.append(length == 0 ? "" : " ").append(word);
            length += (length == 0 ? 0 : 1) + word.length();
        }
        return out.append('\n').toString();
    }
}
