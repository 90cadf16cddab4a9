package org.convzoo.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PictureShapeTest {
    @Test
    void aFewLargePicturesChangeNothing() {
        assertThat(PictureShape.typical(split(new Image(1, 5, 4, new float[20]))))
                .isEqualTo(new PictureShape(1, 5, 4));
        Image small = new Image(1, 3, 2, new float[6]);
        Image large = new Image(3, 90, 80, new float[3 * 90 * 80]);
        assertThat(PictureShape.typical(split(small, large, small))).isEqualTo(new PictureShape(3, 3, 2));
    }

    @Test
    void ofManySomeAreLookedAt() {
        Image[] many = new Image[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i % 40 == 0 ? new Image(1, 1 + i, 7, new float[7 * (1 + i)]) : null; // others are not decoded
        }
        assertThat(PictureShape.typical(split(many))).isEqualTo(new PictureShape(1, 481, 7));
    }

    private static Split split(Image... pictures) {
        return new Split() {
            @Override
            public int size() {
                return pictures.length;
            }

            @Override
            public Image image(int i) {
                return pictures[i];
            }

            @Override
            public int label(int i) {
                return 0;
            }

            @Override
            public String id(int i) {
                return "picture/" + i;
            }
        };
    }
}
