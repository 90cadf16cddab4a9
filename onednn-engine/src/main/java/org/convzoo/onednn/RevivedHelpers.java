package org.convzoo.onednn;

import java.lang.reflect.Field;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Internal, not API: a stop-gap until graphs are compiled into plans, and gone then.
 *
 * <p>What is wrong upstream (DL4J 1.0.0-M2.1): the oneDNN helpers of {@code org.deeplearning4j.nn.layers.mkldnn} exist, but {@code
 * BaseMKLDNNHelper.mklDnnEnabled()} looks up a backend class under a name that it no longer has, so no layer ever gets one. Setting
 * a layer's {@code helper} field after {@code init()} revives them: five to ten times faster. They need a build of nd4j-native with
 * oneDNN ({@code onednn} classifiers).
 *
 * <p>Not all deserve it, and these layers stay stock:
 *
 * <ul>
 *   <li>local response normalisation: the helper divides alpha otherwise, and its gradient is the forward pass of the gradient;
 *   <li>pooling: the layer never asks its helper for the forward pass, the backward pass is the operation that stock runs too, but
 *       for {@code avgPoolIncludePadInDivisor}, which the helper forgets;
 *   <li>dilated convolution, which the helper refuses at run time, with a warning;
 *   <li>batch normalisation with locked gamma and beta, which the helper itself declares unsupported.
 * </ul>
 */
public final class RevivedHelpers {
    private RevivedHelpers() {}

    /**
     * Gives helpers to all layers of an initialised float graph that gain by one.
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
            var conf = (org.deeplearning4j.nn.conf.layers.ConvolutionLayer)
                    layer.conf().getLayer();
            return Arrays.stream(conf.getDilation()).allMatch(d -> d == 1)
                    ? new MKLDNNConvHelper(DataType.FLOAT)
                    : null;
        } else if (layer instanceof BatchNormalization norm) {
            return norm.layerConf().isLockGammaBeta() ? null : new MKLDNNBatchNormHelper(DataType.FLOAT);
        }
        return null;
    }

    private static void set(Layer layer, Object helper) {
        Class<?> owner = layer instanceof BatchNormalization ? BatchNormalization.class : ConvolutionLayer.class;
        try {
            Field field = owner.getDeclaredField("helper");
            field.setAccessible(true);
            field.set(layer, helper);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot set the helper of " + owner + ": is this DL4J 1.0.0-M2.1?", e);
        }
    }
}
