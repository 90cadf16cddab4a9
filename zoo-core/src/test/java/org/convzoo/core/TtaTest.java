package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.junit.jupiter.api.Test;

class TtaTest {
    /** Pixel value is 10 * row + column, so that a crop tells where it was taken. */
    private static Image numbered(int height, int width) {
        Image image = Image.black(1, height, width);
        for (int i = 0; i < height * width; i++) {
            image.pixels()[i] = 10 * (i / width) + i % width;
        }
        return image;
    }

    private static List<Float> corners(List<Preprocessing> views, Image image) {
        return views.stream().map(view -> view.prepare(image).at(0, 0, 0)).toList();
    }

    @Test
    void noneIsTheModelsOwnView() {
        Preprocessing own = Preprocessing.unit(4, 4, ChannelOrder.GREY, new CenterCrop(4, 4));
        assertThat(Tta.NONE.views(own)).containsExactly(own);
    }

    @Test
    void cropsOutOfTheLargerPicture() {
        Preprocessing own = Preprocessing.unit(4, 5, ChannelOrder.GREY, new Resize(6, 9), new CenterCrop(4, 5));
        List<Preprocessing> views = Tta.FIVE_CROP.views(own);
        // 6x9: the corners of 4x5 windows are rows 0 and 2, columns 0 and 4; the centre is row 1, column 2.
        assertThat(corners(views, numbered(6, 9))).containsExactly(0f, 4f, 20f, 24f, 12f);
        assertThat(views.get(4).prepare(numbered(6, 9)).pixels())
                .containsExactly(own.prepare(numbered(6, 9)).pixels());
    }

    @Test
    void tenCropMirrorsEachOfTheFive() {
        Preprocessing own = Preprocessing.unit(4, 5, ChannelOrder.GREY, new Resize(6, 9), new CenterCrop(4, 5));
        List<Preprocessing> views = Tta.TEN_CROP.views(own);
        assertThat(corners(views, numbered(6, 9))).containsExactly(0f, 4f, 4f, 8f, 20f, 24f, 24f, 28f, 12f, 16f);
    }

    @Test
    void mirrorsWhatTheNetTakes() {
        Preprocessing own = Preprocessing.unit(4, 5, ChannelOrder.GREY, new Resize(6, 9), new CenterCrop(4, 5));
        assertThat(corners(Tta.MIRROR.views(own), numbered(6, 9))).containsExactly(12f, 16f);
    }

    @Test
    void padsAPictureThatTheNetTakesWhole() {
        Preprocessing own = Preprocessing.unit(6, 6, ChannelOrder.GREY, new Resize(6, 6));
        List<Preprocessing> views = Tta.FIVE_CROP.views(own);
        Image image = numbered(6, 6);
        assertThat(views).hasSize(5);
        // Shifted by four pixels to each side: the last two rows and columns of the first view are the picture's first.
        assertThat(views.get(0).prepare(image).at(0, 4, 4)).isEqualTo(0);
        assertThat(views.get(0).prepare(image).at(0, 5, 5)).isEqualTo(11);
        assertThat(views.get(0).prepare(image).at(0, 3, 5)).isZero();
        assertThat(views.get(3).prepare(image).at(0, 0, 0)).isEqualTo(44);
        assertThat(views.get(4).prepare(image).pixels())
                .containsExactly(own.prepare(image).pixels());
    }

    @Test
    void changesNothingButTheSteps() {
        Preprocessing own = TestNets.card().preprocessing();
        for (Tta tta : Tta.values()) {
            assertThat(tta.views(own))
                    .allSatisfy(view -> assertThat(view.withSteps(own.steps())).isEqualTo(own));
        }
        assertThat(List.of(Tta.NONE, Tta.MIRROR, Tta.FIVE_CROP, Tta.TEN_CROP))
                .extracting(tta -> tta.views(own).size())
                .containsExactly(1, 2, 5, 10);
    }

    /** What a gain is measured against costs no pass of its own: one of the views is the picture as the model takes it. */
    @Test
    void oneViewIsThePlainOne() {
        Image image = numbered(7, 9);
        for (Preprocessing own : List.of(
                Preprocessing.unit(7, 9, ChannelOrder.GREY),
                Preprocessing.unit(4, 4, ChannelOrder.GREY, new CenterCrop(4, 4)),
                Preprocessing.unit(5, 6, ChannelOrder.GREY, new Resize(8, 9), new CenterCrop(5, 6)))) {
            for (Tta tta : Tta.values()) {
                assertThat(tta.views(own).get(tta.plainView()).prepare(image).pixels())
                        .containsExactly(own.prepare(image).pixels());
            }
        }
    }
}
