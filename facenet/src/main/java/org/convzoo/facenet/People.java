package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.convzoo.core.ZooException;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;

/** Data sets whose classes are people. */
final class People {
    private static final int FEWEST = 10;

    private People() {}

    /**
     * A data set whose parts have other people each, since an embedding is for people whom it has not seen. One that is so already stays as it is;
     * of any other one of five people validates and one of five tests, with all their pictures.
     *
     * @throws ZooException if there are fewer than ten people
     */
    static Dataset apart(Dataset data) {
        if (areApart(data)) {
            return data;
        }
        if (data.classes().size() < FEWEST) {
            throw new ZooException("embeddings are trained and judged on different people: " + data.name() + " has "
                    + data.classes().size() + ", but at least " + FEWEST + " are needed");
        }
        List<Split> parts = data.parts().stream().map(data::part).toList();
        Map<String, Split> divided = new LinkedHashMap<>();
        divided.put(Dataset.TRAIN, new Some(parts, 0, 1, 2));
        divided.put(Dataset.VALIDATION, new Some(parts, 3));
        divided.put(Dataset.TEST, new Some(parts, 4));
        return new Divided(data, divided);
    }

    private static boolean areApart(Dataset data) {
        Set<Integer> seen = new HashSet<>();
        for (String part : data.parts()) {
            Split split = data.part(part);
            Set<Integer> own = new HashSet<>();
            for (int i = 0; i < split.size(); i++) {
                own.add(split.label(i));
            }
            int before = seen.size();
            seen.addAll(own);
            if (seen.size() < before + own.size()) {
                return false;
            }
        }
        return data.parts().size() > 1;
    }

    private record Divided(Dataset whole, Map<String, Split> divided) implements Dataset {
        @Override
        public String name() {
            return whole.name();
        }

        @Override
        public List<String> classes() {
            return whole.classes();
        }

        @Override
        public List<String> parts() {
            return List.copyOf(divided.keySet());
        }

        @Override
        public Split part(String name) {
            return divided.containsKey(name) ? divided.get(name) : whole.part(name); // which says what there is
        }

        @Override
        public String digest() {
            return whole.digest();
        }
    }

    /** All pictures of some people, whichever part they were in. */
    private static final class Some implements Split {
        private static final int OF = 5;

        private final List<Split> parts;
        private final List<int[]> places = new ArrayList<>(); // part, picture

        Some(List<Split> parts, int... remainders) {
            this.parts = parts;
            for (int p = 0; p < parts.size(); p++) {
                for (int i = 0; i < parts.get(p).size(); i++) {
                    int remainder = parts.get(p).label(i) % OF;
                    if (IntStream.of(remainders).anyMatch(one -> one == remainder)) {
                        places.add(new int[] {p, i});
                    }
                }
            }
        }

        private Split part(int i) {
            return parts.get(places.get(i)[0]);
        }

        @Override
        public int size() {
            return places.size();
        }

        @Override
        public Image image(int i) {
            return part(i).image(places.get(i)[1]);
        }

        @Override
        public int label(int i) {
            return part(i).label(places.get(i)[1]);
        }

        @Override
        public String id(int i) {
            return part(i).id(places.get(i)[1]);
        }
    }

    /**
     * An order in which pictures of one person stand together, some at a time: a batch of it has several pictures of each of several
     * people (the "P x K" of Hermans et al. 2017, section 2.1). Each picture is in it once.
     *
     * @param together pictures of a person, K; of the last ones there may be fewer
     * @param keys of the random numbers
     */
    static int[] inGroups(Split split, int together, long... keys) {
        SplittableRandom random = Randoms.keyed(keys);
        Map<Integer, List<Integer>> people = new LinkedHashMap<>();
        for (int i : Randoms.permutation(split.size(), random.nextLong())) {
            people.computeIfAbsent(split.label(i), label -> new ArrayList<>()).add(i);
        }
        List<List<Integer>> pictures = List.copyOf(people.values());
        List<Integer> order = new ArrayList<>();
        for (int from = 0; order.size() < split.size(); from += together) {
            for (int person : Randoms.permutation(pictures.size(), random.nextLong())) {
                List<Integer> own = pictures.get(person);
                order.addAll(own.subList(Math.min(from, own.size()), Math.min(from + together, own.size())));
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }
}
