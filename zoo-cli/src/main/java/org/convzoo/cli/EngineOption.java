package org.convzoo.cli;

import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.DataHome;
import org.convzoo.onednn.Precision;
import picocli.CommandLine.Option;

/** For commands that run a net. */
class EngineOption {
    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            completionCandidates = Choices.Engines.class,
            description = "What computes: ${COMPLETION-CANDIDATES} (DL4J as it comes). Default: onednn.")
    Engine engine; // null: not given

    Engine orDefault() {
        return engine == null ? Engine.ONEDNN : engine;
    }

    Precision precision() {
        return Precision.F32;
    }

    /** A model whose graph is ready to run; downloaded with a progress bar where it has to be. */
    Model load(String name, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return orDefault().prepare(ModelZoo.load(name, DataHome.fromEnvironment(), progress), precision());
        }
    }
}
