package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {
    private static final List<String> CLASSES = List.of("cat 1", "dog");

    /** Six pictures of one grey each; odd ones are large. */
    private static final Split SPLIT = new Split() {
        @Override
        public int size() {
            return 6;
        }

        @Override
        public Image image(int i) {
            return i % 2 == 0 ? Pictures.constant(1, 28, 28, 40 * i) : Pictures.constant(3, 300, 600, 40 * i);
        }

        @Override
        public int label(int i) {
            return i % 2;
        }

        @Override
        public String id(int i) {
            return "" + i;
        }
    };

    @Test
    void pictures_stand_in_a_grid_with_captions() {
        BufferedImage sheet = ContactSheet.of(SPLIT, CLASSES, 5, 3);
        assertThat(sheet.getWidth()).isEqualTo(8 + 3 * 120);
        assertThat(sheet.getHeight()).isEqualTo(8 + 2 * (112 + 14 + 8)); // two rows are enough for six
        for (int i = 0; i < 6; i++) {
            int x = 8 + i % 3 * 120;
            int y = 8 + i / 3 * 134;
            int centre = sheet.getRGB(x + 56, y + 56) & 0xff;
            assertThat(centre).isEqualTo(40 * i);
            // 28 pixels are enlarged four times and fill the cell; the large ones leave white above and below.
            assertThat(sheet.getRGB(x + 1, y + 1) & 0xff).isEqualTo(i % 2 == 0 ? 40 * i : 255);
            assertThat(ink(sheet, x, y + 116, 112, 10)).isGreaterThan(50);
        }
    }

    @Test
    void written_whole_and_readable(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sheet.png");
        ContactSheet.write(SPLIT, CLASSES, 2, 2, file);
        ContactSheet.write(SPLIT, CLASSES, 2, 2, file);
        assertThat(ImageReader.read(file).width()).isEqualTo(8 + 2 * 120);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
        assertThatThrownBy(() -> ContactSheet.write(SPLIT, CLASSES, 2, 2, folder.resolve("none/sheet.png")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("cannot write");
    }

    private static int ink(BufferedImage sheet, int x, int y, int width, int height) {
        int count = 0;
        for (int dy = 0; dy < height; dy++) {
            for (int dx = 0; dx < width; dx++) {
                count += (sheet.getRGB(x + dx, y + dy) & 0xff) == 0 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void boxes_are_drawn_and_named(@TempDir Path folder) throws Exception {
        Path white = folder.resolve("white.png");
        BufferedImage picture = new BufferedImage(72, 36, BufferedImage.TYPE_INT_RGB);
        picture.createGraphics().fillRect(0, 0, 72, 36);
        Files.write(white, Pictures.encode(picture, "png"));
        Path grey = folder.resolve("grey.png");
        Files.write(grey, Pictures.encode(Pictures.constant(1, 600, 300, 200).toBufferedImage(), "png"));
        List<BoxPicture> pictures = List.of(
                new BoxPicture(white, List.of(new LabelledBox(new Box(0.25, 0.5, 0.5, 0.25), 0))),
                new BoxPicture(grey, List.of(new LabelledBox(new Box(0, 0, 1, 1), 1, true))));
        BufferedImage sheet = ContactSheet.of(pictures, CLASSES, 4, 2);
        assertThat(sheet.getWidth()).isEqualTo(8 + 2 * (288 + 8));
        assertThat(sheet.getHeight()).isEqualTo(8 + 288 + 14 + 8);
        // 72x36 is enlarged four times, 288x144, 72 from the cell's top; the box is at 72, 72, 144 wide and 36 high.
        int red = java.awt.Color.getHSBColor(0, 0.9f, 0.9f).getRGB();
        assertThat(sheet.getRGB(8 + 72, 8 + 72 + 72 + 20)).isEqualTo(red);
        assertThat(sheet.getRGB(8 + 72 + 100, 8 + 72 + 72 + 36)).isEqualTo(red);
        assertThat(sheet.getRGB(8 + 72 + 72, 8 + 72 + 72 + 18) & 0xffffff).isEqualTo(0xffffff);
        assertThat(sheet.getRGB(8 + 72 + 1, 8 + 72 + 72 - 13)).isEqualTo(red); // behind the name
        assertThat(ink(sheet, 8 + 72, 8 + 72 + 72 - 12, 44, 10)).isGreaterThan(20);
        assertThat(ink(sheet, 8, 8 + 288 + 4, 288, 10)).isGreaterThan(50);
        assertThat(sheet.getRGB(8 + 288 + 8 + 144, 8 + 144) & 0xff).isEqualTo(200);
        Path file = folder.resolve("sheet.png");
        ContactSheet.write(pictures, CLASSES, 1, 1, file);
        assertThat(ImageReader.read(file).width()).isEqualTo(8 + 288 + 8);
        Files.writeString(grey, "");
        assertThatThrownBy(() -> ContactSheet.of(pictures, CLASSES, 1, 2))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("grey.png");
    }

    @Test
    void shows_every_class_of_a_data_set_whose_classes_alternate() throws Exception {
        Split digits = Datasets.open("digits").part("test");
        List<Integer> shown = new ArrayList<>();
        Split counting = new Split() {
            @Override
            public int size() {
                return digits.size();
            }

            @Override
            public Image image(int i) {
                shown.add(digits.label(i));
                return digits.image(i);
            }

            @Override
            public int label(int i) {
                return digits.label(i);
            }

            @Override
            public String id(int i) {
                return digits.id(i);
            }
        };
        ContactSheet.of(counting, Datasets.open("digits").classes(), 2, 10);
        assertThat(shown).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }
}
