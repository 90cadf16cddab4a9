package org.convzoo.core;

import java.util.List;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * A network that the zoo can build, train and describe. A family is one enum that implements this; a variant is one constant.
 *
 * <p>The graph that {@link #configure} gives has one input of shape [N, channels, height, width] and, for a classifier, a first
 * output [N, numClasses] of probabilities. Further outputs are auxiliary classifiers of the same shape: a training gives them the
 * same labels and adds their losses, each with the weight that it has by itself (as {@code LossMCXENT} with a weight of 0.3 for each
 * class); evaluation and prediction read the first output only.
 */
public interface Architecture {
    /** What a net is for, which tells what it is trained on and judged by. */
    enum Kind {
        /** Of which class is a picture? */
        CLASSIFIER,
        /** Which things are where? */
        DETECTOR,
        /** How far are two pictures apart? The output is [N, numClasses], compared by Euclidean distance; the classes are its dimensions. */
        EMBEDDING,
        /** How does a picture look in another's manner? The output is a picture too. */
        PAINTER,
        /** One step of an application, which alone knows what the outputs mean. */
        STEP
    }

    /** What its nets are for. */
    default Kind kind() {
        return Kind.CLASSIFIER;
    }

    /** Name on the command line, unique in the zoo, lower case: {@code lenet5}. */
    String id();

    /** The family's name, as its module is called: {@code lenet}. */
    String family();

    /** The idea in a sentence. */
    String summary();

    /** Authors, year, venue or arXiv id, section. */
    String paper();

    /** The paper's net. */
    Spec defaultSpec();

    /**
     * The net for pictures of a size, where nobody asks for another: the paper's, unless the family has a form for small pictures
     * ({@link Spec#forPictures}).
     */
    default Spec specFor(int channels, int height, int width) {
        return defaultSpec();
    }

    /**
     * The graph for a spec.
     *
     * @param base carries what belongs to a training and not to the architecture: seed, updater, weight decay, data type
     * @throws IllegalArgumentException if the input is too small for the architecture
     */
    ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base);

    /**
     * How pictures become the input of {@code spec} when the net is trained anew.
     *
     * @param dataset a name from the catalogue, or a folder's name
     */
    Preprocessing preprocessing(Spec spec, String dataset);

    /**
     * A training that is known to work.
     *
     * @param dataset a name from the catalogue, or a folder's name: unknown ones get the architecture's general recipe
     */
    TrainingOptions recipe(String dataset);

    /** Nets of other libraries whose weights fit the graph of a spec. */
    default List<ForeignNet> foreignNets(Spec spec) {
        return List.of();
    }

    /** What the table of a net's costs does not tell by itself, such as what an idea saves: lines for {@code zoo describe}. */
    default List<String> notes(ModelSummary summary) {
        return List.of();
    }
}
