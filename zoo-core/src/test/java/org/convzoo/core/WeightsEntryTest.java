package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.convzoo.core.WeightsEntry.State;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Progress;
import org.convzoo.data.RemoteFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsEntryTest {
    @TempDir
    Path folder;

    private HttpServer server;
    private DataHome home;
    private Model model;
    private byte[] bytes;
    private String sha256;

    @BeforeEach
    void serve() throws Exception {
        model = TestNets.model();
        ModelFile.write(model, folder.resolve("model.zip"));
        bytes = Files.readAllBytes(folder.resolve("model.zip"));
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        home = DataHome.of(folder.resolve("cache"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/tiny.bars.zip", exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private WeightsEntry entry(String sha256) {
        String url = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/tiny.bars.zip";
        RemoteFile remote = RemoteFile.of("tiny.bars", "tiny.bars.zip", url, bytes.length, sha256);
        return WeightsEntry.downloaded("tiny.bars", remote, "none", false);
    }

    @Test
    void isDownloadedOnFirstUseAndNotAgain() {
        WeightsEntry entry = entry(sha256);
        assertThat(entry.architecture()).isEqualTo("tiny");
        assertThat(entry.dataset()).isEqualTo("bars");
        assertThat(entry.bytes()).isEqualTo(bytes.length);
        assertThat(entry.state(home)).isEqualTo(State.UNVERIFIED);
        assertThat(entry.card(home)).isEmpty();
        assertThat(entry.load(home, Progress.NONE).graph().params())
                .isEqualTo(model.graph().params());
        assertThat(entry.state(home)).isEqualTo(State.CACHED);
        assertThat(entry.card(home)).contains(model.card());
        server.stop(0);
        assertThat(entry.load(home, Progress.NONE).card()).isEqualTo(model.card());
    }

    @Test
    void isRefusedWhereTheDigestIsAnother() {
        String wrong = "0".repeat(64);
        assertThatThrownBy(() -> entry(wrong).load(home, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(wrong)
                .hasMessageContaining(sha256);
        assertThat(entry(wrong).state(home)).isEqualTo(State.UNVERIFIED);
    }

    @Test
    void saysWhereToPutItWhenOffline() {
        DataHome offline = new DataHome(home.cache(), Optional.empty(), true);
        assertThatThrownBy(() -> entry(sha256).load(offline, Progress.NONE))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("ZOO_OFFLINE")
                .hasMessageContaining(home.cache().resolve("tiny.bars").toString());
    }

    @Test
    void needsOneSourceAndADot() throws IOException {
        assertThatThrownBy(() -> new WeightsEntry("tiny.bars", null, List.of(), "none", true, null))
                .hasMessage("tiny.bars must either ship or be downloaded");
        assertThatThrownBy(() -> new WeightsEntry("tiny", folder.toUri().toURL(), List.of(), "none", true, null))
                .hasMessage("weights are called architecture.dataset, got tiny");
    }
}
