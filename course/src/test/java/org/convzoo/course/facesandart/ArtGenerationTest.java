package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.convzoo.core.ModelSummary;
import org.convzoo.data.RemoteFile;
import org.convzoo.style.StyleSettings;
import org.junit.jupiter.api.Test;

class ArtGenerationTest {
    @Test
    void theLayersAreThoseOfTheAssignment() {
        StyleSettings settings = StyleSettings.defaults(1);
        assertThat(settings.contentLayer()).isEqualTo("conv4_2");
        assertThat(settings.styleLayers())
                .containsOnlyKeys("conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1")
                .allSatisfy((layer, weight) -> assertThat(weight).isEqualTo(0.2));
        Map<String, ModelSummary.Row> rows =
                ArtGeneration.summary().layers().stream().collect(Collectors.toMap(ModelSummary.Row::name, row -> row));
        assertThat(rows.get("conv1_1").output()).containsExactly(64L, 300L, 400L);
        assertThat(rows.get("conv4_2").output()).containsExactly(512L, 37L, 50L);
        assertThat(rows.get("conv5_1").output()).containsExactly(512L, 18L, 25L);
    }

    @Test
    void oneFileIsNeeded() {
        assertThat(ArtGeneration.files())
                .extracting(RemoteFile::file)
                .containsExactly("vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5");
    }
}
