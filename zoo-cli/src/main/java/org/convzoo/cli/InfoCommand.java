package org.convzoo.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.convzoo.core.RuntimeInfo;
import org.convzoo.data.DataHome;
import org.convzoo.onednn.OneDnn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code zoo info}. */
@Command(
        name = "info",
        description = "Show versions, backend, processor features, threads, memory limits and caches.",
        footer = {"", "Example:", "  zoo info"})
final class InfoCommand extends BaseCommand {
    @Mixin
    JsonOption json;

    InfoCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Map<String, Object> all = new LinkedHashMap<>(RuntimeInfo.environment());
        DataHome home = DataHome.fromEnvironment();
        all.put("engines", OneDnn.isAvailable() ? "onednn, stock" : "stock");
        all.put("cache", home.cache().toString());
        all.put("mirror", home.mirror().orElse("none"));
        all.put("offline", home.offline());
        if (console.json()) {
            console.printJson(all);
        } else {
            Table table = new Table("ll");
            all.forEach(table::row);
            console.print(table.toString());
        }
        return Main.DONE;
    }
}
