package org.convzoo.course.casestudies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Tta;
import org.convzoo.course.DrawnScene;
import org.convzoo.data.Image;
import org.convzoo.data.Mirror;
import org.convzoo.data.Preprocessing;
import org.junit.jupiter.api.Test;

class TenCropTest {
    @Test
    void viewsHelpNetsThatKnowThem() {
        SmallNet net = DataAugmentation.trained(2);
        int alone = DataAugmentation.right(net, 0);
        assertThat(TenCrop.right(net, TenCrop.views(1))).isGreaterThan(alone);
        assertThat(TenCrop.right(net, TenCrop.views(4))).isLessThan(alone - 50);
    }

    @Test
    void tenViewsAreFiveAndTheirMirrorImages() {
        List<Preprocessing> views =
                Tta.TEN_CROP.views(AlexNet.ALEXNET.preprocessing(AlexNet.ALEXNET.defaultSpec(), "imagenet"));
        assertThat(views).hasSize(10);
        Image corner = views.get(0).prepare(DrawnScene.picture());
        assertThat(corner.height()).isEqualTo(227);
        assertThat(views.get(1).prepare(DrawnScene.picture()).pixels())
                .containsExactly(new Mirror().apply(corner, () -> 0).pixels());
    }
}
