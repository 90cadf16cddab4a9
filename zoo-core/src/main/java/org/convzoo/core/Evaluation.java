package org.convzoo.core;

import java.util.List;

/** How well a net does on a part of a data set, whatever it does. */
public interface Evaluation {
    /** Part of the data set. */
    String split();

    /** Number of pictures. */
    int images();

    /** By what weights are chosen, 0 to 1, the higher the better; what it is is the task's to say ({@link Task#measure}). */
    double score();

    /** What the training makes small, mean per picture. */
    double loss();

    /** For the model card. */
    List<ModelCard.Metric> metrics();
}
