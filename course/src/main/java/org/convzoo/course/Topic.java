package org.convzoo.course;

import java.util.List;
import org.convzoo.core.PanelSheet;

/**
 * One thing to learn.
 *
 * @param number week and place in it, {@code 1.3}
 * @param title the field's name of it
 * @param text what it is, in two or three sentences
 * @param commands to go on with, beside {@link #command()}; what needs real data is among these
 * @param reads the classes to read, the most important one first
 * @param test that proves it: {@code ClassTest#method}
 * @param demonstration what {@link #command()} runs
 */
public record Topic(
        String number,
        String title,
        String text,
        List<String> commands,
        List<Class<?>> reads,
        String test,
        Demonstration demonstration) {
    public Topic {
        if (!number.matches("[1-4]\\.[1-9][0-9]?")
                || title.isBlank()
                || text.isBlank()
                || reads.isEmpty()
                || !test.contains("#")) {
            throw new IllegalArgumentException(
                    "a topic needs a number such as 1.3, a title, a text, a class to read and a test#method");
        }
        text = text.replace('\n', ' ').strip();
        commands = List.copyOf(commands);
        reads = List.copyOf(reads);
    }

    /** Of 1 to 4. */
    public int week() {
        return number.charAt(0) - '0';
    }

    /** Full name of the class of its test, which stands beside the first of the classes to read that is the course's own. */
    public String testClass() {
        String own = reads.stream()
                .map(Class::getPackageName)
                .filter(name -> name.startsWith(Topic.class.getPackageName()))
                .findFirst()
                .orElseThrow();
        return own + "." + test.substring(0, test.indexOf('#'));
    }

    /** What to type. */
    public String command() {
        return "zoo course " + number;
    }

    /** The picture of what its demonstration showed. */
    public PanelSheet sheet(Exhibit exhibit) {
        return new PanelSheet(number + " " + title, List.of(), exhibit.columns(), exhibit.panels(), null);
    }
}
