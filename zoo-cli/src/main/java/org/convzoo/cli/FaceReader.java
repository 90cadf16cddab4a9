package org.convzoo.cli;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.ZooException;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.facenet.AnnotatedFace;
import org.convzoo.facenet.FaceDoubts;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.FacePipeline.Chip;

/** Finds the face on a picture; errors name the picture, and what is doubtful is told on stderr. */
record FaceReader(FacePipeline pipeline, Console console) {
    /**
     * A picture with a face.
     *
     * @param name of its file
     */
    record Found(String name, Image picture, Chip chip) {
        /** The picture with what was found marked in it, as PNG. */
        void write(Path png, String text) {
            BufferedImage drawn = AnnotatedFace.of(picture, chip.face(), text);
            AtomicFile.write(png, out -> ImageIO.write(drawn, "png", out));
        }

        /** Where the face lies; of a picture that is a face as a whole, all of it. */
        Frame frame() {
            return Frame.of(
                    chip.face().map(face -> face.box()).orElse(new Box(0, 0, picture.width(), picture.height())));
        }
    }

    /** In pixels of the picture; x and y are of the upper left corner. */
    record Frame(double x, double y, double width, double height) {
        static Frame of(Box box) {
            return new Frame(box.x(), box.y(), box.width(), box.height());
        }
    }

    /**
     * Reads a picture and finds its face, the largest if there are several.
     *
     * @throws org.convzoo.data.DataException if it cannot be read
     * @throws ZooException if no face is found
     */
    Found read(Path file) {
        Found found = find(ImageReader.read(file), file.toString());
        if (found.chip().faces() > 1) {
            console.note(file + ": " + found.chip().faces() + " faces, taking the largest");
        }
        Image picture = found.picture();
        found.chip().face().ifPresent(face -> FaceDoubts.of(face, picture.width(), picture.height())
                .forEach(doubt -> console.note(file + ": the face " + doubt + ", distances may be wrong")));
        return found;
    }

    /** The same of a picture that has been read, without a word on what is doubtful. */
    Found find(Image picture, String name) {
        try {
            return new Found(name, picture, pipeline.align(picture));
        } catch (ZooException e) {
            throw new ZooException(name + ": " + e.getMessage(), e);
        }
    }

    /** The embeddings of faces, in order. */
    List<float[]> embed(List<Found> found) {
        return pipeline.embed(found.stream().map(Found::chip).toList()).stream()
                .map(FacePipeline.Embedded::embedding)
                .toList();
    }
}
