package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.convzoo.core.Spec.Stem;
import org.convzoo.data.Augmentations;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.RandomShift;
import org.convzoo.data.Randoms;
import org.convzoo.data.Resize;
import org.convzoo.data.ResizeShorter;
import org.convzoo.data.Transform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhotographsTest {
    @Test
    void largeOnesAreCropped() {
        Preprocessing rgb = Photographs.preprocessing(Spec.of(9, 3, 224, 224), "cifar10");
        assertThat(rgb.steps()).containsExactly(new ResizeShorter(256), new CenterCrop(224, 224));
        assertThat(rgb.mean()).containsExactly(0.485f, 0.456f, 0.406f);
        assertThat(rgb.std()).containsExactly(0.229f, 0.224f, 0.225f);
        Preprocessing grey = Photographs.preprocessing(Spec.of(9, 1, 160, 224), "any");
        assertThat(grey.channelOrder()).isEqualTo(ChannelOrder.GREY);
        assertThat(grey.steps()).containsExactly(new Resize(160, 224));
        assertThat(grey.mean()).containsExactly(0.449f);
    }

    @Test
    void smallOnesAreScaled() {
        Preprocessing cifar = Photographs.preprocessing(Spec.of(10, 3, 32, 32), "cifar10");
        assertThat(cifar.steps()).containsExactly(new Resize(32, 32));
        assertThat(cifar.mean()).containsExactly(0.4914f, 0.4821f, 0.4466f);
        assertThat(cifar.std()).containsExactly(0.2454f, 0.2430f, 0.2608f);
        Preprocessing grey = Photographs.preprocessing(Spec.of(10, 1, 64, 48), "cifar10");
        assertThat(grey.steps()).containsExactly(new Resize(64, 48));
        assertThat(grey.mean()).containsExactly(0.5f);
        assertThat(grey.std()).containsExactly(0.25f);
    }

    @Test
    void cifarIsTrainedAsInThePaper() {
        TrainingOptions recipe = Photographs.recipe("cifar10", 0.1);
        assertThat(recipe.augmentation()).containsExactly(new RandomShift(4), new RandomFlip(0.5f));
        assertThat(recipe.batchSize()).isEqualTo(128);
        assertThat(recipe.optimizer())
                .isEqualTo(new TrainingOptions.Optimizer(TrainingOptions.Optimizer.Kind.SGD, 0.1, 0.9, 5e-4));
        assertThat(recipe.epochs()).isEqualTo(30);
        assertThat(Photographs.recipe("sign-digits", 0.1).optimizer().learningRate())
                .isCloseTo(0.025, within(1e-12)); // of a quarter of the batch
    }

    /** An input of another size than the data set's must not meet a crop of the data set's. */
    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "cifar10-binary", "smiles", "sign-digits", "coursera-signs", "happy-house"})
    void eachDataSetHasItsOwnAugmentation(String dataset) {
        assertThat(Photographs.recipe(dataset, 0.1).augmentation())
                .isEqualTo(Augmentations.of(dataset))
                .isNotEmpty();
    }

    @Test
    void aFoldIsTrainedAsTheWhole() {
        assertThat(Photographs.recipe("sign-digits:fold=2", 0.1)).isEqualTo(Photographs.recipe("sign-digits", 0.1));
    }

    @Test
    void aShortTrainingIsNotWarmUpAlone() {
        TrainingOptions recipe = Photographs.recipe("cifar10", 0.1);
        assertThat(recipe.schedule().warmupEpochs()).isEqualTo(5);
        assertThat(recipe.withEpochs(3).schedule().warmupEpochs()).isEqualTo(1);
        assertThat(recipe.withEpochs(25).schedule()).isEqualTo(recipe.schedule());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10", "smiles", "sign-digits", "other"})
    void augmentationKeepsAnySize(String dataset) {
        for (int side : new int[] {32, 57}) {
            Image picture = new Image(1, side, side + 1, new float[side * (side + 1)]);
            for (Transform step : Photographs.recipe(dataset, 0.1).augmentation()) {
                picture = step.apply(picture, Randoms.keyed(1));
            }
            assertThat(List.of(picture.height(), picture.width())).containsExactly(side, side + 1);
        }
    }

    @Test
    void specsForPictures() {
        Spec large = Spec.of(1000, 3, 224, 224);
        assertThat(large.forPictures(1, 48, 64))
                .isEqualTo(Spec.of(1000, 1, 48, 64).withStem(Stem.SMALL));
        assertThat(large.forPictures(1, 28, 28))
                .isEqualTo(Spec.of(1000, 1, 32, 32).withStem(Stem.SMALL));
        assertThat(large.forPictures(3, 65, 20)).isEqualTo(large);
        Spec small = Spec.of(10, 3, 32, 32).withStem(Stem.SMALL);
        assertThat(small.forPictures(3, 480, 640)).isEqualTo(small);
        assertThat(small.forPictures(3, 64, 64)).isEqualTo(small.withInput(3, 64, 64));
    }
}
