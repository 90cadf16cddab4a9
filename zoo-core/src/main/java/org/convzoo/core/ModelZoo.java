package org.convzoo.core;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.convzoo.data.DataHome;
import org.convzoo.data.NearestNames;
import org.convzoo.data.Progress;

/**
 * All architectures and weights on the class path.
 *
 * <pre>{@code
 * try (Predictor predictor = ModelZoo.load("lenet5.mnist").predictor()) {
 *     System.out.println(predictor.predict(Path.of("digit.png")).label());
 * }
 * }</pre>
 */
public final class ModelZoo {
    private static final List<ModelProvider> PROVIDERS = ServiceLoader.load(ModelProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .toList();

    private ModelZoo() {}

    /** All architectures, by id. */
    public static List<Architecture> architectures() {
        return PROVIDERS.stream()
                .flatMap(provider -> provider.architectures().stream())
                .sorted(Comparator.comparing(Architecture::id))
                .toList();
    }

    /** All weights, by id. */
    public static List<WeightsEntry> weights() {
        return PROVIDERS.stream()
                .flatMap(provider -> provider.weights().stream())
                .sorted(Comparator.comparing(WeightsEntry::id))
                .toList();
    }

    /** Ids of architectures and weights that match a glob of {@code *} and {@code ?}, sorted. */
    public static List<String> list(String glob) {
        Predicate<String> matches = glob(glob);
        return ids().stream().filter(matches).toList();
    }

    /**
     * The architecture of that id.
     *
     * @throws ZooException if there is none of that name; the message has the nearest ones
     */
    public static Architecture architecture(String id) {
        return architectures().stream()
                .filter(architecture -> architecture.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ZooException("no architecture is called " + id
                        + didYouMean(
                                id,
                                architectures().stream().map(Architecture::id).toList())));
    }

    /** {@link #load(String, DataHome, Progress)} with what the environment says. */
    public static Model load(String name) {
        return load(name, DataHome.fromEnvironment(), Progress.NONE);
    }

    /**
     * A net with weights.
     *
     * @param name an id such as {@code lenet5.mnist}, or a model file
     * @param home where downloaded weights are kept
     * @param progress hears of a download
     * @throws ZooException if there is no such id or file, or the file is damaged
     * @throws org.convzoo.data.DataException if a download fails
     */
    public static Model load(String name, DataHome home, Progress progress) {
        Optional<WeightsEntry> entry = entry(name);
        if (entry.isPresent()) {
            return entry.get().load(home, progress);
        }
        if (isFile(name)) {
            return ModelFile.read(Path.of(name));
        }
        throw unknown(name);
    }

    /**
     * What weights say of themselves, without loading them.
     *
     * @param name an id such as {@code lenet5.mnist}, or a model file
     * @throws ZooException as {@link #load(String)} does, and for weights that have not been downloaded yet
     */
    public static ModelCard card(String name) {
        Optional<WeightsEntry> entry = entry(name);
        if (entry.isPresent()) {
            return entry.get()
                    .card(DataHome.fromEnvironment())
                    .orElseThrow(() ->
                            new ZooException(name + " has not been downloaded yet: predict or evaluate fetches it"));
        }
        if (isFile(name)) {
            return ModelFile.readCard(Path.of(name));
        }
        throw unknown(name);
    }

    private static Optional<WeightsEntry> entry(String id) {
        return weights().stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    private static boolean isFile(String name) {
        try {
            Path file = Path.of(name);
            return Files.exists(file) || name.endsWith(".zip") || file.getNameCount() > 1;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static ZooException unknown(String name) {
        if (ids().contains(name)) {
            List<String> own = list(name + ".*");
            return new ZooException(name + " is an architecture without weights: "
                    + (own.isEmpty() ? "" : "take " + String.join(", ", own) + ", or ") + "train it");
        }
        return new ZooException("no model is called " + name + didYouMean(name, ids()));
    }

    private static String didYouMean(String typed, List<String> names) {
        List<String> nearest = NearestNames.of(typed, names);
        return nearest.isEmpty() ? "; see 'zoo list'" : "; did you mean " + String.join(" or ", nearest) + "?";
    }

    private static List<String> ids() {
        List<String> ids = new ArrayList<>();
        architectures().forEach(architecture -> ids.add(architecture.id()));
        weights().forEach(entry -> ids.add(entry.id()));
        ids.sort(null);
        return ids;
    }

    private static Predicate<String> glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }
}
