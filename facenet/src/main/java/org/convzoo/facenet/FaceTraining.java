package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.ElasticDistortion;
import org.convzoo.data.HeadTurn;
import org.convzoo.data.Inset;
import org.convzoo.data.LightRamp;
import org.convzoo.data.Lookalikes;
import org.convzoo.data.OneWarp;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomFlip;
import org.convzoo.data.Resize;
import org.convzoo.data.Standardize;
import org.convzoo.data.Strangers;
import org.convzoo.data.Transform;

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

    /** What lies from the brow to the chin of a whole picture of att-faces, which is about what pictures of smiles show. */
    private static final Inset FACE = new Inset(0.3036f, 0.1141f, 0.625f, 0.7391f);

    /** The face alone: what a net sees that learns from another one on pictures cut as closely. */
    static Preprocessing closePreprocessing(Spec spec) {
        Preprocessing whole = preprocessing(spec);
        List<Transform> steps = new ArrayList<>(List.of(FACE));
        steps.addAll(whole.steps());
        return whole.withSteps(steps);
    }

    /**
     * For learning another net's embeddings from thousands of pictures: no two of them need be of one person. The pictures' own differences in how the
     * face lies are all that the net sees of these, so that views are drawn from far.
     */
    static TrainingOptions distillation() {
        return new TrainingOptions(
                15,
                128,
                1,
                new Optimizer(Optimizer.Kind.ADAMW, 2e-3, 0.9, 0.01),
                Schedule.cosine(2),
                new Regularization(0, 0, 0.95),
                List.of(
                        new RandomFlip(0.5f),
                        new OneWarp(List.of(
                                new RandomAffine(8, 0.05f, 0.9f, 1.1f, 3, 0),
                                new HeadTurn(0.1f),
                                new ElasticDistortion(49, 8))), // of 1 pixel's deviation
                        new LightRamp(0.3f),
                        new ColorJitter(0.1f, 0.1f, 0, 0)),
                0,
                0,
                0);
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
                        new Lookalikes(7, 140, 10, false),
                        new RandomFlip(0.5f),
                        new RandomAffine(4, 0.025f, 0.95f, 1.05f, 1.5f, 60),
                        new ColorJitter(0.1f, 0.1f, 0, 0)),
                0,
                0,
                0);
    }

    /** Half of each batch: more of it is worse for the known people, less for the others. */
    private static final float SHARE = 0.5f;

    /**
     * The augmentation where strangers are shown too, which is made for a longer training. Lookalikes are other ones in each epoch, and of a
     * stranger, whose pictures differ by the augmentation alone, it is twice as strong.
     *
     * @param data of the strangers
     */
    static List<Transform> amongStrangers(String data) {
        List<Transform> known = new ArrayList<>(List.of(new Lookalikes(3, 140, 10, true)));
        known.addAll(views(1));
        known.add(new Strangers(data, SHARE, views(2)));
        return List.copyOf(known);
    }

    /** What lies between two pictures of a person: how the head is held, the expression, the light. */
    private static List<Transform> views(float strength) {
        return List.of(
                new RandomFlip(0.5f),
                new OneWarp(List.of(
                        new RandomAffine(
                                4 * strength,
                                0.025f * strength,
                                1 - 0.05f * strength,
                                1 + 0.05f * strength,
                                1.5f * strength,
                                0),
                        new HeadTurn(0.1f * strength),
                        new ElasticDistortion(49 * strength, 8))), // of 1 pixel's deviation
                new LightRamp(0.3f * strength),
                new ColorJitter(0.1f, 0.1f, 0, 0));
    }
}
