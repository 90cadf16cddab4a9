package org.convzoo.facenet;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.convzoo.core.ZooException;
import org.convzoo.data.NearestNames;

/**
 * The people whom somebody may be, each with the embeddings of one or several pictures, in one file. Who was enrolled stays so, whatever
 * happens to the process or the machine afterwards; see {@link GalleryFile} for how.
 *
 * <pre>{@code
 * Gallery gallery = Gallery.openOrCreate(Path.of("friends.gallery"), GalleryWeights.of(pipeline.embedder()));
 * gallery.enroll("Ada", "ada.jpg", pipeline.embed(picture).embedding(), false);
 * gallery.identify(pipeline.embed(other).embedding(), 0.6).name();
 * }</pre>
 *
 * <p>Usable from several threads, and by several processes at once: each change first reads what others have added. The search is
 * exact, one distance per picture. A lock file, {@code .NAME.lock}, stays beside the file.
 */
public final class Gallery {
    /**
     * One picture of a person.
     *
     * @param source name of its file
     * @param embedding not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by its distance only
    public record Picture(String source, float[] embedding) {}

    private final Path file;
    private final GalleryWeights weights;
    private final Map<String, List<Picture>> people = new LinkedHashMap<>(); // in order of enrolment
    private String generation = "";
    private long end; // of what has been read, in bytes
    private long unfinished;

    private Gallery(Path file, GalleryWeights weights) {
        this.file = file;
        this.weights = weights;
    }

    /**
     * Reads a gallery.
     *
     * @throws ZooException if there is none, it is damaged, or it was made with other weights
     */
    public static Gallery open(Path file, GalleryWeights weights) {
        Gallery gallery = new Gallery(file, weights);
        try {
            gallery.catchUp();
        } catch (IOException e) {
            throw GalleryAccess.failed("read", file, e);
        }
        return gallery;
    }

    /** Reads a gallery, or makes an empty one where there is no file of that name. */
    public static Gallery openOrCreate(Path file, GalleryWeights weights) {
        if (!Files.exists(file)) {
            GalleryAccess.locked(file, () -> {
                if (!Files.exists(file)) {
                    GalleryFile.write(file, new GalleryFile.Header(weights, newGeneration()), List.of());
                }
            });
        }
        return open(file, weights);
    }

