package org.convzoo.course;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A week's page, in Markdown: of each topic the text, the command with what it prints, the picture, what to read and what proves it. */
public final class CoursePage {
    /** Folder of the pictures, beside the pages. */
    public static final String PICTURES = "pictures";

    private static final String ROOT = "org.convzoo.";

    /** Package below the root: its module, where that is called otherwise. */
    private static final Map<String, String> MODULES = Map.ofEntries(
            Map.entry("onednn", "onednn-engine"),
            Map.entry("weights", "weights-io"),
            Map.entry("data", "data-pipeline"),
            Map.entry("core", "zoo-core"),
            Map.entry("lenet", "zoo-lenet"),
            Map.entry("alexnet", "zoo-alexnet"),
            Map.entry("vgg", "zoo-vgg"),
            Map.entry("resnet", "zoo-resnet"),
            Map.entry("inception", "zoo-inception"),
            Map.entry("style", "style-transfer"),
            Map.entry("onnx", "onnx-export"),
            Map.entry("dl4j", "dl4j-zoo-adapter"));

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
        Topic first = topics.get(0);
        StringBuilder page =
                new StringBuilder(String.format("""
                # %d. %s

                Written by `docs/course.sh` from the list of topics, `Syllabus`. All weeks: [README.md](README.md). `./%s` prints the numbers and writes
                the picture to `course-%s`, or where `--out FILE` says, without a network. What stands under "To go on" may download, train for minutes or
                hours, or want files of yours.
                """, week.number(), week.title(), first.command(), picture(first)));
        topics.forEach(topic -> append(page, topic, prints.apply(topic)));
        return page.toString();
    }

    private static void append(StringBuilder page, Topic topic, String printed) {
        page.append("\n## " + topic.number() + " " + topic.title() + "\n\n");
        page.append(wrapped(topic.text())).append("\n");
        page.append("    $ ./" + topic.command() + "\n");
        printed.lines()
                .forEach(line -> page.append(("    " + line).stripTrailing()).append('\n'));
        page.append("\n![" + topic.title() + "](" + PICTURES + "/" + picture(topic) + ")\n\n");
        if (!topic.commands().isEmpty()) {
            page.append("To go on:\n\n");
            topic.commands()
                    .forEach(command -> page.append("    ./").append(command).append('\n'));
            page.append('\n');
        }
        page.append("Read ")
                .append(topic.reads().stream()
                        .map(type -> link(type.getSimpleName(), source(type.getName(), "main")))
                        .collect(Collectors.joining(", ")))
                .append("; ")
                .append(link(topic.test(), source(topic.testClass(), "test")))
                .append(" proves it.\n");
    }

    private static String link(String text, String target) {
        return "[`" + text + "`](" + target + ")";
    }

    /** Where a class is, from the page. */
    private static String source(String name, String part) {
        String below = name.substring(ROOT.length());
        String room = below.substring(0, below.indexOf('.'));
        return "../../" + MODULES.getOrDefault(room, room) + "/src/" + part + "/java/" + name.replace('.', '/')
                + ".java";
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
