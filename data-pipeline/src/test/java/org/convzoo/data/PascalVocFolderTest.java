package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PascalVocFolderTest {
    private static final String SIZE = "<size><width>100</width><height>50</height></size>";
    private static final String CAR = object("car", 1, 1, 10, 20);

    @TempDir
    Path folder;

    @BeforeEach
    void lay() throws IOException {
        picture("JPEGImages/a.jpg");
        annotation("Annotations/a.xml", SIZE + "\n" + CAR);
    }

    private static String object(String name, Object left, Object top, Object right, Object bottom) {
        return "<object><name>" + name + "</name><bndbox><xmin>" + left + "</xmin><ymin>" + top + "</ymin><xmax>"
                + right + "</xmax><ymax>" + bottom + "</ymax></bndbox></object>\n";
    }

    private void picture(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Pictures.encode(Pictures.gradient(25, 200), "jpg"));
    }

    private Path annotation(String name, String content) throws IOException {
        Path file = folder.toAbsolutePath().resolve(name);
        BoxLayouts.text(file, "<annotation>" + content + "</annotation>");
        return file;
    }

    private BoxDataset open() {
        return PascalVocFolder.open(folder, true);
    }

    private List<String> problems() {
        return open().problems().stream().map(BoxProblem::problem).toList();
    }

    @Test
    void pixelsAreCountedFromOneAndTheLastOneIsInside() throws IOException {
        annotation(
                "Annotations/a.xml",
                SIZE
                        + object("tree", 11, 1, 20, 50)
                        + object("car", 0, 0, 100, 50)
                        + object("car", 5, 5, 5, 5)
                        + object("car", "45.5", 2, 60, 3).replace("</name>", "</name><difficult>1</difficult>"));
        BoxDataset data = PascalVocFolder.open(folder, false);
        assertThat(data.classes()).containsExactly("car", "tree");
        assertThat(data.parts().keySet()).containsExactly("train");
        List<LabelledBox> things = data.part("train").get(0).things(50, 100);
        assertThat(things)
                .extracting(thing -> rounded(thing.box()))
                .containsExactly("10.0 0.0 10.0 50.0", "0.0 0.0 100.0 50.0", "4.0 4.0 1.0 1.0", "44.5 1.0 15.5 2.0");
        assertThat(things).extracting(LabelledBox::label).containsExactly(1, 0, 0, 0);
        assertThat(things).extracting(LabelledBox::crowd).containsExactly(false, false, false, true);
    }

    private static String rounded(Box box) {
        return Math.round(box.x() * 1e6) / 1e6 + " " + Math.round(box.y() * 1e6) / 1e6 + " "
                + Math.round(box.width() * 1e6) / 1e6 + " " + Math.round(box.height() * 1e6) / 1e6;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <name>car</name><bndbox><xmin>9</xmin><ymin>1</ymin><xmax>8</xmax><ymax>5</ymax></bndbox> | its width and height must be above 0; left out | 1
            <name>car</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>104</xmax><ymax>5</ymax></bndbox> | it reaches over the picture's edge; cut off | 2
            <name>car</name><bndbox><xmin>120</xmin><ymin>1</ymin><xmax>130</xmax><ymax>5</ymax></bndbox> | it lies beside the picture; left out | 1
            <name>car</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox> | it is there twice; left out | 1
            <name>car</name><bndbox><xmin>a</xmin><ymin>1</ymin><xmax>8</xmax><ymax>5</ymax></bndbox> | 'a' is no number; left out | 1
            <name>car</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1e999</xmax><ymax>5</ymax></bndbox> | its edges are nowhere near the picture; left out | 1
            <name>car</name><bndbox><xmin>NaN</xmin><ymin>1</ymin><xmax>9</xmax><ymax>5</ymax></bndbox> | its edges are nowhere near the picture; left out | 1
            <name>car</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax></bndbox> | it has no bndbox/ymax; left out | 1
            <name>car</name> | it has no bndbox/xmin; left out | 1
            <name> </name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>8</xmax><ymax>5</ymax></bndbox> | it has no name; left out | 1
            """)
    void mendsOrRefuses(String object, String problem, int left) throws IOException {
        Path file = annotation("Annotations/a.xml", SIZE + "\n" + CAR + "<object>" + object + "</object>");
        BoxDataset data = open();
        assertThat(data.problems()).containsExactly(new BoxProblem(file, 3, problem));
        assertThat(data.things("train")).isEqualTo(left);
        assertThatThrownBy(() -> PascalVocFolder.open(folder, false))
                .isInstanceOf(DataException.class)
                .hasMessage("1 problem with the boxes of " + folder.toAbsolutePath() + ", the first is " + file + ":3: "
                        + problem + "; correct them, or have them mended");
    }

    @Test
    void partsOfAThingAreNoThings() throws IOException {
        annotation(
                "Annotations/a.xml",
                SIZE + "<object><part><name>head</name><bndbox><xmin>2</xmin></bndbox></part>"
                        + CAR.substring("<object>".length()));
        BoxDataset data = PascalVocFolder.open(folder, false);
        assertThat(data.classes()).containsExactly("car");
        assertThat(data.things("train")).isEqualTo(1);
    }

    @Test
    void aSizeThatIsMissingIsThePictures() throws IOException {
        for (String size : List.of(
                "",
                "<size><width>0</width><height>0</height></size>",
                "<size><width>100</width></size>",
                "<size><width>1e300</width><height>NaN</height></size>")) {
            annotation("Annotations/a.xml", size + CAR);
            BoxDataset data = open();
            assertThat(data.problems())
                    .extracting(BoxProblem::problem)
                    .containsExactly("it does not say the picture's size; taken from the picture");
            Box box = data.part("train").get(0).shares().get(0).box();
            assertThat(rounded(box)).isEqualTo("0.0 0.0 0.05 0.8"); // of 200x25
        }
        Files.writeString(folder.resolve("JPEGImages/a.jpg"), "no picture");
        picture("JPEGImages/b.jpg");
        annotation("Annotations/b.xml", SIZE + CAR);
        assertThat(open().part("train")).hasSize(1);
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("it does not say the picture's size; left out, since one cannot read picture")
                .endsWith("it is not a picture (PNG, JPEG, PGM, PPM, BMP or GIF)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <annotation>\\n<size></annotation> | 2 | must be terminated by the matching end-tag
            <annotation>\\n<object> | 2 | XML document structures must start and end within the same entity
            <picture/> | 1 | it is no <annotation>
            no XML at all | 1 | not allowed in prolog
            <!DOCTYPE annotation [<!ENTITY a "aa">]>\\n<annotation><size>&a;</size></annotation> | 1 | a document type is not allowed
            <!DOCTYPE annotation SYSTEM "http://localhost:1/a.dtd"><annotation/> | 1 | a document type is not allowed
            <!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotation>&x;</annotation> | 1 | a document type is not allowed
            <annotation>&x;</annotation> | 1 | was referenced, but not declared
            """)
    void whatIsNoAnnotationLeavesItsPictureOut(String xml, int line, String problem) throws IOException {
        picture("JPEGImages/b.jpg");
        Path file = folder.toAbsolutePath().resolve("Annotations/b.xml");
        BoxLayouts.text(file, xml.replace("\\n", "\n"));
        BoxDataset data = open();
        assertThat(data.part("train")).hasSize(1);
        assertThat(data.problems()).singleElement().satisfies(found -> {
            assertThat(found.file()).isEqualTo(file);
            assertThat(found.line()).isBetween(line, line + 1);
            assertThat(found.problem()).contains(problem).endsWith("; its picture is left out");
            assertThat(found.toString()).doesNotContain("\n");
        });
    }

    @Test
    void hugeFilesAreRefusedQuickly() throws IOException {
        picture("JPEGImages/b.jpg");
        BoxLayouts.text(folder.resolve("Annotations/b.xml"), "<annotation>" + " ".repeat(4 << 20) + "</annotation>");
        assertThat(problems()).containsExactly("it has more than 4194304 bytes; its picture is left out");
        BoxLayouts.text(folder.resolve("Annotations/b.xml"), "<annotation>" + "<a>".repeat(1 << 20));
        assertThat(problems()).containsExactly("it is too deep; its picture is left out");
        String bomb = "<!DOCTYPE a [<!ENTITY a0 \"" + "a".repeat(1000) + "\">";
        for (int i = 1; i < 30; i++) {
            bomb += "<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">";
        }
        BoxLayouts.text(folder.resolve("Annotations/b.xml"), bomb + "]><annotation>&a29;</annotation>");
        assertThat(problems()).containsExactly("a document type is not allowed; its picture is left out");
    }

    @Test
    void otherEncodings() throws IOException {
        Path file = folder.resolve("Annotations/a.xml");
        for (String encoding : List.of("UTF-8", "UTF-16", "ISO-8859-1", "UTF-16LE")) {
            String text = "<?xml version=\"1.0\" encoding=\"" + encoding + "\"?>\n<annotation>" + SIZE
                    + object("Käfer", 1, 1, 2, 2) + "</annotation>";
            Files.write(file, ((encoding.endsWith("LE") ? "\ufeff" : "") + text).getBytes(Charset.forName(encoding)));
            assertThat(open().classes()).containsExactly("Käfer");
        }
        Files.writeString(file, "\ufeff<annotation>" + SIZE + CAR + "</annotation>");
        assertThat(open().things("train")).isEqualTo(1);
        picture("JPEGImages/b.jpg");
        Files.write(folder.resolve("Annotations/b.xml"), new byte[] {'<', 'a', (byte) 0xff, '>'});
        assertThat(problems()).containsExactly("it is not written in UTF-8; its picture is left out");
        Files.writeString(folder.resolve("Annotations/b.xml"), "<?xml version='1.0' encoding='klingon'?><annotation/>");
        assertThat(problems()).containsExactly("it is not written in klingon; its picture is left out");
    }

    /** Whatever stands in a file, what comes out is a data set or one clear error. */
    @Test
    void changedBytesNeverSurprise() throws IOException {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><!-- c --><annotation a=\"b\">" + SIZE + CAR
                        + "<![CDATA[x]]>&lt;</annotation>")
                .getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(5);
        Path file = folder.resolve("Annotations/a.xml");
        for (int i = 0; i < 500; i++) {
            byte[] changed = bytes.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                changed[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, changed);
            assertThatCode(() -> {
                        try {
                            open();
                        } catch (DataException e) {
                            assertThat(e.getMessage()).contains("has no pictures");
                        }
                    })
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void picturesAndAnnotationsBelongTogether() throws IOException {
        picture("JPEGImages/alone.jpg");
        annotation("Annotations/lost.xml", SIZE + CAR);
        assertThat(problems())
                .containsExactly(
                        "it has no labels; taken for one without things", "there is no picture for it; left out");
        assertThat(open().part("train")).hasSize(2);
    }

    @Test
    void listsTellTheParts() throws IOException {
        for (String name : List.of("b", "c", "d", "e")) {
            picture("JPEGImages/" + name + ".jpg");
            annotation("Annotations/" + name + ".xml", SIZE + CAR);
        }
        BoxLayouts.text(folder.resolve("ImageSets/Main/trainval.txt"), "d\na\n\nb\n");
        assertThat(names("train")).containsExactly("a", "b", "d");
        assertThat(open().classes()).hasSize(20).contains("car", "tvmonitor");
        BoxLayouts.text(folder.resolve("ImageSets/Main/val.txt"), "b\r\nb\r\nx\r\n");
        BoxLayouts.text(folder.resolve("ImageSets/Main/test.txt"), "c\n");
        assertThat(names("train")).containsExactly("a", "d");
        assertThat(names("validation")).containsExactly("b");
        assertThat(names("test")).containsExactly("c");
        Path list = folder.toAbsolutePath().resolve("ImageSets/Main/val.txt");
        assertThat(open().problems())
                .containsExactly(
                        new BoxProblem(list, 2, "it is there twice; left out"),
                        new BoxProblem(list, 3, "there is no picture for it; left out"));
        BoxLayouts.text(folder.resolve("ImageSets/Main/train.txt"), "e\n");
        assertThat(names("train")).containsExactly("e");
        Files.delete(folder.resolve("Annotations/e.xml"));
        assertThat(problems()).contains("it has no labels; taken for one without things");
        annotation("Annotations/c.xml", SIZE + object("kite", 1, 1, 2, 2));
        assertThat(open().classes()).containsExactly("car", "kite");
    }

    private List<String> names(String part) {
        return open().part(part).stream()
                .map(picture -> BoxFolder.stem(picture.file()))
                .toList();
    }

    @Test
    void oneFolderOfBoth(@TempDir Path other) throws IOException {
        Files.copy(folder.resolve("JPEGImages/a.jpg"), other.resolve("a.jpg"));
        assertThat(PascalVocFolder.isOne(other)).isFalse();
        assertThatThrownBy(() -> PascalVocFolder.open(other, true))
                .hasMessage(other.toAbsolutePath() + " has no pictures with annotations of Pascal VOC's");
        Files.copy(folder.resolve("Annotations/a.xml"), other.resolve("a.xml"));
        assertThat(PascalVocFolder.isOne(other)).isTrue();
        BoxDataset data = PascalVocFolder.open(other, false);
        assertThat(data.things("train")).isEqualTo(1);
        assertThat(data.classes()).containsExactly("car"); // without VOC's lists no other of its classes
    }
}
