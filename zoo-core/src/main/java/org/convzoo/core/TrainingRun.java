package org.convzoo.core;

import org.convzoo.data.Preprocessing;

/**
 * What a training is, written to {@code args.json}: enough to continue it or to repeat it.
 *
 * @param architecture id
 * @param spec the net
 * @param preprocessing of the pictures
 * @param data name or folder of the data set
 * @param options how it is trained
 * @param engine what computes
 * @param command that started it
 */
public record TrainingRun(
        String architecture,
        Spec spec,
        Preprocessing preprocessing,
        String data,
        TrainingOptions options,
        Engine engine,
        String command) {

    /** The training that the architecture recommends for a data set with so many classes. */
    public static TrainingRun of(Architecture architecture, Spec spec, String data, TrainingOptions options) {
        return new TrainingRun(
                architecture.id(),
                spec,
                architecture.preprocessing(spec, data),
                data,
                options,
                Engine.ONEDNN,
                "zoo train " + architecture.id() + " --data " + data);
    }
}
