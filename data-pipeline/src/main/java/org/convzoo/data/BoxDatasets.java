package org.convzoo.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens data sets of pictures with boxes by name or from a folder. */
public final class BoxDatasets {
    /** Vehicles on highways, 2,442 pictures of Universitas Tidar's on Roboflow Universe, version 40; CC BY 4.0. */
    public static final String HIGHWAY = "highway";

    private BoxDatasets() {}

    /** Whether a folder is in one of the layouts that {@link #open} knows. */
    public static boolean isOne(Path folder) {
        return Files.isDirectory(folder)
                && (UltralyticsFolder.isOne(folder) || CocoFolder.isOne(folder) || PascalVocFolder.isOne(folder));
    }

    /** Whether a data set has boxes: one of the catalogue by its name, or a folder in one of the layouts. */
    public static boolean isOne(String nameOrFolder) {
        return Datasets.isName(nameOrFolder)
                ? nameOrFolder.equals(HIGHWAY)
                : folder(nameOrFolder).filter(BoxDatasets::isOne).isPresent();
    }

    /**
     * Opens a data set.
     *
     * @param nameOrFolder {@value #HIGHWAY}, or a folder: an {@linkplain UltralyticsFolder Ultralytics}, a {@linkplain CocoFolder COCO} or a
     *     {@linkplain PascalVocFolder Pascal VOC} one
     * @param mend what these do about wrong boxes
     * @throws DataException if it is neither, or cannot be read
     */
    public static BoxDataset open(String nameOrFolder, DataHome home, boolean mend) {
        if (nameOrFolder.equals(HIGHWAY)) {
            return UltralyticsFolder.open(Highway.folder(home), mend).renamed(HIGHWAY);
        }
        Path folder = folder(nameOrFolder)
                .filter(Files::isDirectory)
                .orElseThrow(() -> new DataException(
                        "'" + nameOrFolder + "' is no data set with boxes and no folder; there is: " + HIGHWAY));
        if (UltralyticsFolder.isOne(folder)) {
            return UltralyticsFolder.open(folder, mend);
        }
        if (CocoFolder.isOne(folder)) {
            return CocoFolder.open(folder, mend);
        }
        if (PascalVocFolder.isOne(folder)) {
            return PascalVocFolder.open(folder, mend);
        }
        throw new DataException(folder + " has boxes in none of the known layouts: Ultralytics (data.yaml),"
                + " COCO (annotations/instances_*.json, or _annotations.coco.json beside the pictures),"
                + " Pascal VOC (Annotations/*.xml, or .xml files beside the pictures)");
    }

    private static Optional<Path> folder(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** What is said where a classifier is to learn from one. */
    static DataException forDetectors(String nameOrFolder) {
        return new DataException("'" + nameOrFolder + "' has boxes, which are for detectors;"
                + " a classifier learns from pictures with one class each");
    }
}
