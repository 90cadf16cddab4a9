package org.convzoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DarknetTest extends FileTest {
    private static byte[] weights(int values) {
        Bytes bytes = new Bytes().int32(0, 2, 0).int64(64);
        for (int i = 0; i < values; i++) {
            bytes.floats(i);
        }
        return bytes.array();
    }

    private void assertWrong(String cfg, String... parts) throws IOException {
        Path path = write("b.cfg", Samples.ascii(cfg));
        Path file = write("b.weights", weights(400));
        assertThatThrownBy(() -> WeightsFile.openDarknet(file, path).close())
                .isInstanceOf(WeightsException.class)
                .hasMessageStartingWith("cannot read " + path + ": line ")
                .hasMessageContainingAll(parts);
    }

    @Test
    void readsConvolutionsInDarknetsOrder() throws IOException {
        try (WeightsFile file = WeightsFile.open(Samples.write(dir, Samples.files("darknet")))) {
            assertThat(file.format()).isEqualTo(WeightsFormat.DARKNET);
            assertThat(file.names())
                    .containsExactly(
                            "conv0.bn.bias",
                            "conv0.bn.weight",
                            "conv0.bn.running_mean",
                            "conv0.bn.running_var",
                            "conv0.weight",
                            "conv2.bias",
                            "conv2.weight",
                            "connected3.bias",
                            "connected3.weight");
            assertTensor(file, "conv0.bn.bias", ValueType.F32, List.of(2), 0, 1);
            assertTensor(file, "conv0.bn.running_var", ValueType.F32, List.of(2), 6, 7);
            assertTensor(file, "conv0.weight", ValueType.F32, List.of(2, 1, 1, 1), 8, 9);
            assertTensor(file, "conv2.bias", ValueType.F32, List.of(1), 10);
            assertThat(file.tensor("conv2.weight").shape()).containsExactly(1L, 2L, 3L, 3L);
            assertThat(file.doubles("conv2.weight")[17]).isEqualTo(28);
            assertTensor(file, "connected3.weight", ValueType.F32, List.of(2, 4), 31, 32, 33, 34, 35, 36, 37, 38);
            assertThat(file.count()).isEqualTo(39);
        }
    }

    @Test
    void readsTheOldHeaderLocalLayersAndNormalisedConnections() throws IOException {
        Bytes bytes = new Bytes().int32(0, 1, 0, 64);
        for (int i = 0; i < 24 + 14; i++) {
            bytes.floats(i);
        }
        String cfg =
                "[net]\nwidth=3\nheight=2\nchannels=1\n[local]\nfilters=2\nsize=2\n[connected]\noutput=2\nbatch_normalize=1\n";
        // local: 1x2 places, 2 filters of 1x2x2: 4 + 16; connected: 2 + 8 + 6
        byte[] content = Arrays.copyOf(bytes.array(), 16 + 4 * (20 + 16));
        try (WeightsFile file =
                WeightsFile.openDarknet(write("c.weights", content), write("other.cfg", Samples.ascii(cfg)))) {
            assertTensor(file, "local0.bias", ValueType.F32, List.of(2, 1, 2), 0, 1, 2, 3);
            assertThat(file.tensor("local0.weight").shape()).containsExactly(2L, 2L, 1L, 2L, 2L);
            assertTensor(file, "connected1.bn.bias", ValueType.F32, List.of(2), 20, 21);
            assertThat(file.tensor("connected1.weight").shape()).containsExactly(2L, 4L);
            assertTensor(file, "connected1.bn.weight", ValueType.F32, List.of(2), 30, 31);
            assertTensor(file, "connected1.bn.running_var", ValueType.F32, List.of(2), 34, 35);
        }
    }

    @Test
    void followsChannelsThroughRoutesAndReorganisation() throws IOException {
        String cfg = """
                [net]
                width=4
                height=4
                channels=2
                [reorg]
                stride=2
                [maxpool]
                size=2
                stride=1
                [route]
                layers=-1,0
                [upsample]
                stride=2
                [route]
                layers=-1
                groups=2
                group_id=1
                [shortcut]
                from=-1
                [avgpool]
                [conv]
                filters=1
                size=1
                [softmax]
                """;
        // 2 channels become 8, 16 by the route, 8 of them by the second one
        try (WeightsFile file = WeightsFile.openDarknet(write("c.w", weights(9)), write("c", Samples.ascii(cfg)))) {
            assertTensor(file, "conv7.weight", ValueType.F32, List.of(1, 8, 1, 1), 1, 2, 3, 4, 5, 6, 7, 8);
        }
    }

    @Test
    void theCountOfValuesMustBeTheFiles() throws IOException {
        write("d.cfg", Samples.ascii(Samples.CFG));
        assertRefused("d.weights", weights(38), "it ends at byte 172 amid connected3.weight [2, 4]");
        assertRefused("d.weights", weights(41), "d.cfg describes 39 values, but 8 bytes more are there");
        assertRefused("e.weights", weights(39), "e.cfg, which would describe the net, is missing");
        assertRefused("d.weights", Arrays.copyOf(weights(0), 18), "cut short");
    }

    @Test
    void namesTheLineThatIsWrong() throws IOException {
        String net = "[net]\nwidth=4\nheight=4\n";
        assertWrong("[conv]\n", "line 1: the first section must be [net]");
        assertWrong(net + "channels\n", "line 4: a [section] or key=value is expected, got channels");
        assertWrong(net + "width=5\n", "line 4: width is given twice, first on line 2");
        assertWrong(net + "[lstm]\n", "line 4: [lstm] is not known");
        assertWrong(net + "[co nv]\n", "line 4: no section can be called");
        assertWrong(net + "[conv]\nfilters=many\n", "line 5: filters must be a whole number from 1", "got many");
        assertWrong(net + "\n# three\n[conv]\ngroups=2\nfilters=2\n", "line 6: 2 groups divide neither 3 channels");
        assertWrong(net + "[conv]\nsize=9\n", "line 4: [conv] gives the impossible shape");
        assertWrong(net + "[route]\nlayers=-1\n", "line 4: [route] asks for layer -1 of the 0 before it");
        assertWrong(net + "[route]\n", "line 4: [route] needs layers");
        assertWrong(net + "[shortcut]\nweights_type=per_feature\n", "line 4: a [shortcut] with weights is not known");
        assertWrong(net + "[upsample]\nstride=60000\n", "line 4: [upsample] gives the impossible shape");
    }
}
