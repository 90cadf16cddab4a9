package org.convzoo.facenet;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.convzoo.core.Architecture.Kind;
import org.convzoo.core.Json;
import org.convzoo.core.Model;
import org.convzoo.core.Numbers;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Turns face chips into embeddings: points of which those of one person lie close together.
 *
 * @param model a net of {@link Kind#EMBEDDING}, its graph prepared for an engine
 * @param views of each chip, whose embeddings are averaged: {@link Tta#NONE} or {@link Tta#MIRROR}
 */
public record FaceEmbedder(Model model, Tta views) {
    /** What {@link #id} ends in where mirrored chips count too. */
    public static final String MIRRORED = "+mirror";

    private static final int VALUES_PER_BATCH = 1 << 21;

    /**
     * Checks the model.
     *
     * @throws ZooException if it gives no embeddings, or the views are crops, for which faces are cut out too closely
     */
    public FaceEmbedder {
        if (model.kind() != Kind.EMBEDDING) {
            throw new ZooException(
                    model.card().id() + " gives no embeddings of faces; those that do: zoo list 'facenet*'");
        }
        if (views != Tta.NONE && views != Tta.MIRROR) {
            throw new ZooException("a face is looked at as a whole: of the views only mirror is for it");
        }
    }

    /** One that looks at each chip once. */
    public FaceEmbedder(Model model) {
        this(model, Tta.NONE);
    }

    /** What embeddings are called after: the weights' id, with {@code +mirror} where mirrored chips count too. */
    public String id() {
        return model.card().id() + (views == Tta.MIRROR ? MIRRORED : "");
    }

    /** Numbers of an embedding. */
    public int dimensions() {
        return model.card().spec().numClasses();
    }

    /**
     * What tells embedders apart: embeddings of two with the same digest can be compared.
     *
     * @return SHA-256 over the architecture's id, the preprocessing as JSON, the weights as floats, big-endian, and the views if there are several
     */
    public String digest() {
        float[] weights = Numbers.of(model.graph().params());
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * weights.length);
        bytes.asFloatBuffer().put(weights);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.card().architecture().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0); // where the id ends
            digest.update(Json.write(model.card().preprocessing()).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(bytes);
            if (views != Tta.NONE) {
                digest.update(views.name().getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The embedding of one chip. */
    public float[] embed(Image chip) {
        return embed(List.of(chip)).get(0);
    }

    /** One embedding per chip, in order; chips may differ in size. */
    public List<float[]> embed(List<Image> chips) {
        List<List<float[]>> seen = views.views(model.card().preprocessing()).stream()
                .map(input -> embed(chips, input))
                .toList();
        if (seen.size() == 1) {
            return seen.get(0);
        }
        return IntStream.range(0, chips.size())
                .mapToObj(i -> mean(seen.stream().map(view -> view.get(i)).toList()))
                .toList();
    }

    /** The mean of some points, as long as they are on average: on a sphere it stays there. */
    private static float[] mean(List<float[]> points) {
        double[] sum = new double[points.get(0).length];
        double lengths = 0, squares = 0;
        for (float[] point : points) {
            double own = 0;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += point[i];
                own += (double) point[i] * point[i];
            }
            lengths += Math.sqrt(own);
        }
        for (double value : sum) {
            squares += value * value;
        }
        double scale = squares == 0 ? 0 : lengths / points.size() / Math.sqrt(squares);
        float[] mean = new float[sum.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = (float) (sum[i] * scale);
        }
        return mean;
    }

    private List<float[]> embed(List<Image> chips, Preprocessing input) {
        int batchSize = Math.max(1, Math.min(64, VALUES_PER_BATCH / input.length()));
        List<float[]> all = new ArrayList<>();
        for (int from = 0; from < chips.size(); from += batchSize) {
            int n = Math.min(batchSize, chips.size() - from);
            float[] batch = new float[n * input.length()];
            for (int i = 0; i < n; i++) {
                input.normalize(input.prepare(chips.get(from + i)), batch, i * input.length());
            }
            INDArray output = model.graph()
                    .output(Nd4j.create(batch, new long[] {n, input.channels(), input.height(), input.width()}))[0];
            all.addAll(List.of(output.toFloatMatrix()));
        }
        return all;
    }

    /** Euclidean distance of two embeddings. */
    public static double distance(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "embeddings must be of one length, got " + a.length + " and " + b.length);
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = a[i] - b[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }
}
