package org.convzoo.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.core.ModelSummary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetTest {
    /** What torchvision prints, without auxiliary heads; ResNet-20's is the paper's net; tiny YOLO's is Keras' 15,867,885 without 6,112 running statistics. */
    @ParameterizedTest
    @CsvSource({
        "ALEXNET, 61100840",
        "VGG16, 138357544",
        "GOOGLENET, 6624904",
        "RESNET50, 25557032",
        "RESNET20, 269722",
        "TINYYOLO2, 15861773",
        "YOLOSMALL, 1951086",
        "FACERESNET, 5611040",
        "VGG19_256, 12944960",
    })
    void hasAsManyParametersAsPublished(Net net, long parameters) {
        assertThat(ModelSummary.trainableParameters(net.configuration())).isEqualTo(parameters);
    }

    /** In millions, as torchvision's documentation of its weights has them ("GFLOPS", which are multiply-adds). */
    @ParameterizedTest
    @CsvSource({"ALEXNET, 714", "VGG16, 15470", "RESNET50, 4089"})
    void multipliesAsMuchAsPublished(Net net, long millions) {
        assertThat(Math.round(net.multiplyAdds() / 1e6)).isEqualTo(millions);
    }
}
