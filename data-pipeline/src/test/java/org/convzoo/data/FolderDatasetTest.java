package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDatasetTest {
    @TempDir
    private Path dir;

    private void picture(String path, int grey) throws IOException {
        Path file = dir.resolve(path);
        Files.createDirectories(file.getParent());
        BufferedImage image = new BufferedImage(4, 3, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 12; i++) {
            image.getRaster().setSample(i % 4, i / 4, 0, grey);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    private void pictures(String folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            picture(folder + "/" + i + ".png", i);
        }
    }

    private static List<String> ids(Split split) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < split.size(); i++) {
            ids.add(split.id(i));
        }
        return ids;
    }

    private Dataset open() {
        return Datasets.open(dir.toString(), DataHome.of(dir.resolve("cache")));
    }

    private void assertFails(String... parts) {
        assertThatThrownBy(this::open)
                .isInstanceOf(DataException.class)
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void dividesEachClassByTheNamesOfItsFiles() throws IOException {
        pictures("dog", 20);
        pictures("cat", 10);
        pictures("ant", 3);
        Dataset set = open();
        assertThat(set.classes()).containsExactly("ant", "cat", "dog");
        assertThat(set.parts()).containsExactly("train", "validation", "test");
        assertThat(set.part("train").size()).isEqualTo(16 + 8 + 1);
        assertThat(set.part("validation").size()).isEqualTo(2 + 1 + 1);
        assertThat(set.part("test").size()).isEqualTo(2 + 1 + 1);
        Set<String> all = new HashSet<>();
        for (String part : set.parts()) {
            Split split = set.part(part);
            assertThat(ids(split)).isEqualTo(ids(open().part(part)));
            for (int i = 0; i < split.size(); i++) {
                assertThat(all.add(split.id(i))).isTrue();
                assertThat(split.id(i)).startsWith(set.classes().get(split.label(i)) + "/");
            }
        }
        assertThat(all).hasSize(33);
        // The hash of the names says which: another order here would change everybody's parts.
        assertThat(ids(set.part("test"))).containsExactly("ant/0.png", "cat/6.png", "dog/0.png", "dog/6.png");
    }

    @Test
    void readsPicturesAndKeepsThem() throws IOException {
        pictures("a", 3);
        pictures("b", 3);
        Split train = open().part("train");
        assertThat(train.id(0)).startsWith("a/");
        int grey = Integer.parseInt(train.id(0).substring(2, 3));
        Image first = train.image(0);
        assertThat(new int[] {first.channels(), first.height(), first.width()}).containsExactly(1, 3, 4);
        assertThat(first.pixels()).containsOnly(grey);
        Files.delete(dir.resolve(train.id(0)));
        assertThat(train.image(0).pixels()).containsOnly(grey);
        train.image(0).pixels()[0] = 99;
        assertThat(train.image(0).pixels()).containsOnly(grey);
    }

    @Test
    void keepsNoMoreThanItsBound() throws IOException {
        pictures("a", 5);
        DecodedPictures memory = new DecodedPictures(30);
        for (int i = 0; i < 5; i++) {
            assertThat(memory.get(dir.resolve("a/" + i + ".png")).pixels()).containsOnly(i);
        }
        assertThat(memory.usedBytes()).isEqualTo(24);
    }

    @Test
    void takesThePartsThatTheFolderHas() throws IOException {
        for (String part : List.of("train", "val", "test")) {
            pictures(part + "/x", 2);
            pictures(part + "/y", 2);
        }
        Dataset set = open();
        assertThat(set.classes()).containsExactly("x", "y");
        assertThat(set.parts()).containsExactly("train", "validation", "test");
        assertThat(ids(set.part("validation")))
                .containsExactly("val/x/0.png", "val/x/1.png", "val/y/0.png", "val/y/1.png");
    }

    @Test
    void validatesOnATenthOfTrainWhereNothingElseIsThere() throws IOException {
        pictures("train/x", 20);
        pictures("train/y", 10);
        pictures("test/x", 4);
        Dataset set = open();
        assertThat(set.part("train").size()).isEqualTo(18 + 9);
        assertThat(set.part("validation").size()).isEqualTo(2 + 1);
        assertThat(set.part("test").size()).isEqualTo(4);
        pictures("test/z", 1);
        assertFails("a class 'z' that the train folder does not have", "without a training picture");
    }

    @Test
    void passesOverWhatIsNoPicture() throws IOException {
        pictures("a", 3);
        pictures("b", 3);
        pictures(".hidden", 3);
        picture("a/.thumb.png", 1);
        picture("a/LOUD.PNG", 1);
        Files.writeString(dir.resolve("a/notes.txt"), "x");
        Files.writeString(dir.resolve("readme.md"), "x");
        Files.createSymbolicLink(dir.resolve("loop"), dir);
        Dataset set = open();
        assertThat(set.classes()).containsExactly("a", "b");
        int count = set.parts().stream().mapToInt(p -> set.part(p).size()).sum();
        assertThat(count).isEqualTo(7);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertFails("has no class folders");
        picture("1.png", 1);
        assertFails("has no class folders", "move them into a folder for each class");
        pictures("a", 3);
        assertFails("only one class folder, 'a'", "two or more");
        Files.createDirectories(dir.resolve("b"));
        assertFails("class 'b'", dir.resolve("b").toString(), "no pictures", "jpeg");
    }

    @Test
    void digestChangesWithContentAndWithNames() throws IOException {
        pictures("a", 3);
        pictures("b", 3);
        String before = open().digest();
        assertThat(open().digest()).isEqualTo(before).hasSize(64);
        Files.move(dir.resolve("a/2.png"), dir.resolve("b/3.png"));
        String moved = open().digest();
        assertThat(moved).isNotEqualTo(before);
        picture("b/3.png", 77);
        assertThat(open().digest()).isNotEqualTo(moved);
    }

    @Test
    void aClassWithoutTrainingPicturesIsNamed() throws IOException {
        for (String part : List.of("train", "validation", "test")) {
            pictures(part + "/x", 2);
            pictures(part + "/y", 2);
        }
        pictures("validation/z", 1);
        assertFails("a class 'z'", "without a training picture");
        Files.createDirectories(dir.resolve("train/z"));
        assertFails("class 'z'", "train", "has no pictures");
        Files.writeString(dir.resolve("train/z/notes.txt"), "x");
        assertFails("class 'z'", "train", "has no pictures");
        pictures("train/z", 1);
        assertThat(open().part("train").size()).isEqualTo(5);
    }

    @Test
    void dividingNeverLeavesAClassWithoutTrainingPictures() throws IOException {
        for (int count = 1; count <= 12; count++) {
            pictures("class" + count, count);
        }
        Dataset set = open();
        int[] trained = new int[set.classes().size()];
        for (int i = 0; i < set.part("train").size(); i++) {
            trained[set.part("train").label(i)]++;
        }
        assertThat(trained).doesNotContain(0);
    }
}
