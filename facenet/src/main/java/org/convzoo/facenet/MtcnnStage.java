package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Model;
import org.convzoo.core.Numbers;
import org.convzoo.core.Spec;
import org.convzoo.data.Box;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Resize;
import org.convzoo.data.Window;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One net of {@link Mtcnn} and what its numbers mean. Usable from several threads where its graph is.
 *
 * @param net which of them
 * @param model with weights
 */
record MtcnnStage(MtcnnNet net, Model model) {
    private static final int STRIDE = 2; // of windows side by side, in pixels
    private static final int[] BATCHES = {64, 8, 1}; // few, since each size needs a plan
    private static final float OUTSIDE = 0; // black, as in the authors' training

    MtcnnStage {
        if (!model.card().architecture().equals(net.id())) {
            throw new IllegalArgumentException(
                    "a " + net.id() + " is needed, got " + model.card().architecture());
        }
    }

    /**
     * All windows of a picture in one size.
     *
     * @param picture red, green, blue
     * @param scale of the size
     * @param threshold least score
     */
    List<Candidate> slide(Image picture, double scale, double threshold) {
        Image level = new Resize(
                        Math.max(net.side(), (int) Math.ceil(picture.height() * scale)),
                        Math.max(net.side(), (int) Math.ceil(picture.width() * scale)))
                .apply(picture, null);
        double perX = (double) picture.width() / level.width(), perY = (double) picture.height() / level.height();
        INDArray[] outputs = output(List.of(level), 1);
        int columns = (int) outputs[0].size(3), places = (int) outputs[0].size(2) * columns;
        float[] face = Numbers.of(outputs[0]), box = Numbers.of(outputs[1]);
        List<Candidate> found = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            double score = probability(face[i], face[places + i]);
            if (score >= threshold) {
                Box window = new Box(
                        i % columns * STRIDE * perX,
                        (double) (i / columns * STRIDE) * perY,
                        net.side() * perX,
                        net.side() * perY);
                float[] shift = {box[i], box[places + i], box[2 * places + i], box[3 * places + i]};
                found.add(new Candidate(window, score, shift, new float[0]));
            }
        }
        return found;
    }

    /**
     * Windows one by one.
     *
     * @param picture red, green, blue
     * @param windows may reach over its edges
     * @param threshold least score
     */
    List<Candidate> look(Image picture, List<Box> windows, double threshold) {
        List<Candidate> found = new ArrayList<>();
        for (int from = 0; from < windows.size(); ) {
            int left = windows.size() - from, size = 1;
            for (int batch : BATCHES) {
                size = batch > left * 2 && batch > 1 ? size : Math.max(size, batch);
            }
            int n = Math.min(left, size);
            List<Box> some = windows.subList(from, from + n);
            INDArray[] outputs =
                    output(some.stream().map(box -> cut(picture, box)).toList(), size);
            float[] face = Numbers.of(outputs[0]), box = Numbers.of(outputs[1]);
            float[] landmarks = outputs.length > 2 ? Numbers.of(outputs[2]) : new float[0];
            for (int i = 0; i < n; i++) {
                double score = probability(face[2 * i], face[2 * i + 1]);
                if (score >= threshold) {
                    found.add(new Candidate(some.get(i), score, row(box, i, 4), row(landmarks, i, 2 * Face.LANDMARKS)));
                }
            }
            from += n;
        }
        return found;
    }

    private static float[] row(float[] values, int index, int length) {
        float[] row = new float[values.length == 0 ? 0 : length];
        System.arraycopy(values, Math.min(values.length, index * length), row, 0, row.length);
        return row;
    }

    private Image cut(Image picture, Box box) {
        int side = (int) Math.max(1, Math.round(Math.max(box.width(), box.height())));
        int top = (int) Math.round(box.y()), left = (int) Math.round(box.x());
        return new Resize(net.side(), net.side()).apply(Window.cut(picture, top, left, side, side, OUTSIDE), null);
    }

    /**
     * What the net says of pictures of one size.
     *
     * @param rows of the batch, of which the last may be empty
     */
    private INDArray[] output(List<Image> pictures, int rows) {
        int height = pictures.get(0).height(), width = pictures.get(0).width();
        Spec spec = model.card().spec().withInput(3, height, width);
        Preprocessing input = net.preprocessing(spec, "");
        float[] batch = new float[rows * input.length()];
        for (int i = 0; i < pictures.size(); i++) {
            input.normalize(pictures.get(i), batch, i * input.length());
        }
        return model.graph().output(Nd4j.create(batch, new long[] {rows, input.channels(), height, width}));
    }

    /** The second of a softmax over two. */
    private static double probability(double other, double face) {
        return 1 / (1 + Math.exp(other - face));
    }
}
