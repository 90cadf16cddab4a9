package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoFolderTest {
    private static final String IMAGE = "{'id': 7, 'file_name': 'a.jpg', 'width': 100, 'height': 50}";
    private static final String CAR = "{'image_id': 7, 'category_id': 3, 'bbox': [0, 0, 10, 20], 'iscrowd': 0}";
    private static final String CATEGORIES = "{'id': 3, 'name': 'car'}, {'id': 1, 'name': 'bus'}";

    @TempDir
    Path folder;

    private Path json;

    @BeforeEach
    void lay() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        picture("a.jpg");
        json = folder.toAbsolutePath().resolve("annotations/instances_default.json");
        write(IMAGE, CAR, CATEGORIES);
    }

    private void picture(String name) throws IOException {
        Files.write(folder.resolve("images").resolve(name), Pictures.encode(Pictures.gradient(25, 200), "jpg"));
    }

    /** Each list on a line of its own: 1, 2 and 3. */
    private void write(String images, String annotations, String categories) throws IOException {
        write("{'images': [" + images + "],\n'annotations': [" + annotations + "],\n'categories': [" + categories
                + "]}");
    }

    private void write(String text) throws IOException {
        BoxLayouts.text(json, text.replace('\'', '"'));
    }

    private BoxDataset open() {
        return CocoFolder.open(folder, true);
    }

    @Test
    void numbersOfCategoriesMayHaveGaps() throws IOException {
        write(
                IMAGE,
                CAR.replace("'iscrowd': 0", "'iscrowd': 1") + ", "
                        + CAR.replace("3", "1").replace("10, 20", "100, 49.5"),
                CATEGORIES);
        BoxDataset data = CocoFolder.open(folder, false);
        assertThat(data.classes()).containsExactly("bus", "car");
        assertThat(data.parts().keySet()).containsExactly("train");
        assertThat(data.part("train").get(0).things(50, 100))
                .containsExactly(
                        new LabelledBox(new Box(0, 0, 10, 20), 1, true),
                        new LabelledBox(new Box(0, 0, 100, 49.5), 0, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'image_id': 7, 'category_id': 3, 'bbox': [5, 5, -2, 4]    | its width and height must be above 0; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [5, 5, 0, 4]     | its width and height must be above 0; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [95, 5, 10, 4]   | it reaches over the picture's edge; cut off | 2
            'image_id': 7, 'category_id': 3, 'bbox': [195, 5, 10, 4]  | it lies beside the picture; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [0, 0, 10, 20.0] | it is there twice; left out | 1
            'image_id': 7, 'category_id': 2, 'bbox': [5, 5, 2, 4]     | class 2 is none of the 2 categories; left out | 1
            'image_id': 7, 'category_id': 99999999999999999999, 'bbox': [5, 5, 2, 4] | class 99999999999999999999 is none of the 2 categories; left out | 1
            'image_id': 7, 'bbox': [5, 5, 2, 4]                       | class  is none of the 2 categories; left out | 1
            'image_id': 8, 'category_id': 3, 'bbox': [5, 5, 2, 4]     | there is no image '8'; left out | 1
            'image_id': {}, 'category_id': 3, 'bbox': [5, 5, 2, 4]    | there is no image ''; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [5, 5, 2]        | its bbox must be four numbers; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [5, [5], 2, 2]   | its bbox must be four numbers; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': 5                | its bbox must be four numbers; left out | 1
            'image_id': 7, 'category_id': 3                           | its bbox must be four numbers; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [null, 5, 2, 2]  | 'null' is no number; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [1e999, 5, 2, 2] | its edges are nowhere near the picture; left out | 1
            'image_id': 7, 'category_id': 3, 'bbox': [1, 5, 1e300, 2] | its edges are nowhere near the picture; left out | 1
            """)
    void mendsOrRefuses(String annotation, String problem, int left) throws IOException {
        write(IMAGE, CAR + ",{\n" + annotation.strip() + "}", CATEGORIES);
        BoxDataset data = open();
        assertThat(data.problems()).containsExactly(new BoxProblem(json, 2, problem));
        assertThat(data.things("train")).isEqualTo(left);
        assertThatThrownBy(() -> CocoFolder.open(folder, false))
                .isInstanceOf(DataException.class)
                .hasMessage("1 problem with the boxes of " + folder.toAbsolutePath() + ", the first is " + json + ":2: "
                        + problem + "; correct them, or have them mended");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'id': 8, 'file_name': 'b.jpg', 'width': 9, 'height': 9}        | there is no picture 'b.jpg'; left out
            {'id': 8, 'file_name': '../images/../../b', 'width': 9}         | there is no picture '../images/../../b'; left out
            {'id': 8, 'file_name': 'a\\u0000', 'width': 9}                  | no picture can be called so; left out
            {'id': 8, 'file_name': 'b\\nc', 'width': 9}                     | there is no picture 'b?c'; left out
            {'id': 8}                                                       | there is no picture ''; left out
            {'id': 8, 'file_name': 'a.jpg', 'width': 9, 'height': 9}        | its picture is there twice; left out
            {'id': 7, 'file_name': 'b.jpg', 'width': 9, 'height': 9}        | an image needs an id that no other image has; left out
            {'id': 'x', 'file_name': 'b.jpg', 'width': 9, 'height': 9}      | an image needs an id that no other image has; left out
            """)
    void imagesThatAreNone(String image, String problem) throws IOException {
        write(IMAGE + "," + image, CAR, CATEGORIES);
        BoxDataset data = open();
        assertThat(data.part("train")).hasSize(1);
        assertThat(data.problems().get(0)).isEqualTo(new BoxProblem(json, 1, problem));
    }

    @Test
    void aSizeThatIsMissingIsThePictures() throws IOException {
        write(IMAGE.replace("'width': 100, ", ""), CAR, CATEGORIES);
        BoxDataset data = open();
        assertThat(data.problems())
                .containsExactly(new BoxProblem(json, 1, "it does not say the picture's size; taken from the picture"));
        assertThat(data.part("train").get(0).shares().get(0).box()).isEqualTo(new Box(0, 0, 0.05, 0.8));
    }

    @Test
    void picturesThatNoListHas() throws IOException {
        picture("b.jpg");
        assertThat(open().problems())
                .containsExactly(new BoxProblem(
                        folder.toAbsolutePath().resolve("images/b.jpg"), 0, "it is in no list of images; left out"));
        write(IMAGE + ", " + IMAGE.replace("7", "8").replace("a.jpg", "b.jpg"), CAR, CATEGORIES);
        BoxDataset data = CocoFolder.open(folder, false);
        assertThat(data.part("train")).hasSize(2); // a picture without things needs no annotation
        assertThat(data.things("train")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'images': [{'id': 7,\\n 'file_name': 'a   | :2: Unexpected end-of-input
            {'images': [],\\n\\n 'annotations': [{     | :3: Unexpected end-of-input
            {'images': [7]}                            | :1: an entry must be an object
            {'images': [], 'annotations': []}          | is none of COCO's: it must have the lists images, annotations and categories
            []                                         | is none of COCO's
            {'images': {}, 'annotations': 3}           | is none of COCO's
            nonsense                                   | :1: Unrecognized token 'nonsense'
            {'images': [{'width': 1111                 | :1: Unexpected end-of-input
            `` | is none of COCO's
            """)
    void aDamagedFileIsOneLine(String text, String message) throws IOException {
        write(text == null ? "" : text.replace("\\n", "\n"));
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(json.toString(), message)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void deepAndLongOnesAreRefused() throws IOException {
        write("{'info': " + "[".repeat(100_000));
        assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("nesting depth");
        write("{'images': [{'width': " + "1".repeat(100_000) + "}]}");
        assertThatThrownBy(this::open).isInstanceOf(DataException.class).hasMessageContaining("length");
    }

    @Test
    void categoriesMustAgree() throws IOException {
        write(IMAGE, CAR, CATEGORIES + ", {'id': 3, 'name': 'truck'}");
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessage("cannot read " + json + ":3: category 3 is 'truck' and 'car'");
        write(IMAGE, CAR, CATEGORIES + ", {'id': 4}, {'name': 'truck'}");
        assertThat(open().problems())
                .containsExactly(
                        new BoxProblem(json, 3, "a category needs an id and a name; left out"),
                        new BoxProblem(json, 3, "a category needs an id and a name; left out"));
    }

    @Test
    void roboflowsFirstCategoryStaysWhereItIsUsed() throws IOException {
        String categories = "{'id': 0, 'name': 'fruit', 'supercategory': 'none'},"
                + "{'id': 3, 'name': 'pear', 'supercategory': 'fruit'}";
        write(IMAGE, CAR, categories);
        assertThat(open().classes()).containsExactly("pear");
        assertThat(open().part("train").get(0).shares().get(0).label()).isZero();
        write(IMAGE, CAR + "," + CAR.replace("3", "0"), categories);
        assertThat(open().classes()).containsExactly("fruit", "pear");
        write(IMAGE, CAR, categories.replace("'fruit'}", "'none'}")); // of which nothing is a kind
        assertThat(open().classes()).containsExactly("fruit", "pear");
    }

    @Test
    void theNameTellsThePart() throws IOException {
        picture("b.jpg");
        String other = Files.readString(json).replace("a.jpg", "b.jpg");
        BoxLayouts.text(folder.resolve("annotations/instances_my-val_2017.json"), other);
        Files.copy(json, json.resolveSibling("instances_test.json"));
        assertThat(open().problems())
                .containsExactly(new BoxProblem(json, 0, "its name tells no part, such as train; left out"));
        Files.delete(json);
        BoxDataset data = CocoFolder.open(folder, false);
        assertThat(data.parts().keySet()).containsExactly("validation", "test");
        assertThat(List.of(data.things("validation"), data.things("test"))).containsExactly(1, 1);
    }
}
