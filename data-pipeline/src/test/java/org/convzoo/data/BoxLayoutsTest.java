package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same data in all layouts. */
class BoxLayoutsTest {
    private static final DataHome NOWHERE = DataHome.of(Path.of("nowhere"));

    @TempDir
    Path folder;

    private interface Writer {
        void write(BoxLayouts data, Path root) throws IOException;
    }

    @Test
    void allLayoutsGiveTheSame() throws IOException {
        BoxLayouts drawn = BoxLayouts.random(7);
        Map<String, Writer> writers = Map.of(
                "ultralytics", BoxLayouts::ultralytics,
                "voc", BoxLayouts::voc,
                "flat-voc", BoxLayouts::flatVoc,
                "coco", BoxLayouts::coco,
                "roboflow-coco", BoxLayouts::roboflowCoco);
        for (Map.Entry<String, Writer> writer : writers.entrySet()) {
            Path root = folder.resolve(writer.getKey());
            writer.getValue().write(drawn, root);
            assertThat(BoxDatasets.isOne(root)).as(writer.getKey()).isTrue();
            BoxDataset data = BoxDatasets.open(root.toString(), NOWHERE, false);
            assertThat(data.problems()).isEmpty();
            assertThat(data.name()).isEqualTo(writer.getKey());
            assertThat(data.classes()).isEqualTo(BoxLayouts.CLASSES);
            assertThat(data.parts().keySet()).containsExactly("train", "validation", "test");
            for (String part : drawn.parts().keySet()) {
                assertSame(data.part(part), drawn.parts().get(part));
                assertThat(data.things(part)).isEqualTo(6);
            }
        }
    }

    private static void assertSame(List<BoxPicture> pictures, List<BoxLayouts.Drawn> drawn) {
        assertThat(pictures.stream().map(picture -> PictureFolder.name(picture.file())))
                .isEqualTo(drawn.stream().map(one -> one.name() + ".png").toList());
        for (int i = 0; i < drawn.size(); i++) {
            List<LabelledBox> things = pictures.get(i).things(32, 48);
            List<BoxLayouts.Thing> expected = drawn.get(i).things();
            assertThat(things).hasSameSizeAs(expected);
            for (int k = 0; k < things.size(); k++) {
                Box box = things.get(k).box();
                assertThat(things.get(k).label()).isEqualTo(expected.get(k).label());
                assertThat(box.x()).isCloseTo(expected.get(k).left(), within(1e-9));
                assertThat(box.y()).isCloseTo(expected.get(k).top(), within(1e-9));
                assertThat(box.right()).isCloseTo(expected.get(k).right(), within(1e-9));
                assertThat(box.bottom()).isCloseTo(expected.get(k).bottom(), within(1e-9));
            }
        }
    }

    @Test
    void aFolderOfNoLayoutIsTold() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("cats"));
        Files.writeString(classes.resolve("a.png"), "");
        assertThat(BoxDatasets.isOne(folder)).isFalse();
        assertThat(BoxDatasets.isOne(folder.resolve("nowhere"))).isFalse();
        assertThat(BoxDatasets.isOne("\0")).isFalse();
        assertThatThrownBy(() -> BoxDatasets.open(folder.toString(), NOWHERE, true))
                .isInstanceOf(DataException.class)
                .hasMessage(folder + " has boxes in none of the known layouts: Ultralytics (data.yaml), COCO"
                        + " (annotations/instances_*.json, or _annotations.coco.json beside the pictures), Pascal VOC"
                        + " (Annotations/*.xml, or .xml files beside the pictures)");
    }

    @Test
    void classifiersAreToldThatBoxesAreForDetectors() throws IOException {
        BoxLayouts.random(1).flatVoc(folder);
        assertThatThrownBy(() -> Datasets.open(folder.toString(), NOWHERE))
                .isInstanceOf(DataException.class)
                .hasMessage("'" + folder + "' has boxes, which are for detectors; a classifier learns from pictures"
                        + " with one class each");
        assertThatThrownBy(() -> Datasets.open("highway", NOWHERE)).hasMessageContaining("for detectors");
    }

    @Test
    void theDigestIsOfTheContentWhereverItLies() throws IOException {
        BoxLayouts.random(3).coco(folder.resolve("a"));
        BoxLayouts.random(3).coco(folder.resolve("b"));
        String digest = digest("a");
        assertThat(digest).matches("[0-9a-f]{64}").isEqualTo(digest("b"));
        Path picture = folder.resolve("b/train2017/train0.png");
        byte[] bytes = Files.readAllBytes(picture);
        Files.write(picture, Pictures.encode(Pictures.gradient(32, 47), "png"));
        assertThat(digest("b")).isNotEqualTo(digest);
        Files.write(picture, bytes);
        assertThat(digest("b")).isEqualTo(digest);
        Path json = folder.resolve("b/annotations/instances_train2017.json");
        String text = Files.readString(json);
        Files.writeString(json, text.replaceFirst("\"iscrowd\": 0", "\"iscrowd\": 1"));
        assertThat(digest("b")).isNotEqualTo(digest);
        Files.writeString(json, text.replaceFirst("\"bbox\": \\[(\\d+)", "\"bbox\": [$1.01"));
        assertThat(digest("b")).isNotEqualTo(digest);
        Files.writeString(json, text);
        BoxDataset data = BoxDatasets.open(folder.resolve("b").toString(), NOWHERE, false);
        assertThat(data.digest()).isSameAs(data.digest());
        Files.delete(picture);
        assertThatThrownBy(() -> new BoxDataset("c", data.classes(), data.parts(), List.of()).digest())
                .isInstanceOf(DataException.class)
                .hasMessageContaining("train0.png: no such file");
    }

    private String digest(String name) {
        return BoxDatasets.open(folder.resolve(name).toString(), NOWHERE, true).digest();
    }
}
