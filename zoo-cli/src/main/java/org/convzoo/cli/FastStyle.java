package org.convzoo.cli;

import java.util.List;
import java.util.Locale;
import org.convzoo.core.Model;
import org.convzoo.core.ModelZoo;
import org.convzoo.data.DataHome;
import org.convzoo.style.StyleNet;
import org.convzoo.style.VggFeatures;

/** What {@code zoo style} and the trainings of style nets load. */
final class FastStyle {
    private FastStyle() {}

    /** The net that says what a style is; downloaded with a progress bar where it has to be. */
    static Model features(String model, Console console) {
        try (DownloadProgress progress = new DownloadProgress(console)) {
            return VggFeatures.load(model, DataHome.fromEnvironment(), progress);
        }
    }

    /**
     * A net that paints in one style.
     *
     * @param name of a style, as {@code wave} of {@code style-net.wave}, or weights, or a model file
     */
    static Model net(String name, EngineOption engine, Console console) {
        String known =
                StyleNet.STYLE_NET.id() + "." + name.toLowerCase(Locale.ROOT).replace('_', '-');
        return engine.load(ModelZoo.list(known).isEmpty() ? name : known, console);
    }

    /** Styles that {@code --fast} knows by name. */
    static List<String> names() {
        String prefix = StyleNet.STYLE_NET.id() + ".";
        return ModelZoo.list(prefix + "*").stream()
                .map(id -> id.substring(prefix.length()))
                .toList();
    }
}
