package org.convzoo.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A data set whose pictures lie in one archive.
 *
 * <p>When it is first opened they are decoded into a {@link PictureFile} in the cache, beside where the archive is downloaded to. From then on that
 * file is opened, and the archive, which was checked before it was decoded, is not looked at any more.
 *
 * @param entry what the catalogue says; its only file is the archive
 * @param decoder makes pictures of the archive's files
 * @param version of the decoder: a change makes old caches invalid
 * @param division into parts and classes
 */
record ArchivedPictures(CatalogEntry entry, Decoder decoder, int version, Division division) implements CatalogSource {

    /** Makes one or many pictures of one file of the archive. */
    interface Decoder {
        void decode(String name, byte[] content, PictureFile.Writer pictures) throws IOException;
    }

    private RemoteFile archive() {
        return entry.files().get(0);
    }

    @Override
    public Dataset open(DataHome home, Progress progress) {
        PictureFile pictures = pictures(home, progress);
        List<Division.Place> places = division.places(pictures.names());
        Map<String, Split> parts = new LinkedHashMap<>();
        for (String part : List.of(Dataset.TRAIN, Dataset.VALIDATION, Dataset.TEST)) {
            int[] which = IntStream.range(0, places.size())
                    .filter(i -> places.get(i).part().equals(part))
                    .toArray();
            int[] labels = IntStream.of(which).map(i -> places.get(i).label()).toArray();
            parts.put(part, new PictureSplit(pictures, which, labels));
        }
        return new NamedParts(entry.name(), entry.classes(), parts, entry::digest);
    }

    private PictureFile pictures(DataHome home, Progress progress) {
        String key = "version " + version + " of " + archive().digest();
        Path file = home.cached(archive()).resolveSibling(archive().file() + ".pictures");
        Optional<PictureFile> ready = PictureFile.open(file, key);
        if (ready.isPresent()) {
            return ready.get();
        }
        Path source = new Download(home).fetch(archive(), progress);
        try {
            Files.createDirectories(file.getParent());
            Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
            return FileLocks.locked(lock, () -> {
                Optional<PictureFile> made = PictureFile.open(file, key); // another thread or process was quicker
                if (made.isPresent()) {
                    return made.get();
                }
                PictureFile.write(file, key, writer -> decode(source, writer, progress));
                return PictureFile.open(file, key)
                        .orElseThrow(() -> new IOException("what was written does not read back"));
            });
        } catch (IOException e) {
            throw new DataException(
                    "cannot decode " + source + " into " + file + ": " + Digests.reason(e)
                            + "; make room there, or set ZOO_HOME to a folder on another disk that can be written to",
                    e);
        }
    }

    private void decode(Path source, PictureFile.Writer writer, Progress progress) throws IOException {
        Pattern inside = Pattern.compile(archive().inside());
        long[] done = {0};
        Archive.forEach(source, inside, archive().contentLimit(), (name, content) -> {
            decoder.decode(name, content, writer);
            done[0] += content.length;
            progress.decoding(archive(), done[0], archive().bytes());
        });
    }
}
