package org.convzoo.course.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.detection.FullyConvolutional;
import org.convzoo.core.detection.SlidingWindows;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WindowsAsConvolutionTest {
    @Test
    void givesTheNumbersOfTheWindows() {
        ComputationGraph cars = CarClassifier.net();
        FullyConvolutional slid = WindowsAsConvolution.slid(cars);
        assertThat(slid.windows()).isEqualTo(new SlidingWindows(CarClassifier.HEIGHT, CarClassifier.WIDTH, 2));
        INDArray picture = CarClassifier.input(WindowByWindow.road().picture());
        double[][] apart = WindowByWindow.cars(slid.windows().classify(cars, picture, 500));
        double[][] once = WindowByWindow.cars(slid.graph().output(picture)[0]);
        assertThat(apart).hasDimensions(26, 41);
        assertThat(once).hasDimensions(26, 41);
        assertThat(WindowsAsConvolution.difference(apart, once)).isLessThan(1e-12);
        long windows = 26L * 41 * WindowByWindow.multiplyAdds(cars);
        assertThat(windows / WindowsAsConvolution.multiplyAdds(slid)).isEqualTo(5);
    }

    @Test
    void aLargerPictureHasMoreWindows() {
        ComputationGraph classifier = WindowsAsConvolution.classifier();
        assertThat(last(WindowsAsConvolution.summary(classifier, 14))).containsExactly(4L, 1L, 1L);
        assertThat(last(WindowsAsConvolution.summary(classifier, 16))).containsExactly(4L, 2L, 2L);
        assertThat(last(WindowsAsConvolution.summary(classifier, 28))).containsExactly(4L, 8L, 8L);
        assertThat(classifier.output(Nd4j.zeros(1, 3, 14, 14))[0].shape()).containsExactly(1, 4);
    }

    private static List<Long> last(ModelSummary summary) {
        return summary.layers().get(summary.layers().size() - 1).output();
    }
}
