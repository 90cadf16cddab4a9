package org.convzoo.facenet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand enrolments by a process that is killed at twenty moments: whoever was acknowledged is there. */
@Tag("slow")
class GalleryCrashTest {
    private static final GalleryWeights WEIGHTS = new GalleryWeights("net.people", 128, "0123456789abcdef".repeat(4));
    private static final int ENROLMENTS = 1000, KILLS = 20;

    @TempDir
    Path folder;

    /** The process: enrols from where the gallery ends, and says so after each. */
    static final class Enroller {
        public static void main(String[] args) {
            Gallery gallery = Gallery.openOrCreate(Path.of(args[0]), WEIGHTS);
            for (int i = gallery.people().size(); i < ENROLMENTS; i++) {
                gallery.enroll(name(i), name(i) + ".png", embedding(i), false);
                System.out.println(i);
            }
        }
    }

    @Test
    @Timeout(300)
    void whoeverWasAcknowledgedIsThere() throws IOException, InterruptedException {
        Path file = folder.resolve("people.gallery");
        Random random = new Random(7);
        int acknowledged = 0;
        int killed = 0;
        while (killed < KILLS) {
            Process process = start(file);
            // Some while it writes the next; the first also while it makes the file.
            int more = killed == 0 ? 0 : 1 + random.nextInt(2 * ENROLMENTS / KILLS - 10);
            try (BufferedReader out = process.inputReader()) {
                for (int i = 0; i < more; i++) {
                    acknowledged = Integer.parseInt(out.readLine()) + 1;
                }
                TimeUnit.MICROSECONDS.sleep(killed == 0 ? 200_000 : random.nextInt(3000));
                process.toHandle().destroyForcibly(); // by its handle, since a Process closes the pipe
                process.waitFor();
                // What the process had said before it died is in the pipe.
                for (String line; (line = out.readLine()) != null && line.matches("\\d+"); ) {
                    acknowledged = Integer.parseInt(line) + 1;
                }
            }
            killed++;
            Gallery gallery = Gallery.openOrCreate(file, WEIGHTS);
            assertPeople(gallery, acknowledged);
        }
        assertThat(acknowledged).as("the kills were spread over the run").isBetween(ENROLMENTS / 2, ENROLMENTS - 1);

        int missing = ENROLMENTS - Gallery.open(file, WEIGHTS).people().size();
        Process last = start(file);
        assertThat(last.inputReader().lines().count()).isEqualTo(missing);
        assertThat(last.waitFor()).isZero();
        Gallery gallery = Gallery.open(file, WEIGHTS);
        assertPeople(gallery, ENROLMENTS);
        assertThat(gallery.people()).hasSize(ENROLMENTS);
    }

    /** Everybody up to the last acknowledged one, and perhaps one more whose acknowledgement was cut off. */
    private static void assertPeople(Gallery gallery, int acknowledged) {
        Map<String, List<Gallery.Picture>> people = gallery.people();
        int there = people.size();
        assertThat(there).isBetween(acknowledged, acknowledged + 1);
        for (int i = 0; i < there; i++) {
            assertThat(people).containsKey(name(i));
        }
        if (there > 0) {
            assertThat(people.get(name(there - 1)).get(0).embedding()).isEqualTo(embedding(there - 1));
        }
    }

    private static Process start(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Enroller.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String name(int i) {
        return "person " + i;
    }

    private static float[] embedding(int i) {
        float[] embedding = new float[128];
        for (int d = 0; d < embedding.length; d++) {
            embedding[d] = i + d / 128f;
        }
        return embedding;
    }
}
