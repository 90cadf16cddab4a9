package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.convzoo.core.ClassificationReport.Mistake;
import org.convzoo.core.Report.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final String EVIL = "</script><script>alert('x')</script>&\"";

    @Test
    void tellsWhatHappened() {
        Content content = sample(classes(10), 12, 9);

        String page = Report.page(content);

        assertThat(page)
                .startsWith("<!DOCTYPE html>")
                .contains("<title>lenet5 on digits</title>")
                .contains("zoo train lenet5 --data digits --seed 1")
                .contains("Validation accuracy", "Test accuracy", "61,706")
                .contains("<dt>Kept epoch</dt><dd>10<small>of 12</small>")
                .contains("id=\"loss\"", "id=\"score\"", "id=\"learning-rate\"", "id=\"reliability\"")
                .contains(content.details().figures().get(0).value())
                .contains(content.details().figures().get(1).value())
                .contains("&quot;batchSize&quot; : 64")
                .contains("nativeThreads")
                .contains("class=\"hit h")
                .contains("uPlot=function")
                .contains("Copyright (c) 2022 Leon Sorokin")
                .doesNotContain("id=\"roc\"");
        assertThat(count(page, "<figure>")).isEqualTo(9);
        assertThat(page).contains("true <span class=\"true\">").contains("test/picture-0.png");
    }

    @Test
    void twoClassesHaveARocCurveAndOneEpochIsEnough() throws Exception {
        Content content = sample(List.of("neutral", "happy"), 1, 0);

        String page = Report.page(content);

        JsonNode data = data(page);
        assertThat(page).contains("id=\"roc\"").contains("Positive is the class <i>happy</i>");
        assertThat(data.at("/roc/truePositiveRate/0").doubleValue()).isZero();
        assertThat(last(data.at("/roc/falsePositiveRate"))).isEqualTo(1);
        assertThat(data.at("/epoch").size()).isEqualTo(1);
        assertThat(page).doesNotContain("Worst mistakes");
    }

    @Test
    void chartsGetEveryEpochAndNoNan() throws Exception {
        Content content = sample(classes(3), 5, 0);
        List<EpochMetrics> history = new ArrayList<>(content.history());
        history.set(2, new EpochMetrics(3, 0.1, Double.NaN, Double.POSITIVE_INFINITY, 0.5, 1, 10));

        JsonNode data = data(Report.page(with(content, history)));

        assertThat(data.at("/trainLoss").size()).isEqualTo(5);
        assertThat(data.at("/trainLoss/2").isNull()).isTrue();
        assertThat(data.at("/validationLoss/2").isNull()).isTrue();
        assertThat(data.at("/trainLoss/1").doubleValue())
                .isEqualTo(history.get(1).trainLoss());
        assertThat(data.at("/reliability").size()).isEqualTo(15);
    }

    @Test
    void namesCannotInject() {
        Content plain = sample(List.of("a", "b", "c"), 2, 3);
        List<String> classes = List.of(EVIL, "b", "<img src=x onerror=alert(1)>");
        Content evil = sample(classes, 2, 3);
        EvaluationResult result = result(new SplittableRandom(1), classes, EVIL);
        Content all = new Content(
                EVIL,
                EVIL,
                1,
                EVIL,
                evil.history(),
                10,
                ClassificationReport.of(
                        result,
                        result,
                        List.of(new Mistake(
                                new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), EVIL, EVIL, 0.5, EVIL))),
                EVIL,
                Map.of(EVIL, EVIL));

        String page = Report.page(all);

        assertThat(count(page, "<script")).isEqualTo(count(Report.page(plain), "<script"));
        assertThat(count(page, "</script")).isEqualTo(3);
        assertThat(page).doesNotContain("<img src=x").contains("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)");
        assertThat(Html.json(EVIL)).doesNotContain("<").contains("\\u003c/script>");
    }

    @Test
    void onlyTheTwoScriptsOfThePageMayRun() {
        String page = Report.page(sample(classes(10), 3, 2));

        Matcher policy = Pattern.compile("script-src ([^;]*);").matcher(page);
        assertThat(policy.find()).isTrue();
        Matcher scripts =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        List<String> hashes = new ArrayList<>();
        while (scripts.find()) {
            hashes.add(Html.hash(scripts.group(1)));
        }
        assertThat(policy.group(1).split(" ")).containsExactlyElementsOf(hashes).hasSize(2);
    }

    @Test
    void loadsNothing() {
        String page = Report.page(sample(classes(10), 3, 4));

        Matcher sources = Pattern.compile("\\b(?:src|href|srcset|poster|action)=\"([^\"]{0,40})")
                .matcher(page);
        int found = 0;
        while (sources.find()) {
            assertThat(sources.group(1)).startsWith("data:image/png;base64,");
            found++;
        }
        assertThat(found).isEqualTo(4);
        assertThat(page).doesNotContain("<link").doesNotContain("@import").doesNotContain("url(");
    }

    @Test
    void staysSmall() {
        assertThat(Report.page(sample(classes(10), 100, 36)).length()).isLessThan(400_000);
        assertThat(Report.page(sample(classes(100), 100, 36)).length()).isLessThan(1_000_000);
        String thousand = Report.page(sample(classes(1000), 2, 0));
        assertThat(thousand).doesNotContain("<table class=\"confusion").contains("Most frequent confusions");
        assertThat(thousand.length()).isLessThan(1_000_000);
    }

    @Test
    void picturesAreEnlargedByWholeFactorsOrReduced() throws Exception {
        BufferedImage small = new BufferedImage(28, 20, BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage large = new BufferedImage(1000, 500, BufferedImage.TYPE_INT_RGB);

        assertThat(ReportPicture.element(small, "a \"b\""))
                .startsWith("<img width=\"112\" height=\"80\" alt=\"a &quot;b&quot;\"");
        String element = ReportPicture.element(large, "");
        assertThat(element).startsWith("<img width=\"128\" height=\"64\"");
        byte[] png = Base64.getDecoder().decode(element.replaceAll(".*base64,|\">", ""));
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isEqualTo(128);
    }

    @Test
    void isWrittenWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("run").resolve("report.html");
        Content content = sample(classes(3), 1, 1);

        Report.write(file, content);
        Report.write(file, content);

        assertThat(Files.readString(file)).isEqualTo(Report.page(content)).endsWith("</html>\n");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    /** A made-up training whose best epoch is the tenth. */
    static Content sample(List<String> classes, int epochs, int mistakes) {
        SplittableRandom random = new SplittableRandom(5);
        List<EpochMetrics> history = IntStream.rangeClosed(1, epochs)
                .mapToObj(e -> new EpochMetrics(
                        e,
                        0.001 * (1 + Math.cos(Math.PI * (e - 1) / epochs)),
                        1.5 * Math.exp(-e / 3.0) + 0.02,
                        1.4 * Math.exp(-e / 3.0) + 0.05 + 0.004 * e,
                        Math.min(0.985, 1 - 0.5 * Math.exp(-e / 2.5)) - 0.0001 * Math.abs(e - 10),
                        3.1 + random.nextDouble(),
                        17000 + 900 * random.nextDouble()))
                .toList();
        EvaluationResult validation = result(random, classes, "validation");
        return new Content(
                "lenet5 on digits",
                "zoo train lenet5 --data digits --seed 1",
                61_706,
                "accuracy",
                history,
                10,
                ClassificationReport.of(
                        validation,
                        result(random, classes, "test"),
                        validation.mistakes().stream()
                                .limit(mistakes)
                                .map(m -> new Mistake(
                                        picture(m.label()),
                                        classes.get(m.label()),
                                        classes.get(m.predicted()),
                                        m.probability(),
                                        "test/picture-" + validation.mistakes().indexOf(m) + ".png"))
                                .toList()),
                "{\n  \"epochs\" : 12,\n  \"batchSize\" : 64\n}",
                Map.of("java", "17.0.1", "nativeThreads", 2));
    }

    private static Content with(Content c, List<EpochMetrics> history) {
        return new Content(
                c.title(),
                c.command(),
                c.parameters(),
                c.measure(),
                history,
                c.keptEpoch(),
                c.details(),
                c.optionsJson(),
                c.environment());
    }

    private static EvaluationResult result(SplittableRandom random, List<String> classes, String split) {
        int images = 1500;
        int numClasses = classes.size();
        float[][] rows = new float[images][numClasses];
        int[] labels = new int[images];
        for (int i = 0; i < images; i++) {
            labels[i] = random.nextInt(numClasses);
            double sum = 0;
            for (int k = 0; k < numClasses; k++) {
                double near = Math.abs(k - labels[i]) == 1 ? 1 : 0;
                rows[i][k] = (float) Math.exp(3 * random.nextDouble() + near + (k == labels[i] ? 2.9 : 0));
                sum += rows[i][k];
            }
            for (int k = 0; k < numClasses; k++) {
                rows[i][k] /= (float) sum;
            }
        }
        return EvaluationResult.of("lenet5.digits", "digits", split, classes, rows, labels);
    }

    private static BufferedImage picture(int label) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 4; y < 24; y++) {
            for (int x = 4; x < 24; x++) {
                boolean ink = Math.abs(Math.hypot(x - 14, y - 14) - 5 - label % 5) < 1.5;
                image.setRGB(x, y, ink ? 0xffffff : 0);
            }
        }
        return image;
    }

    private static List<String> classes(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static JsonNode data(String page) throws Exception {
        Matcher json = Pattern.compile("id=\"report-data\">(.*?)</script>").matcher(page);
        assertThat(json.find()).isTrue();
        return new ObjectMapper().readTree(json.group(1));
    }

    private static double last(JsonNode array) {
        return array.get(array.size() - 1).doubleValue();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
