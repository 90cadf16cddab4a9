package org.convzoo.lenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of the README is the one in examples/library, and it works with this module's class path alone. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path PROGRAM = ROOT.resolve("examples/library/src/main/java/ReadDigit.java");
    private static final Path DIGIT = ROOT.resolve("examples/library/digit.png"); // drawn by the pipeline, a 3

    @Test
    void showsTheProgram() throws IOException {
        List<String> program =
                Files.readString(PROGRAM).lines().map(String::strip).toList();
        List<String> readme =
                Files.readString(ROOT.resolve("README.md")).lines().toList();
        int start = readme.indexOf("```java") + 1;
        List<String> shown = readme.subList(start, readme.indexOf("```java") + 4).stream()
                .map(String::strip)
                .toList();
        assertThat(shown).hasSize(3);
        assertThat(program).containsSubsequence(shown);
    }

    @Test
    void namesTheVersionOfTheBuild() throws IOException {
        String version = Files.readString(ROOT.resolve("pom.xml"))
                .replaceAll("(?s).*?<artifactId>convzoo</artifactId>\\s*<version>(.*?)</version>.*", "$1");
        String dependency = "<artifactId>zoo-lenet</artifactId>\\s*<version>" + version + "</version>";
        assertThat(Files.readString(ROOT.resolve("README.md"))).containsPattern(dependency);
        assertThat(Files.readString(ROOT.resolve("examples/library/pom.xml"))).containsPattern(dependency);
    }

    @Test
    void theProgramReadsADigit(@TempDir Path folder) throws Exception {
        String classPath = System.getProperty("java.class.path");
        int errors = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", classPath, "-d", folder.toString(), PROGRAM.toString());
        assertThat(errors).isZero();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        folder + System.getProperty("path.separator") + classPath,
                        "ReadDigit",
                        DIGIT.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed).isEqualToIgnoringNewLines("3");
        assertThat(process.exitValue()).isZero();
    }
}
