package org.convzoo.facenet;

import java.util.Collections;
import java.util.List;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Resize;
import org.convzoo.data.Standardize;

/** What the embeddings have in common that are trained here. */
final class FaceTraining {
    private FaceTraining() {}

    /** Whole pictures, each of mean 0 and deviation 1. */
    static Preprocessing preprocessing(Spec spec) {
        int height = spec.height(), width = spec.width();
        ChannelOrder order = spec.channels() == 1 ? ChannelOrder.GREY : ChannelOrder.RGB;
        return new Preprocessing(
                height,
                width,
                order,
                List.of(new Resize(height, width), new Standardize()),
                1 / 255f,
                Collections.nCopies(spec.channels(), 0.5f),
                Collections.nCopies(spec.channels(), 0.25f));
    }

    /**
     * For some hundred upright pictures of some dozens of people: about twelve people with five pictures each in a batch. Stronger augmentation is worse
     * there, since faces are cut out alike, and so is a narrower net.
     */
    static TrainingOptions recipe() {
        return new TrainingOptions(
                50,
                60,
                1,
                new Optimizer(Optimizer.Kind.ADAMW, 1e-3, 0.9, 0.01),
                Schedule.cosine(5),
                new Regularization(0, 0, 0.95),
                List.of(
                        new Lookalikes(7, 140, 10),
                        new RandomFlip(0.5f),
                        new RandomAffine(4, 0.025f, 0.95f, 1.05f, 1.5f, 60),
                        new ColorJitter(0.1f, 0.1f, 0, 0)),
                0,
                0,
                0);
    }
}