    /** The weights that a gallery was made with. */
    public static GalleryWeights weights(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return GalleryFile.start(file, channel).header().weights();
        } catch (IOException e) {
            throw GalleryAccess.failed("read", file, e);
        }
    }

    /** Bytes of a last record that a crash kept from being finished, and so from being acknowledged; the next change cuts them off. */
    public long unfinishedBytes() {
        return unfinished;
    }

    /** Everybody, with their pictures, in order of enrolment. */
    public synchronized Map<String, List<Picture>> people() {
        Map<String, List<Picture>> copy = new LinkedHashMap<>();
        people.forEach((name, pictures) -> copy.put(name, List.copyOf(pictures)));
        return copy;
    }

    /** Pictures of a person; empty if nobody of that name is enrolled. */
    public synchronized List<Picture> pictures(String name) {
        return List.copyOf(people.getOrDefault(GalleryRecord.tidy(name), List.of()));
    }

    /**
     * Adds a picture of a person. It is on disk when this returns.
     *
     * @param name 1 to 200 characters; accents may be typed either way
     * @param source name of the picture's file, likewise
     * @param embedding made with this gallery's weights
     * @param add whether the person may be enrolled already; else that is an error, so that two people of one name are not taken for one
     * @throws ZooException if the person is there already, or the file cannot be written
     */
    public synchronized void enroll(String name, String source, float[] embedding, boolean add) {
        checkDimensions(embedding);
        var record = new GalleryRecord.Enrolled(GalleryRecord.tidy(name), source, embedding.clone());
        append(record, add ? () -> {} : () -> requireNew(name));
    }

    /**
     * Refuses a name before its pictures are looked at.
     *
     * @throws ZooException if somebody of that name is enrolled
     */
    public synchronized void requireNew(String name) {
        if (!pictures(name).isEmpty()) {
            throw new ZooException(GalleryRecord.tidy(name) + " is enrolled in " + file
                    + " already: add pictures of the same person with --add, give another person another name");
        }
    }

    /**
     * Forgets a person. The embeddings are out of the file once it is compacted.
     *
     * @return how many pictures there were
     * @throws ZooException if nobody of that name is enrolled, or the file cannot be written
     */
    public synchronized int remove(String name) {
        var record = new GalleryRecord.Removed(GalleryRecord.tidy(name));
        int[] pictures = new int[1];
        append(record, () -> {
            if (!people.containsKey(record.name())) {
                List<String> near = NearestNames.of(record.name(), people.keySet());
                throw new ZooException("nobody called " + record.name() + " is enrolled in " + file
                        + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
            }
            pictures[0] = people.get(record.name()).size();
        });
        return pictures[0];
    }

    /** Writes the file anew without those who were removed; a crash leaves the old one or the new one. */
    public synchronized void compact() {
        GalleryAccess.locked(file, () -> {
            catchUp();
            List<GalleryRecord> records = new ArrayList<>();
            people.forEach((name, pictures) -> pictures.forEach(
                    picture -> records.add(new GalleryRecord.Enrolled(name, picture.source(), picture.embedding()))));
            GalleryFile.write(file, new GalleryFile.Header(weights, newGeneration()), records);
            catchUp();
        });
    }

    /**
     * Ranks all people by the distance of their nearest picture.
     *
     * @param threshold the largest distance at which it is still the person
     * @throws ZooException if nobody is enrolled
     */
    public synchronized Identification identify(float[] embedding, double threshold) {
        checkDimensions(embedding);
        requireSomebody();
        return Identification.of(embedding, people, threshold);
    }

    /**
     * Refuses an empty gallery before pictures are looked at.
     *
     * @throws ZooException if nobody is enrolled
     */
    public synchronized void requireSomebody() {
        if (people.isEmpty()) {
            throw new ZooException("nobody is enrolled in " + file + ": zoo face enroll NAME IMAGE --gallery " + file);
        }
    }

    private void checkDimensions(float[] embedding) {
        if (embedding.length != weights.dimensions()) {
            throw new IllegalArgumentException(
                    "the gallery's embeddings have " + weights.dimensions() + " dimensions, got " + embedding.length);
        }
    }

    private void append(GalleryRecord record, Runnable check) {
        GalleryAccess.locked(file, () -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                catchUp(channel);
                check.run();
                end = GalleryFile.append(channel, end, record);
                apply(record);
            }
        });
    }

    private void catchUp() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            catchUp(channel);
            unfinished = channel.size() - end;
        }
    }

    /** Reads what others have written since, all of it where the file is another one. */
    private void catchUp(FileChannel channel) throws IOException {
        GalleryFile.Start start = GalleryFile.start(file, channel);
        GalleryWeights theirs = start.header().weights();
        if (!theirs.equals(weights)) {
            throw new ZooException(file + " was made with weights " + theirs + ", not " + weights
                    + ": give those with --model, or enroll into another file");
        }
        if (!start.header().generation().equals(generation)) {
            generation = start.header().generation();
            end = start.log();
            people.clear();
        }
        end = GalleryFile.scan(file, channel, end, weights.dimensions(), this::apply);
    }

    private void apply(GalleryRecord record) {
        if (record instanceof GalleryRecord.Enrolled enrolled) {
            people.computeIfAbsent(enrolled.name(), name -> new ArrayList<>())
                    .add(new Picture(enrolled.source(), enrolled.embedding()));
        } else {
            people.remove(record.name());
        }
    }

    private static String newGeneration() {
        return UUID.randomUUID().toString();
    }
}
