package org.convzoo.onednn;

import static org.convzoo.onednn.InstanceNormalizationParameters.BETA;
import static org.convzoo.onednn.InstanceNormalizationParameters.GAMMA;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** {@link InstanceNormalization} where DL4J computes; {@link InstanceNormalizationLowering} is what a plan does. */
final class InstanceNormalizationLayer extends BaseLayer<InstanceNormalization> {
    private static final long serialVersionUID = 1L;

    InstanceNormalizationLayer(NeuralNetConfiguration conf, DataType type) {
        super(conf, type);
    }

    @Override
    public Type type() {
        return Type.NORMALIZATION;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        checkShape();
        applyDropOutIfNecessary(training, workspaces);
        INDArray rows = rows(input);
        INDArray result = normalize(rows).muliColumnVector(perRow(GAMMA)).addiColumnVector(perRow(BETA));
        return workspaces.leverageTo(ArrayType.ACTIVATIONS, result.reshape('c', input.shape()));
    }

    /** With z the normalised input: dx = gamma / deviation * (dy - mean(dy) - z mean(dy z)), the means over the pixels of a channel. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        INDArray z = rows(input);
        INDArray deviation = deviation(z.sub(z.mean(true, 1).broadcast(z.shape())));
        normalize(z);
        INDArray dy = rows(epsilon);
        INDArray along = dy.mul(z);
        Gradient gradient = new DefaultGradient();
        gradient.setGradientFor(GAMMA, gradientViews.get(GAMMA).assign(perChannel(along)));
        gradient.setGradientFor(BETA, gradientViews.get(BETA).assign(perChannel(dy)));
        INDArray dx = dy.subColumnVector(dy.mean(true, 1))
                .subi(z.muliColumnVector(along.mean(true, 1)))
                .muliColumnVector(perRow(GAMMA).div(deviation));
        INDArray result = workspaces.leverageTo(ArrayType.ACTIVATION_GRAD, dx.reshape('c', input.shape()));
        return new Pair<>(gradient, backpropDropOutIfPresent(result));
    }

    private void checkShape() {
        long channels = layerConf().channels();
        if (input.rank() != 4 || input.size(1) != channels) {
            throw new IllegalArgumentException("the layer " + layerConf().getLayerName() + " takes [N, " + channels
                    + ", H, W], got " + Arrays.toString(input.shape()));
        }
    }

    /** A copy with a row for each channel of each picture. */
    private INDArray rows(INDArray pictures) {
        return pictures.castTo(dataType)
                .dup('c')
                .reshape('c', pictures.size(0) * pictures.size(1), pictures.size(2) * pictures.size(3));
    }

    /** In place. */
    private INDArray normalize(INDArray rows) {
        rows.subiColumnVector(rows.mean(true, 1));
        return rows.diviColumnVector(deviation(rows));
    }

    /** [N C, 1], of rows whose mean is 0. */
    private INDArray deviation(INDArray centred) {
        INDArray variance = centred.mul(centred).mean(true, 1);
        return Transforms.sqrt(variance.addi(layerConf().epsilon()), false);
    }

    /** A parameter again for each picture: [N C, 1]. */
    private INDArray perRow(String parameter) {
        long pictures = input.size(0);
        INDArray values = getParam(parameter);
        return values.repeat(0, pictures).reshape('c', pictures * values.length(), 1);
    }

    /** Sums over pixels and pictures: [1, C]. */
    private INDArray perChannel(INDArray rows) {
        return rows.sum(1).reshape('c', input.size(0), input.size(1)).sum(true, 0);
    }
}
