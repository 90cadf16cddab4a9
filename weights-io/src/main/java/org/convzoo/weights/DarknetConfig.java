package org.convzoo.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Darknet {@code .cfg}: sections in brackets with lines {@code key=value}; {@code #} and {@code ;} begin comments. Every failure names
 * the line.
 *
 * @param path for messages
 * @param sections in the file's order, the first one is {@code net}
 */
public record DarknetConfig(Path path, List<Section> sections) {
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_SECTIONS = 4096;

    public DarknetConfig {
        sections = List.copyOf(sections);
    }

    /**
     * One layer.
     *
     * @param line on which it begins, counted from 1
     * @param kind what stands in the brackets
     * @param values by key
     */
    public record Section(Path path, int line, String kind, Map<String, Value> values) {
        /** A whole number from {@code least} to {@code most}. */
        public int number(String key, int preset, int least, int most) {
            Value value = values.get(key);
            return value == null ? preset : value.number(path, key, least, most);
        }

        /** Likewise; the section must have it. */
        public int required(String key, int least, int most) {
            Value value = values.get(key);
            if (value == null) {
                throw wrong("[" + kind + "] needs " + key);
            }
            return value.number(path, key, least, most);
        }

        /** 1 is true; 0, or nothing, false. */
        public boolean flag(String key) {
            return number(key, 0, 0, 1) == 1;
        }

        /** As it stands there. */
        public String text(String key, String preset) {
            Value value = values.get(key);
            return value == null ? preset : value.text;
        }

        /** Whole numbers, separated by commas. */
        public List<Integer> numbers(String key) {
            Value value = values.get(key);
            if (value == null) {
                throw wrong("[" + kind + "] needs " + key);
            }
            List<Integer> numbers = new ArrayList<>();
            for (String text : value.text.split(",", -1)) {
                numbers.add(new Value(value.line, text.strip()).number(path, key, -MAX_SECTIONS, MAX_SECTIONS));
            }
            return numbers;
        }

        /** Numbers with a decimal point, separated by commas. */
        public List<Double> decimals(String key) {
            Value value = values.get(key);
            if (value == null) {
                throw wrong("[" + kind + "] needs " + key);
            }
            List<Double> decimals = new ArrayList<>();
            for (String text : value.text.split(",", -1)) {
                decimals.add(new Value(value.line, text.strip()).decimal(path, key));
            }
            return decimals;
        }

        /** One number with a decimal point. */
        public double decimal(String key, double preset) {
            Value value = values.get(key);
            return value == null ? preset : value.decimal(path, key);
        }

        /** What is wrong with this section, with its line. */
        public WeightsException wrong(String reason) {
            return DarknetConfig.wrong(path, line, reason);
        }
    }

    /** What stands behind the equals sign, and on which line. */
    public record Value(int line, String text) {
        private int number(Path path, String key, int least, int most) {
            if (text.matches("[+-]?[0-9]{1,9}")) {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            }
            throw DarknetConfig.wrong(
                    path, line, key + " must be a whole number from " + least + " to " + most + ", got " + text);
        }

        private double decimal(Path path, String key) {
            if (text.matches("[+-]?([0-9]{1,9}(\\.[0-9]{0,12})?|\\.[0-9]{1,12})(e[+-]?[0-9]{1,2})?")) {
                return Double.parseDouble(text);
            }
            throw DarknetConfig.wrong(path, line, key + " must be numbers, got " + text);
        }
    }

    /**
     * Reads a file.
     *
     * @throws WeightsException if it is missing, or a line is neither section nor value; the message names the line
     */
    public static DarknetConfig read(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new FormatException("it has more than " + MAX_BYTES + " bytes", "name a .cfg of Darknet");
            }
            return parse(path, Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw WeightsException.reading(path, e);
        }
    }

    /**
     * Reads a text.
     *
     * @param path for messages
     */
    public static DarknetConfig parse(Path path, String text) {
        List<Section> sections = new ArrayList<>();
        int number = 0;
        for (String raw : text.lines().toList()) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[")) {
                if (!line.matches("\\[[a-zA-Z0-9_]+]") || sections.size() == MAX_SECTIONS) {
                    throw wrong(path, number, "no section can be called " + line + ", or there are too many");
                }
                String kind = line.substring(1, line.length() - 1);
                sections.add(new Section(path, number, kind, new LinkedHashMap<>()));
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1 || sections.isEmpty()) {
                throw wrong(path, number, "a [section] or key=value is expected, got " + line);
            }
            String key = line.substring(0, equals).strip();
            Map<String, Value> values = sections.get(sections.size() - 1).values();
            Value value = new Value(number, line.substring(equals + 1).strip());
            Value before = values.putIfAbsent(key, value);
            if (before != null) {
                throw wrong(path, number, key + " is given twice, first on line " + before.line);
            }
        }
        if (sections.isEmpty() || !sections.get(0).kind().matches("net|network")) {
            throw wrong(path, 1, "the first section must be [net]");
        }
        return new DarknetConfig(path, sections);
    }

    private static WeightsException wrong(Path path, int line, String reason) {
        return new WeightsException("cannot read " + path + ": line " + line + ": " + reason
                + "; correct it or get the file that belongs to the weights");
    }
}
