package org.convzoo.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.data.Dataset;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;

/** Training on few pictures of each class. */
final class ClassDraw {
    private ClassDraw() {}

    /**
     * Which pictures of the training part are trained on, in the order of the part.
     *
     * @param perClass so many of each class; 0: all pictures
     * @param keys name the draw: another seed gives other pictures
     * @throws ZooException if a class has fewer
     */
    static int[] of(Dataset data, int perClass, long... keys) {
        Split train = data.part(Dataset.TRAIN);
        int[] all = IntStream.range(0, train.size()).toArray();
        if (perClass == 0) {
            return all;
        }
        List<int[]> drawn = new ArrayList<>();
        for (int label = 0; label < data.classes().size(); label++) {
            int wanted = label;
            int[] own = IntStream.of(all).filter(i -> train.label(i) == wanted).toArray();
            if (own.length < perClass) {
                throw new ZooException("the class " + data.classes().get(label) + " of " + data.name() + " has "
                        + own.length + " training pictures, fewer than the " + perClass + " asked for");
            }
            long[] named = Arrays.copyOf(keys, keys.length + 1);
            named[keys.length] = label;
            int[] order = Randoms.permutation(own.length, named);
            drawn.add(IntStream.of(order).limit(perClass).map(k -> own[k]).toArray());
        }
        return drawn.stream().flatMapToInt(IntStream::of).sorted().toArray();
    }
}
