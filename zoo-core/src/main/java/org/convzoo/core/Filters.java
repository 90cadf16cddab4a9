package org.convzoo.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The filters of a convolution that reads the picture itself, as pictures. */
final class Filters {
    private Filters() {}

    /**
     * One picture per filter, each stretched over 0 to 255 on its own; its channels together, so that colours keep.
     *
     * @param weights [filters, channels, height, width]
     * @param order what the channels are
     */
    static List<Image> of(INDArray weights, ChannelOrder order) {
        int channels = (int) weights.size(1);
        int height = (int) weights.size(2);
        int width = (int) weights.size(3);
        int size = channels * height * width;
        float[] all = Numbers.of(weights);
        List<Image> pictures = new ArrayList<>();
        for (int k = 0; k < weights.size(0); k++) {
            HeatMap filter = new HeatMap(channels * height, width, Arrays.copyOfRange(all, k * size, (k + 1) * size));
            float low = filter.min();
            float range = Math.max(Float.MIN_NORMAL, filter.max() - low);
            float[] pixels = new float[size];
            for (int c = 0; c < channels; c++) {
                int from = (order == ChannelOrder.BGR ? channels - 1 - c : c) * height * width;
                for (int i = 0; i < height * width; i++) {
                    pixels[c * height * width + i] = 255 * (filter.values()[from + i] - low) / range;
                }
            }
            pictures.add(new Image(channels, height, width, pixels));
        }
        return pictures;
    }
}
