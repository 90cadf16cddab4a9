package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zoo of this module's tests holds three architectures and no weights. */
class ModelZooTest {
    @TempDir
    Path folder;

    @Test
    void listsByGlob() {
        assertThat(ModelZoo.list("*")).containsExactly("branched", "compiled", "tiny");
        assertThat(ModelZoo.list("**")).containsExactly("branched", "compiled", "tiny");
        for (String glob : new String[] {"tiny", "t*", "*y", "t??y", "*in*"}) {
            assertThat(ModelZoo.list(glob)).as(glob).containsExactly("tiny");
        }
        for (String glob : new String[] {"", "tin", "t?y", "TINY", "tiny.*", "t.*", "[t]iny", "\\Qtiny\\E", "tiny?"}) {
            assertThat(ModelZoo.list(glob)).as(glob).isEmpty();
        }
    }

    @Property(tries = 300)
    void anyTextIsAGlob(@ForAll String glob) {
        assertThat(ModelZoo.list(glob)).isSubsetOf("branched", "compiled", "tiny");
    }

    @Test
    void findsAnArchitectureById() {
        assertThat(ModelZoo.architecture("tiny")).isSameAs(TestNets.TINY);
        assertThat(ModelZoo.architectures()).containsExactly(TestNets.BRANCHED, TestNets.COMPILED, TestNets.TINY);
        assertThat(ModelZoo.weights()).isEmpty();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        assertThatThrownBy(() -> ModelZoo.architecture("tinny"))
                .isInstanceOf(ZooException.class)
                .hasMessage("no architecture is called tinny; did you mean tiny?");
        assertThatThrownBy(() -> ModelZoo.load("tinny"))
                .isInstanceOf(ZooException.class)
                .hasMessage("no model is called tinny; did you mean tiny?");
        assertThatThrownBy(() -> ModelZoo.card("resnet152"))
                .isInstanceOf(ZooException.class)
                .hasMessage("no model is called resnet152; see 'zoo list'");
    }

    @Test
    void anArchitectureAloneIsNoModel() {
        assertThatThrownBy(() -> ModelZoo.load("tiny"))
                .isInstanceOf(ZooException.class)
                .hasMessage("tiny is an architecture without weights: train it");
    }

    @Test
    void loadsAFile() {
        Path file = folder.resolve("model.zip");
        Model model = TestNets.model();
        ModelFile.write(model, file);
        assertThat(ModelZoo.load(file.toString()).graph().params())
                .isEqualTo(model.graph().params());
        assertThat(ModelZoo.card(file.toString())).isEqualTo(model.card());
    }

    @Test
    void aPathThatIsNoFileIsNamed() {
        Path none = folder.resolve("none.zip");
        assertThatThrownBy(() -> ModelZoo.load(none.toString()))
                .isInstanceOf(ZooException.class)
                .hasMessage("no such file: " + none);
        assertThatThrownBy(() -> ModelZoo.load("none.zip"))
                .isInstanceOf(ZooException.class)
                .hasMessage("no such file: none.zip");
        assertThatThrownBy(() -> ModelZoo.load(folder.toString()))
                .isInstanceOf(ZooException.class)
                .hasMessage(folder + " is not a model file");
        assertThatThrownBy(() -> ModelZoo.load("a\0b")).isInstanceOf(ZooException.class);
    }
}
