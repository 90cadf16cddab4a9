package org.convzoo.cli;

import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import picocli.CommandLine.Option;

/** For commands that run a net. */
final class EngineOption {
    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            completionCandidates = Choices.Engines.class,
            description = "What computes: ${COMPLETION-CANDIDATES} (DL4J as it comes). Default: onednn.")
    Engine engine; // null: not given

    Engine orDefault() {
        return engine == null ? Engine.ONEDNN : engine;
    }

    /** A model whose graph is ready to run. */
    Model load(String name) {
        Model model = ModelZoo.load(name);
        orDefault().prepare(model.graph());
        return model;
    }
}
