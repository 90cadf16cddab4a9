package org.convzoo.onednn;

import java.lang.reflect.Field;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNLocalResponseNormalizationHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.normalization.LocalResponseNormalization;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Internal, not API: a stop-gap until graphs are compiled into plans, and gone then.
 *
 * <p>What is wrong upstream (DL4J 1.0.0-M2.1): the oneDNN helpers of {@code org.deeplearning4j.nn.layers.mkldnn} exist and work,
 * but {@code BaseMKLDNNHelper.mklDnnEnabled()} looks up a backend class under a name that it no longer has, so no layer ever gets
 * one. Setting a layer's {@code helper} field after {@code init()} revives them: five to ten times faster. They need a build of
 * nd4j-native with oneDNN ({@code onednn} classifiers).
 */
public final class RevivedHelpers {
    private RevivedHelpers() {}

    /**
     * Gives helpers to all layers of an initialised float graph that can have one.
     *
     * @return how many layers got one; 0 leaves the stock path
     */
    public static int install(ComputationGraph graph) {
        int installed = 0;
        for (Layer layer : graph.getLayers()) {
            Object helper = helperFor(layer);
            if (helper != null) {
                set(layer, helper);
                installed++;
            }
        }
        return installed;
    }

    private static Object helperFor(Layer layer) {
        if (layer.getClass()
                == ConvolutionLayer.class) { // subclasses (deconvolution, depthwise) compute something else
            return new MKLDNNConvHelper(DataType.FLOAT);
        } else if (layer.getClass() == SubsamplingLayer.class) {
            return new MKLDNNSubsamplingHelper(DataType.FLOAT);
        } else if (layer instanceof BatchNormalization) {
            return new MKLDNNBatchNormHelper(DataType.FLOAT);
        } else if (layer instanceof LocalResponseNormalization) {
            return new MKLDNNLocalResponseNormalizationHelper(DataType.FLOAT);
        }
        return null;
    }

    private static void set(Layer layer, Object helper) {
        for (Class<?> c = layer.getClass(); c != null; c = c.getSuperclass()) {
            try {
                Field field = c.getDeclaredField("helper");
                field.setAccessible(true);
                field.set(layer, helper);
                return;
            } catch (NoSuchFieldException e) {
                // the field belongs to a superclass
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("cannot set the helper of " + layer, e);
            }
        }
        throw new IllegalStateException("no field named helper in " + layer.getClass() + ": is this DL4J 1.0.0-M2.1?");
    }
}
