package org.convzoo.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The random transforms that suit a data set of the catalogue, for the recipes of the architectures.
 *
 * <p>They work on prepared pictures, 0 to 255; lengths in pixels are for the data set's own size. A data set that is not named here, such as a user's folder, gets none:
 * nobody knows whether its pictures may be mirrored.
 */
public final class Augmentations {
    /** About the mean grey of the sets: what comes in at the edges should not stand out. */
    private static final float WALL = 150, SKIN = 120, GREY = 120;

    private Augmentations() {}

    /**
     * The usual ones.
     *
     * @param dataset name in the catalogue, also of a fold
     */
    public static List<Transform> of(String dataset) {
        return switch (Datasets.withoutFold(dataset)) {
            // He et al. 2015, arXiv 1512.03385, section 4.2: 4 pixels on each side of 32, and mirrored.
            case "cifar10", "cifar10-binary" -> List.of(new RandomShift(4), new RandomFlip(0.5f));
            // Never mirrored: all hands are turned the same way, thumb on the right.
            case "sign-digits", "coursera-signs" ->
                List.of(new RandomAffine(15, 0.1f, 0.85f, 1.15f, 5, WALL), new ColorJitter(0.25f, 0.2f, 0.2f, 0.02f));
            case "smiles" ->
                List.of(
                        new RandomFlip(0.5f),
                        new RandomAffine(8, 0.06f, 0.92f, 1.08f, 0, SKIN),
                        new ColorJitter(0.25f, 0.2f, 0, 0));
            case "happy-house" ->
                List.of(
                        new RandomFlip(0.5f),
                        new RandomAffine(8, 0.06f, 0.92f, 1.08f, 0, SKIN),
                        new ColorJitter(0.25f, 0.2f, 0.1f, 0.02f));
            default -> List.of();
        };
    }

    /** More of it, for long trainings of large nets: colour and, on CIFAR, a square blotted out. Else as {@link #of}. */
    public static List<Transform> strong(String dataset) {
        List<Transform> transforms = new ArrayList<>(of(dataset));
        if (Datasets.withoutFold(dataset).startsWith("cifar10")) {
            transforms.add(new ColorJitter(0.2f, 0.2f, 0.2f, 0.02f));
            transforms.add(new Cutout(8, GREY));
        }
        return List.copyOf(transforms);
    }
}
