package org.convzoo.core;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.data.CenterCrop;
import org.convzoo.data.CornerCrop;
import org.convzoo.data.CornerCrop.Corner;
import org.convzoo.data.Mirror;
import org.convzoo.data.Pad;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Transform;

/**
 * Test-time augmentation: several views of each picture, whose probabilities are averaged. It helps nets that were trained on such
 * views, and harms those that were not.
 */
public enum Tta {
    NONE,
    /** The picture, and the picture mirrored. */
    MIRROR,
    /** Four corners and the centre; for pictures that must not be mirrored, such as digits. */
    FIVE_CROP,
    /** Four corners and the centre, each also mirrored (Krizhevsky et al. 2012, section 4.1). */
    TEN_CROP;

    private static final int PADDING = 4; // for pictures that the net takes whole, as for CIFAR

    /**
     * The preprocessings to average over. Where the model crops the centre out of a larger picture, the views are crops of that
     * picture; where it takes the whole picture, the views are crops of the picture padded by {@value #PADDING} on each side.
     */
    public List<Preprocessing> views(Preprocessing preprocessing) {
        if (this == NONE) {
            return List.of(preprocessing);
        }
        List<Transform> steps = new ArrayList<>(preprocessing.steps());
        if (this == MIRROR) {
            steps.add(new Mirror());
            return List.of(preprocessing, preprocessing.withSteps(steps));
        }
        if (!steps.isEmpty() && steps.get(steps.size() - 1) instanceof CenterCrop) {
            steps.remove(steps.size() - 1);
        } else {
            steps.add(new Pad(PADDING, PADDING, PADDING, PADDING, 0));
        }
        List<Preprocessing> views = new ArrayList<>();
        for (Corner corner : Corner.values()) {
            steps.add(new CornerCrop(preprocessing.height(), preprocessing.width(), corner));
            views.add(preprocessing.withSteps(steps));
            if (this == TEN_CROP) {
                steps.add(new Mirror());
                views.add(preprocessing.withSteps(steps));
                steps.remove(steps.size() - 1);
            }
            steps.remove(steps.size() - 1);
        }
        return views;
    }

    /** Index of the view that shows the picture as it is without augmentation: the centre, not mirrored. */
    int plainView() {
        int center = List.of(Corner.values()).indexOf(Corner.CENTER);
        return switch (this) {
            case NONE, MIRROR -> 0;
            case FIVE_CROP -> center;
            case TEN_CROP -> 2 * center;
        };
    }
}
