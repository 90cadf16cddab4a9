package org.convzoo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets with boxes in the data commands. */
class BoxDataTest {
    @TempDir
    Path folder;

    @Test
    void theCatalogueHasThem() {
        for (JsonNode row : Cli.json("data", "list")) {
            boolean highway = row.get("name").asText().equals("highway");
            assertThat(row.get("boxes").asBoolean()).isEqualTo(highway);
            if (highway) {
                assertThat(row.get("licence").asText()).isEqualTo("CC BY 4.0");
                assertThat(row.get("classes").asInt()).isEqualTo(5);
                assertThat(row.get("images").get("train").asInt()).isEqualTo(1698);
            }
        }
        assertThat(Cli.done("data", "list").out())
                .contains("train 1,698, validation 485, test 251", "boxes, for detectors");
    }

    @Test
    void aFolderIsShownWithItsBoxes() throws Exception {
        Files.createDirectories(folder.resolve("train"));
        Drawing.write(folder.resolve("train/a.png"), 3);
        Path xml = folder.resolve("train/a.xml");
        Files.writeString(
                xml,
                "<annotation><size><width>28</width><height>28</height></size><object><name>loop</name><bndbox>"
                        + "<xmin>8</xmin><ymin>8</ymin><xmax>30</xmax><ymax>20</ymax></bndbox></object></annotation>");
        Path sheet = folder.resolve("sheet.png");
        Cli run = Cli.done("data", "show", folder, "--out", sheet);
        assertThat(run.out().strip()).isEqualTo(sheet.toString());
        assertThat(run.err().strip()).isEqualTo(xml + ":1: it reaches over the picture's edge; cut off");
        int red = Color.getHSBColor(0, 0.9f, 0.9f).getRGB();
        var picture = ImageIO.read(sheet.toFile());
        int count = 0;
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                count += picture.getRGB(x, y) == red ? 1 : 0;
            }
        }
        assertThat(count).isGreaterThan(500);
        assertThat(Cli.zoo("data", "show", folder, "--split", "test").error()).contains("there are: train");
        assertThat(Cli.zoo("train", "lenet5", "--data", folder).error()).contains("for detectors");
    }

    @Test
    void classifiersCannotTrainOnThem() {
        assertThat(Cli.zoo("train", "lenet5", "--data", "highway").error())
                .isEqualTo("'highway' has boxes, which are for detectors; a classifier learns from pictures with one"
                        + " class each");
    }

    @Test
    void whatIsNotHereHasToBeFetchedByHand() {
        assumeTrue(System.getenv("ZOO_MIRROR") == null
                && Cli.zoo("data", "verify", "highway").exitCode() != 0);
        assertThat(Cli.zoo("data", "fetch", "highway").error())
                .contains(
                        "https://universe.roboflow.com/universitas-tidar/highway-object-detection/dataset/40", ".zip");
        assertThat(Cli.zoo("data", "show", "highway").error()).contains("is not on this machine");
    }

    @Test
    @Tag("real-data")
    void highway() {
        assumeTrue(System.getenv("ZOO_MIRROR") != null, "highway is not at hand: set ZOO_MIRROR");
        assertThat(Cli.json("data", "verify", "highway").get(0).get("state").asText())
                .isEqualTo("ok");
        assertThat(Path.of(Cli.done("data", "fetch", "highway").out().strip())).isDirectory();
        Path sheet = folder.resolve("sheet.png");
        Cli.done("data", "show", "highway", "--split", "test", "--out", sheet);
        assertThat(sheet).isNotEmptyFile();
    }
}
