package org.convzoo.data;

/** Softmax regression on raw pixels, trained by plain gradient descent picture by picture: what a data set must be too hard for. */
final class LinearClassifier {
    private final int classes;
    private final int inputs;
    private final float[] weights;

    LinearClassifier(int classes, int inputs) {
        this.classes = classes;
        this.inputs = inputs;
        this.weights = new float[classes * (inputs + 1)];
    }

    void train(Split split, int epochs, float learningRate) {
        float[][] pictures = pictures(split);
        for (int epoch = 0; epoch < epochs; epoch++) {
            float rate = learningRate * (1 - (float) epoch / epochs);
            for (int i : Randoms.permutation(pictures.length, 7, epoch)) {
                float[] p = probabilities(pictures[i]);
                p[split.label(i)] -= 1;
                for (int c = 0; c < classes; c++) {
                    float step = rate * p[c];
                    int at = c * (inputs + 1);
                    for (int k = 0; k < inputs; k++) {
                        weights[at + k] -= step * pictures[i][k];
                    }
                    weights[at + inputs] -= step;
                }
            }
        }
    }

    double accuracy(Split split) {
        float[][] pictures = pictures(split);
        int right = 0;
        for (int i = 0; i < pictures.length; i++) {
            float[] p = probabilities(pictures[i]);
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = p[c] > p[best] ? c : best;
            }
            right += best == split.label(i) ? 1 : 0;
        }
        return (double) right / pictures.length;
    }

    private float[] probabilities(float[] picture) {
        float[] p = new float[classes];
        float max = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            int at = c * (inputs + 1);
            float sum = weights[at + inputs];
            for (int k = 0; k < inputs; k++) {
                sum += weights[at + k] * picture[k];
            }
            p[c] = sum;
            max = Math.max(max, sum);
        }
        float total = 0;
        for (int c = 0; c < classes; c++) {
            p[c] = (float) Math.exp(p[c] - max);
            total += p[c];
        }
        for (int c = 0; c < classes; c++) {
            p[c] /= total;
        }
        return p;
    }

    private static float[][] pictures(Split split) {
        float[][] pictures = new float[split.size()][];
        for (int i = 0; i < pictures.length; i++) {
            pictures[i] = split.image(i).pixels();
            for (int k = 0; k < pictures[i].length; k++) {
                pictures[i][k] /= 255;
            }
        }
        return pictures;
    }
}
