package org.convzoo.onednn;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Instance normalisation: each channel of each picture is shifted and scaled to mean 0 and variance 1 over its pixels, then gets the gain
 * and the bias of its channel, y = gamma (x - mean) / sqrt(variance + epsilon) + beta, with the variance divided by the number of pixels.
 * It does the same in a training and in an inference. DL4J has no such layer.
 *
 * <p>Paper: D. Ulyanov, A. Vedaldi, V. Lempitsky, "Instance Normalization: The Missing Ingredient for Fast Stylization", 2016, arXiv
 * 1607.08022, section 2.
 *
 * <p>Takes and gives [N, C, H, W]. Parameters {@code gamma} and {@code beta} [1, C]: 2 C numbers, which no weight decay touches. It
 * applies no activation.
 *
 * <pre>{@code
 * graph.addLayer("norm", new InstanceNormalization.Builder().epsilon(1e-3).build(), "convolution");
 * }</pre>
 */
public final class InstanceNormalization extends BaseLayer {
    private static final long serialVersionUID = 1L;

    @JsonProperty
    private long channels; // 0: not known yet

    @JsonProperty
    private double epsilon;

    /** For JSON. */
    @SuppressWarnings("unused")
    private InstanceNormalization() {}

    private InstanceNormalization(Builder builder) {
        super(builder);
        this.channels = builder.channels;
        this.epsilon = builder.epsilon;
        initializeConstraints(builder);
    }

    /** Makes the layer. */
    public static final class Builder extends BaseLayer.Builder<Builder> {
        private long channels;
        private double epsilon = 1e-5;

        public Builder() {
            activation(new ActivationIdentity()); // lest it takes over the net's, which it would not apply
        }

        /** Of the input; only needed where the graph is not told its input types. */
        public Builder channels(long channels) {
            if (channels < 1) {
                throw new IllegalArgumentException("channels must be >= 1, got " + channels);
            }
            this.channels = channels;
            return this;
        }

        /** What is added to the variance; 1e-5 if nothing is said. */
        public Builder epsilon(double epsilon) {
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
            }
            this.epsilon = epsilon;
            return this;
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // DL4J's signature
        public <E extends Layer> E build() {
            return (E) new InstanceNormalization(this);
        }
    }

    public long channels() {
        return channels;
    }

    public double epsilon() {
        return epsilon;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray view,
            boolean fresh,
            DataType type) {
        if (channels < 1) {
            throw new IllegalStateException("the layer " + getLayerName()
                    + " does not know its channels: give the graph its input types, or the layer its channels");
        }
        InstanceNormalizationLayer layer = new InstanceNormalizationLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(view);
        layer.setParamTable(initializer().init(conf, view, fresh));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public InstanceNormalizationParameters initializer() {
        return InstanceNormalizationParameters.INSTANCE;
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return pictures(input);
    }

    @Override
    public void setNIn(InputType input, boolean override) {
        if (channels < 1 || override) {
            channels = pictures(input).getChannels();
        }
    }

    private InputTypeConvolutional pictures(InputType input) {
        if (input instanceof InputTypeConvolutional maps && maps.getFormat() == CNN2DFormat.NCHW) {
            return maps;
        }
        throw new IllegalStateException(
                "the layer " + getLayerName() + " takes pictures with channels first, [N, C, H, W], got " + input);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType input) {
        return null;
    }

    @Override
    public List<Regularization> getRegularizationByParam(String name) {
        return null; // DL4J's word for none
    }

    @Override
    public boolean isPretrainParam(String name) {
        return false;
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType input) {
        long parameters = initializer().numParams(this);
        return new LayerMemoryReport.Builder(
                        getLayerName(), InstanceNormalization.class, input, getOutputType(-1, input))
                .standardMemory(parameters, getIUpdater().stateSize(parameters))
                .workingMemory(0, input.arrayElementsPerExample(), 0, 2 * input.arrayElementsPerExample())
                .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
                .build();
    }

    @Override
    public InstanceNormalization clone() {
        return (InstanceNormalization) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InstanceNormalization that
                && super.equals(other)
                && channels == that.channels
                && Double.compare(epsilon, that.epsilon) == 0;
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof InstanceNormalization;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), channels, epsilon);
    }

    @Override
    public String toString() {
        return "InstanceNormalization(channels=" + channels + ", epsilon=" + epsilon + ")";
    }
}
