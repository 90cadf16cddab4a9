package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.convzoo.core.ZooException;
import org.convzoo.data.DataException;
import org.convzoo.data.Dataset;
import org.convzoo.data.ImageReader;
import org.convzoo.data.Split;
import org.convzoo.facenet.AllPairs;
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.LfwPairs;

/**
 * Distances of pairs of pictures, to choose a threshold by or to judge one.
 *
 * @param data what they are of
 * @param distances [pairs]
 * @param same [pairs]
 * @param fold [pairs], from 0
 * @param pictures that were embedded
 * @param withoutFace pictures on which no face was found; their pairs are left out
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record FaceData(String data, double[] distances, boolean[] same, int[] fold, int pictures, int withoutFace) {
    private static final int BATCH = 32; // faces in memory at a time
    private static final int TOLD = 3;

    FaceData {
        long sames = IntStream.range(0, same.length).filter(i -> same[i]).count();
        if (sames == 0 || sames == same.length) {
            throw new ZooException("nothing to compare: of " + data + " there are " + sames
                    + " pairs of one person and " + (same.length - sames) + " of two");
        }
    }

    /** A picture, when it is wanted. */
    private interface Source {
        FaceReader.Found find();
    }

    /** All pairs of a data set's or a folder's pictures. */
    static FaceData ofAll(Dataset data, List<String> parts, FaceReader reader) {
        List<Source> sources = new ArrayList<>();
        List<Integer> people = new ArrayList<>();
        for (String part : parts) {
            Split split = data.part(part);
            for (int i = 0; i < split.size(); i++) {
                int place = i;
                sources.add(() -> reader.find(split.image(place), split.id(place)));
                people.add(split.label(i));
            }
        }
        List<float[]> all = embed(sources, reader);
        List<float[]> embeddings = new ArrayList<>();
        List<Integer> whose = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) != null) {
                embeddings.add(all.get(i));
                whose.add(people.get(i));
            }
        }
        AllPairs pairs = AllPairs.of(embeddings, whose.stream().mapToInt(p -> p).toArray());
        return new FaceData(
                data.name(),
                pairs.distances(),
                pairs.same(),
                new int[pairs.same().length],
                embeddings.size(),
                all.size() - embeddings.size());
    }

    /** The pairs of a list; each picture is embedded once. */
    static FaceData ofList(LfwPairs list, Path folder, FaceReader reader) {
        if (!Files.isDirectory(folder)) {
            throw new ZooException("no such folder: " + folder);
        }
        Map<LfwPairs.Shot, Integer> places = new HashMap<>();
        List<Source> sources = new ArrayList<>();
        for (LfwPairs.Pair pair : list.all()) {
            for (LfwPairs.Shot shot : List.of(pair.first(), pair.second())) {
                if (!places.containsKey(shot)) {
                    Path file = shot.in(folder); // before hours of embedding
                    places.put(shot, sources.size());
                    sources.add(() -> reader.find(ImageReader.read(file), file.toString()));
                }
            }
        }
        List<float[]> all = embed(sources, reader);
        int count = list.all().size();
        double[] distances = new double[count];
        boolean[] same = new boolean[count];
        int[] fold = new int[count];
        int k = 0;
        for (int f = 0; f < list.folds().size(); f++) {
            for (LfwPairs.Pair pair : list.folds().get(f)) {
                float[] first = all.get(places.get(pair.first()));
                float[] second = all.get(places.get(pair.second()));
                if (first != null && second != null) {
                    distances[k] = FaceEmbedder.distance(first, second);
                    same[k] = pair.same();
                    fold[k++] = f;
                }
            }
        }
        int without = (int) all.stream().filter(embedding -> embedding == null).count();
        return new FaceData(
                list.file().toString(),
                Arrays.copyOf(distances, k),
                Arrays.copyOf(same, k),
                Arrays.copyOf(fold, k),
                all.size() - without,
                without);
    }

    /** In order, null where there is no face or no picture; the first few of those are told, and how many there are. */
    private static List<float[]> embed(List<Source> sources, FaceReader reader) {
        List<float[]> embeddings = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<FaceReader.Found> batch = new ArrayList<>();
        int without = 0;
        try (Progress progress = new Progress(reader.console(), "embedding", "images", 1, sources.size())) {
            for (int i = 0; i < sources.size(); i++) {
                embeddings.add(null);
                try {
                    batch.add(sources.get(i).find());
                    places.add(i);
                } catch (ZooException | DataException e) {
                    if (without++ < TOLD) {
                        reader.console().note(e.getMessage());
                    }
                }
                if (batch.size() == BATCH || (i == sources.size() - 1 && !batch.isEmpty())) {
                    List<float[]> found = reader.embed(batch);
                    for (int b = 0; b < batch.size(); b++) {
                        embeddings.set(places.get(b), found.get(b));
                    }
                    batch.clear();
                    places.clear();
                }
                progress.at(i + 1L);
            }
        }
        if (without > 0) {
            reader.console()
                    .note(Text.counted(without, "picture") + " of " + Text.count(sources.size())
                            + " without a face, left out");
        }
        return embeddings;
    }
}
