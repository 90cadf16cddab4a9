package org.convzoo.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tensors of a file by what they are to a net: {@code features.0.weight -> state_dict.module.features.0.weight}.
 *
 * @param net whose names the file's were taken for
 * @param names of the file's tensors, by {@link WeightsOrigin#parameter}
 */
record ForeignTensors(ForeignNet net, Map<String, String> names) {
    /** What Keras calls layers that nobody named: it counts them over all nets of a session. */
    private static final Pattern NUMBERED = Pattern.compile("(conv2d|batch_normalization|dense)(?:_(\\d{1,6}))?");

    static ForeignTensors of(List<String> names, ForeignNet net) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String name : names) {
            net.origin().parameter(name).ifPresent(parameter -> all.putIfAbsent(parameter, name));
        }
        return new ForeignTensors(
                net, net.origin() == WeightsOrigin.KERAS ? countedFromOne(all) : withoutPrefix(all, net));
    }

    /** How many of the net's layers the file has. */
    long known() {
        return net.modules().values().stream()
                .filter(module -> has(module + ".weight") || has(module + ".bias"))
                .count();
    }

    boolean has(String parameter) {
        return names.containsKey(parameter);
    }

    /** The file's name of a parameter; null where it has none. */
    String get(String parameter) {
        return names.get(parameter);
    }

    /** The prefix is the one with which most of the wanted names are there. */
    private static Map<String, String> withoutPrefix(Map<String, String> tensors, ForeignNet net) {
        Map<String, Integer> prefixes = new HashMap<>();
        for (String module : net.modules().values()) {
            String wanted = module + ".weight";
            for (String name : tensors.keySet()) {
                if (name.equals(wanted) || name.endsWith("." + wanted)) {
                    prefixes.merge(name.substring(0, name.length() - wanted.length()), 1, Integer::sum);
                }
            }
        }
        String prefix = prefixes.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(entry -> entry.getKey().length(), Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElse("");
        Map<String, String> without = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                without.put(name.substring(prefix.length()), tensor);
            }
        });
        return without;
    }

    private static Map<String, String> countedFromOne(Map<String, String> tensors) {
        Map<String, Integer> first = new HashMap<>();
        tensors.keySet().forEach(name -> {
            Matcher layer = layer(name);
            if (layer.matches()) {
                first.merge(layer.group(1), number(layer), Math::min);
            }
        });
        Map<String, String> all = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            Matcher layer = layer(name);
            String counted = layer.matches()
                    ? layer.group(1) + "_" + (number(layer) - first.get(layer.group(1)) + 1)
                            + name.substring(name.lastIndexOf('.'))
                    : name;
            all.put(counted, tensor);
        });
        return all;
    }

    private static Matcher layer(String parameter) {
        return NUMBERED.matcher(parameter.substring(0, parameter.lastIndexOf('.')));
    }

    private static int number(Matcher layer) {
        return layer.group(2) == null ? 0 : Integer.parseInt(layer.group(2));
    }
}
