package org.convzoo.inception;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Resize;
import org.convzoo.data.ResizeShorter;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.junit.jupiter.api.Test;

class SpecsTest {
    @Test
    void largePicturesLoseTheirMargins() {
        assertThat(GoogLeNet.GOOGLENET
                        .preprocessing(GoogLeNet.GOOGLENET.defaultSpec(), "photos")
                        .steps())
                .containsExactly(new ResizeShorter(256), new CenterCrop(224, 224));
        Preprocessing v3 = InceptionV3.INCEPTION3.preprocessing(InceptionV3.INCEPTION3.defaultSpec(), "photos");
        assertThat(v3.steps()).containsExactly(new ResizeShorter(342), new CenterCrop(299, 299));
        assertThat(v3.mean()).containsExactly(0.485f, 0.456f, 0.406f);
    }

    @Test
    void smallPicturesAreScaled() {
        Preprocessing small = GoogLeNet.GOOGLENET_BN.preprocessing(Spec.of(10, 3, 32, 32), "cifar10");
        assertThat(small.steps()).containsExactly(new Resize(32, 32));
        assertThat(small.mean()).containsExactly(0.4914f, 0.4821f, 0.4466f);
        assertThat(GoogLeNet.GOOGLENET_BN
                        .preprocessing(Spec.of(10, 1, 28, 28), "mnist")
                        .mean())
                .isEqualTo(List.of(0.1307f));
    }

    @Test
    void withoutNormalisationStepsAreSmaller() {
        TrainingOptions options = GoogLeNet.GOOGLENET_BN.recipe("cifar10");
        assertThat(options.optimizer()).isEqualTo(new Optimizer(Optimizer.Kind.SGD, 0.1, 0.9, 5e-4));
        assertThat(options.batchSize()).isEqualTo(128);
        assertThat(options.epochs()).isEqualTo(30);
        assertThat(GoogLeNet.GOOGLENET.recipe("cifar10").optimizer().learningRate())
                .isEqualTo(0.02);
        assertThat(InceptionV3.INCEPTION3.recipe("photos").regularization().labelSmoothing())
                .isEqualTo(0.1);
    }

    @Test
    void smallPicturesGetTheSmallStem() {
        assertThat(GoogLeNet.GOOGLENET_BN.specFor(3, 32, 32))
                .isEqualTo(Spec.of(1000, 3, 32, 32).withStem(Spec.Stem.SMALL));
        assertThat(InceptionV3.INCEPTION3.specFor(3, 480, 640)).isEqualTo(Spec.of(1000, 3, 299, 299));
    }

    /** The three lines of both Javadocs: the modules see 32, 16 and 8 pixels. */
    @Test
    void smallNetsAreTheSameCode() {
        Spec small = Spec.of(10, 3, 32, 32).withStem(Spec.Stem.SMALL).withWidthFactor(0.25);
        ComputationGraphConfiguration net =
                GoogLeNet.GOOGLENET_BN.configure(small, new NeuralNetConfiguration.Builder());
        assertThat(ModelSummary.of(net, small).toTable()).contains("48x32x32", "120x16x16", "208x8x8", "256x4x4");
        net = InceptionV3.INCEPTION3.configure(small, new NeuralNetConfiguration.Builder());
        assertThat(ModelSummary.of(net, small).toTable()).contains("72x32x32", "192x15x15", "512x7x7");
    }
}
