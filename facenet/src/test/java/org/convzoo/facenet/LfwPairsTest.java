package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.convzoo.core.ZooException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LfwPairsTest {
    private static final String TWO_FOLDS = "2\t1\nAda\t1\t4\nAda\t1\tBen\t2\nBen\t1\t2\nBen\t3\tZoe Two\t12\n\n";

    @TempDir
    Path folder;

    private LfwPairs read(String text) throws IOException {
        Path file = folder.resolve("pairs.txt");
        Files.writeString(file, text);
        return LfwPairs.read(file);
    }

    @Test
    void readsFolds() throws IOException {
        LfwPairs pairs = read(TWO_FOLDS);
        assertThat(pairs.folds()).hasSize(2);
        assertThat(pairs.all()).extracting(LfwPairs.Pair::same).containsExactly(true, false, true, false);
        assertThat(pairs.folds().get(1).get(1))
                .isEqualTo(new LfwPairs.Pair(new LfwPairs.Shot("Ben", 3), new LfwPairs.Shot("Zoe Two", 12)));
        assertThat(read("1\nAda 1 2\nAda 1 Ben 1").folds()).hasSize(1);
    }

    @Test
    void findsPictures() throws IOException {
        Path picture = folder.resolve("Ada/Ada_0012.png");
        Files.createDirectories(picture.getParent());
        Files.createFile(picture);
        assertThat(new LfwPairs.Shot("Ada", 12).in(folder)).isEqualTo(picture);
        assertThatThrownBy(() -> new LfwPairs.Shot("Ada", 3).in(folder))
                .isInstanceOf(ZooException.class)
                .hasMessage("no picture " + folder.resolve("Ada/Ada_0003.jpg"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | 1 | expected the number of folds and of pairs, as '10 300'",
                "'a b c'                         | 1 | expected the number of folds and of pairs, as '10 300'",
                "'x 1'                           | 1 | expected a number from 1, not 'x'",
                "'1 0'                           | 1 | expected a number from 1, not '0'",
                "'1 300'                         | 1 | more pairs are announced than the file has lines",
                "'1 1;Ada 1;Ada 1 Ben 1'         | 2 | expected 'name i j'",
                "'1 1;Ada 1 Ben 1;Ada 1 2'       | 2 | expected 'name i j'",
                "'1 1;Ada 1 2;Ada 1 2'           | 3 | expected 'name1 i name2 j'",
                "'1 1;Ada 1 -2;Ada 1 Ben 1'      | 2 | expected a number from 1, not '-2'",
                "'1 1;Ada 1 2;Ada 1 Ada 2'       | 3 | a pair of two people has one name twice",
                "'1 1;../Ada 1 2;Ada 1 Ben 1'    | 2 | a name must be that of a folder, not a path",
                "'1 1;C:Ada 1 2;Ada 1 Ben 1'     | 2 | a name must be that of a folder, not a path",
                "'1 1;Ada 1 2'                   | 3 | the file ends before the pairs that the first line announces",
                "'1 1;Ada 1 2;Ada 1 Ben 1;Ada 1 2' | 4 | more pairs than the first line announces",
            })
    void badLinesAreTold(String text, int line, String message) {
        assertThatThrownBy(() -> read(text.replace(';', '\n')))
                .isInstanceOf(ZooException.class)
                .hasMessage(folder.resolve("pairs.txt") + " line " + line + ": " + message);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        assertThatThrownBy(() -> LfwPairs.read(folder.resolve("none.txt"))).hasMessageStartingWith("no such file: ");
        Path latin = folder.resolve("latin.txt");
        Files.write(latin, "1 1\nZo\u00eb 1 2".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LfwPairs.read(latin))
                .isInstanceOf(ZooException.class)
                .hasMessage(latin + " is no list of pairs: it is not text in UTF-8");
    }

    @Property(tries = 300)
    void anyTextIsPairsOrAnError(@ForAll String text) throws IOException {
        Path file = Files.createTempFile("pairs", ".txt");
        try {
            Files.write(file, ("1 2\nAda 1 2\n" + text).getBytes(StandardCharsets.UTF_8));
            assertThat(LfwPairs.read(file).all()).hasSize(4);
        } catch (ZooException e) {
            assertThat(e).hasMessageStartingWith(file.toString());
        } finally {
            Files.delete(file);
        }
    }
}
