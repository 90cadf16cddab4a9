package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;

class FaceDoubtsTest {
    private static Face face(double x, double y, double side, double nose) {
        return new Face(
                new Box(x, y, side, side),
                0.9,
                List.of(
                        new Point(x + 0.3 * side, y + 0.4 * side),
                        new Point(x + 0.7 * side, y + 0.4 * side),
                        new Point(x + nose * side, y + 0.6 * side),
                        new Point(x + 0.35 * side, y + 0.8 * side),
                        new Point(x + 0.65 * side, y + 0.8 * side)));
    }

    @Test
    void aFaceInTheMiddleHasNone() {
        assertThat(FaceDoubts.of(face(50, 50, 100, 0.5), 200, 200)).isEmpty();
        assertThat(FaceDoubts.of(face(-5, 50, 100, 0.5), 200, 200))
                .as("a box that reaches over a little")
                .isEmpty();
    }

    @Test
    void othersAreTold() {
        assertThat(FaceDoubts.of(face(-30, 50, 100, 0.5), 200, 200)).containsExactly("is cut by the picture's edge");
        assertThat(FaceDoubts.of(face(50, 130, 100, 0.5), 200, 200)).containsExactly("is cut by the picture's edge");
        assertThat(FaceDoubts.of(face(50, 50, 30, 0.5), 200, 200)).containsExactly("is small, 30x30 pixels");
        assertThat(FaceDoubts.of(face(50, 50, 100, 0.75), 200, 200)).containsExactly("is seen from the side");
        assertThat(FaceDoubts.of(face(50, 50, 100, 0.25), 200, 200)).containsExactly("is seen from the side");
    }

    @Test
    void anAnnotatedFaceHasAFrameAndALabel() {
        BufferedImage drawn =
                AnnotatedFace.of(Image.black(1, 200, 200), Optional.of(face(50, 50, 100, 0.5)), "Ada 0.31");
        assertThat(drawn.getRGB(50, 100) & 0xffffff).as("frame").isEqualTo(0x1fd05a);
        assertThat(drawn.getRGB(100, 110) & 0xffffff).as("nose").isEqualTo(0x1fd05a);
        assertThat(drawn.getRGB(51, 37) & 0xffffff).as("label").isEqualTo(0x1fd05a);
        assertThat(drawn.getRGB(20, 20) & 0xffffff).isZero();
        assertThat(AnnotatedFace.of(Image.black(1, 5, 4), Optional.empty(), "Ada")
                        .getWidth())
                .isEqualTo(4);
    }
}
