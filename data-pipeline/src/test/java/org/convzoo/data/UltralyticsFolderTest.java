package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UltralyticsFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void lay() throws IOException {
        write(
                "data.yaml",
                "names: [bus, car]\nnc: 2\ntrain: ../train/images\nval: Some-Set-4/valid/images\ntest: test\n");
        write("train/images/a.jpg", "");
        write("train/labels/a.txt", "1 0.5 0.25 0.2 0.1\n\n0 .1 .1 .2 .2\n");
        write("valid/images/b.png", "");
        write("valid/labels/b.txt", "");
        write("test/images/c.jpg", "");
        write("test/labels/c.txt", "0 0.1 0.2 0.5 0.2 0.5 0.6 0.1 0.4");
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void readsAllParts() {
        BoxDataset data = UltralyticsFolder.open(folder, false);
        assertThat(data.classes()).containsExactly("bus", "car");
        assertThat(data.parts().keySet()).containsExactly("train", "validation", "test");
        assertThat(data.things("train")).isEqualTo(2);
        LabelledBox car = data.part("train").get(0).things(100, 200).get(0);
        assertThat(car.label()).isEqualTo(1);
        assertThat(car.box().x()).isCloseTo(80, within(1e-9));
        assertThat(car.box().y()).isCloseTo(20, within(1e-9));
        assertThat(car.box().width()).isCloseTo(40, within(1e-9));
        assertThat(car.box().height()).isCloseTo(10, within(1e-9));
        assertThat(data.part("validation").get(0).shares()).isEmpty();
        Box polygon = data.part("test").get(0).shares().get(0).box();
        assertThat(polygon.x()).isEqualTo(0.1);
        assertThat(polygon.bottom()).isCloseTo(0.6, within(1e-9));
        assertThatThrownBy(() -> data.part("extra"))
                .hasMessage("data set '" + folder.getFileName()
                        + "' has no part 'extra'; there are: train, validation, test");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 .5 .5 .1 .1   | class 2 is none of the 2, 0 to 1; left out     | 2
            -1 .5 .5 .1 .1  | class -1 is none of the 2, 0 to 1; left out    | 2
            0.5 .5 .5 .1 .1 | class 0.5 is none of the 2, 0 to 1; left out   | 2
            0 .5 .5 -.1 .1  | its width and height must be above 0; left out | 2
            0 .5 .5 0 .1    | its width and height must be above 0; left out | 2
            0 .95 .5 .2 .1  | it reaches over the picture's edge; cut off    | 3
            0 1.5 .5 .2 .1  | it lies beside the picture; left out           | 2
            0 .1 .1 .2 .2   | it is there twice; left out                    | 2
            0 .1 .1 .2      | a line has a class and four numbers, or a class and the corners of a polygon; left out | 2
            0 .1 a .2 .1    | 'a' is no number; left out                     | 2
            0 .1 NaN .2 .1  | 'NaN' is no share of a picture; left out       | 2
            """)
    void mendsOrRefuses(String line, String problem, int left) throws IOException {
        write("train/labels/a.txt", "1 0.5 0.25 0.2 0.1\n0 .1 .1 .2 .2\n" + line + "\n");
        BoxDataset data = UltralyticsFolder.open(folder, true);
        Path file = folder.toAbsolutePath().resolve("train/labels/a.txt");
        assertThat(data.problems()).containsExactly(new BoxProblem(file, 3, problem));
        assertThat(data.things("train")).isEqualTo(left);
        for (LabelledBox thing : data.part("train").get(0).shares()) {
            assertThat(thing.box().right()).isLessThanOrEqualTo(1);
        }
        assertThatThrownBy(() -> UltralyticsFolder.open(folder, false))
                .isInstanceOf(DataException.class)
                .hasMessage("1 problem with the boxes of " + folder.toAbsolutePath() + ", the first is " + file + ":3: "
                        + problem + "; correct them, or have them mended");
    }

    @Test
    void picturesAndLabelsBelongTogether() throws IOException {
        write("train/images/alone.jpg", "");
        write("valid/labels/lost.txt", "0 .5 .5 .1 .1");
        BoxDataset data = UltralyticsFolder.open(folder, true);
        assertThat(data.problems().stream().map(BoxProblem::problem))
                .containsExactly(
                        "it has no labels; taken for one without things", "there is no picture for it; left out");
        assertThat(data.part("train")).hasSize(2);
    }

    @Test
    void sourcesThatTestDoNotTrain() throws IOException {
        for (String name : List.of("train/images/x_jpg.rf.1", "test/images/x_jpg.rf.2", "train/images/y_jpg.rf.3")) {
            write(name + ".jpg", "");
            write(name.replace("images", "labels") + ".txt", "0 .5 .5 .1 .1");
        }
        BoxDataset data = UltralyticsFolder.open(folder, true);
        assertThat(data.part("train").stream().map(picture -> PictureFolder.name(picture.file())))
                .containsExactly("a.jpg", "y_jpg.rf.3.jpg");
        assertThat(data.part("test")).hasSize(2);
        assertThat(data.problems().get(0).problem())
                .isEqualTo("1 pictures of train were made from the source of another part's; left out");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nc: 3              | data.yaml says nc: 3 and names 2 classes
            names: 3           | data.yaml must have 'names', a list of the classes
            'names: {1: car}'  | data.yaml must have 'names', a list of the classes
            '- ]'              | cannot read
            'names: [bus, car]'| data.yaml leads to no pictures
            'names: [car, car] + train' | has two classes of one name
            """)
    void aWrongYamlIsOneLine(String text, String message) throws IOException {
        String yaml = text.replace(" + train", "\ntrain: train/images\n");
        write("data.yaml", yaml.startsWith("nc") ? "names: [bus, car]\n" + yaml : yaml);
        assertThatThrownBy(() -> UltralyticsFolder.open(folder, true))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void anEmptyFolderIsToldSo() throws IOException {
        Files.delete(folder.resolve("data.yaml"));
        assertThat(UltralyticsFolder.isOne(folder)).isFalse();
        assertThatThrownBy(() -> UltralyticsFolder.open(folder, true))
                .hasMessage(folder.toAbsolutePath() + " has no data.yaml with the names of the classes");
    }
}
