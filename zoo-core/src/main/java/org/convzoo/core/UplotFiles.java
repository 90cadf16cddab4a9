package org.convzoo.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * The charts of a report: uPlot by Leon Sorokin (MIT licence), from its web jar on the class path.
 *
 * @param script to be run in the page; the licence stands above it, as it demands
 * @param css to be put into the page
 */
record UplotFiles(String script, String css) {
    private static final String VERSION = "/META-INF/maven/org.webjars.npm/uplot/pom.properties";

    static UplotFiles read() {
        Properties properties = new Properties();
        try (InputStream in = open(VERSION)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String folder = "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/";
        String licence = text(folder + "LICENSE").strip();
        return new UplotFiles(
                "/*\n" + licence + "\n*/\n" + text(folder + "dist/uPlot.iife.min.js"),
                text(folder + "dist/uPlot.min.css"));
    }

    /** A text on the class path, its lines ended as a browser ends them. */
    static String text(String resource) {
        try (InputStream in = open(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = UplotFiles.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("not on the class path: " + resource);
        }
        return in;
    }
}
