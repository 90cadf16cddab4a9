package org.convzoo.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.convzoo.core.Spec;
import picocli.CommandLine.TypeConversionException;

/** A net's input on the command line: {@code 3x224x224}. */
record InputSize(int channels, int height, int width) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})x(\\d{1,6})x(\\d{1,6})");

    static InputSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("must be channels x height x width, as 3x224x224, got '" + text + "'");
        }
        return new InputSize(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    static InputSize of(Spec spec) {
        return new InputSize(spec.channels(), spec.height(), spec.width());
    }

    /** With the stem that suits it; an option may change that afterwards. */
    Spec in(Spec spec) {
        return spec.withInput(channels, height, width).withFittingStem();
    }

    @Override
    public String toString() {
        return channels + "x" + height + "x" + width;
    }
}
