package org.convzoo.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.convzoo.core.ModelSummary.Row;
import org.convzoo.data.Image;
import org.convzoo.data.NearestNames;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Split;
import org.convzoo.onednn.InputGradient;
import org.convzoo.onednn.OneDnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shows what a classifier looks at, as numbers; {@link Explanations} makes pictures of them. Layers are named as {@code zoo describe} lists
 * them; null is a sensible one. The methods that need gradients run on plans of oneDNN whatever the engine is for the others.
 *
 * <pre>{@code
 * try (Explainer explainer = new Explainer(ModelZoo.load("lenet5.mnist"), Engine.ONEDNN)) {
 *     HeatMap map = explainer.gradCam(ImageReader.read(Path.of("digit.png")), 7, null);
 * }
 * }</pre>
 *
 * <p>Weights are the model's own, not a copy. One call at a time.
 */
public final class Explainer implements AutoCloseable {
    private final Model model;
    private final Engine engine;
    private final Predictor predictor;
    private final ModelSummary summary;
    private final LayerChoice layers;
    private final String output;
    private final Map<String, InputGradient> gradients = new HashMap<>(); // by the layer they are with respect to

    /**
     * Prepares to look into a net.
     *
     * @throws ZooException if the model is no classifier
     */
    public Explainer(Model model, Engine engine) {
        this.model = OneDnn.isAccelerated(model.graph()) ? model : engine.prepare(model);
        this.predictor = this.model.predictor(engine);
        this.engine = engine;
        this.summary =
                ModelSummary.of(model.graph().getConfiguration(), model.card().spec());
        this.output = model.graph().getConfiguration().getNetworkOutputs().get(0);
        this.layers = new LayerChoice(summary, output);
    }

    public ModelCard card() {
        return model.card();
    }

    LayerChoice layers() {
        return layers;
    }

    /** One probability per class. */
    public float[] probabilities(Image image) {
        return predictor.probabilities(List.of(image))[0];
    }

    /**
     * Place of a label among the outputs.
     *
     * @throws ZooException if no class has that label; the message has the nearest ones
     */
    public int classIndex(String label) {
        List<String> classes = card().classes();
        int index = classes.indexOf(label);
        if (index < 0) {
            List<String> nearest = NearestNames.of(label, classes);
            throw new ZooException("no class is called " + label + "; "
                    + (nearest.isEmpty()
                            ? "the classes are " + Evaluator.brief(classes)
                            : "did you mean " + String.join(" or ", nearest) + "?"));
        }
        return index;
    }

    /** How much the logit of a class changes with each pixel that the net sees: the largest |derivative| over its channels. */
    public HeatMap saliency(Image image, int classIndex) {
        return Saliency.of(gradient(null), input(image), classIndex);
    }

    /**
     * Where a layer sees what speaks for a class; as large as the layer's maps, 0 where nothing does.
     *
     * @throws ZooException if there is no such layer, or it has no maps
     */
    public HeatMap gradCam(Image image, int classIndex, String layer) {
        return gradCamOf(image, classIndex, layer).map();
    }

    GradCam gradCamOf(Image image, int classIndex, String layer) {
        return GradCam.of(gradient(gradCamLayer(layer).name()), input(image), classIndex);
    }

    Row gradCamLayer(String layer) {
        return layer == null ? layers.lastMaps() : layers.leadingWithMaps(layer, null);
    }

    /** The probability of a class while a grey square hides a part of the picture, for each place of the square. */
    public HeatMap occlusion(Image image, int classIndex) {
        Preprocessing input = card().preprocessing();
        return Occlusion.fitting(input).of(model.graph(), input, normalized(image), classIndex);
    }

    /**
     * What each channel of a layer gives; the first convolution's where none is named.
     *
     * @throws ZooException if there is no such layer, or it has no maps
     */
    public List<HeatMap> featureMaps(Image image, String layer) {
        INDArray maps = upTo(featureMapLayer(layer).name()).apply(input(image));
        List<HeatMap> channels = new ArrayList<>();
        int height = (int) maps.size(2);
        int width = (int) maps.size(3);
        float[] values = Numbers.of(maps);
        for (int from = 0; from < values.length; from += height * width) {
            channels.add(new HeatMap(height, width, Arrays.copyOfRange(values, from, from + height * width)));
        }
        return channels;
    }

    Row featureMapLayer(String layer) {
        return layer == null ? layers.firstConvolution() : layers.withMaps(layer, null);
    }

    /**
     * The filters of a convolution that reads the picture, as pictures.
     *
     * @throws ZooException if there is no such layer, or it reads another layer
     */
    public List<Image> filters(String layer) {
        Row row = filterLayer(layer);
        INDArray weights = model.graph().getParam(row.name() + "_W");
        if (weights == null
                || weights.rank() != 4
                || weights.size(1) != card().spec().channels()) {
            throw new ZooException(
                    "the filters of " + row.name() + " do not read the picture, so they are no pictures; "
                            + layers.firstConvolution().name() + " is the first convolution");
        }
        return Filters.of(weights, card().preprocessing().channelOrder());
    }

    Row filterLayer(String layer) {
        return layer == null ? layers.firstConvolution() : layers.any(layer, null);
    }

    /**
     * The patches that excite a unit most, the strongest first; of each picture at most one.
     *
     * @param layer its name
     * @param unit its channel
     * @param k how many
     * @param progress called with the number of pictures seen so far
     * @throws ZooException if there is no such layer or unit
     */
    public List<Patch> topPatches(Split split, String layer, int unit, int k, IntConsumer progress) {
        Row row = topPatchesLayer(layer);
        if (unit < 0 || unit >= row.output().get(0)) {
            throw new ZooException("layer " + row.name() + " has the units 0 to "
                    + (row.output().get(0) - 1) + ", got " + unit);
        }
        return TopPatches.of(
                upTo(row.name()),
                new ReceptiveField(summary, card().spec(), row.name()),
                card().preprocessing(),
                split,
                unit,
                k,
                progress);
    }

    Row topPatchesLayer(String layer) {
        return layer == null ? layers.lastMaps() : layers.any(layer, null);
    }

    /** What a layer makes of a batch. A plan computes no more than that; DL4J leaves its workspaces open where a graph has loose ends. */
    private UnaryOperator<INDArray> upTo(String layer) {
        if (!OneDnn.isAccelerated(model.graph())) {
            return x -> model.graph().feedForward(x, false).get(layer);
        }
        ComputationGraph part = engine.prepare(Subgraph.upTo(model.graph(), layer));
        return part::outputSingle;
    }

    /** @param source what the gradient of the logits is with respect to; null: the picture */
    private InputGradient gradient(String source) {
        if (engine == Engine.STOCK) {
            throw new ZooException("DL4J gives no exact gradients here: saliency and grad-cam need --engine onednn");
        }
        if (!OneDnn.isAvailable()) {
            throw new ZooException("saliency and grad-cam need oneDNN: " + OneDnn.problem());
        }
        return gradients.computeIfAbsent(source, name -> {
            ComputationGraph logits = Subgraph.logits(model.graph());
            return name == null
                    ? InputGradient.of(logits, output)
                    : InputGradient.withRespectTo(logits, name, output, name);
        });
    }

    private INDArray input(Image image) {
        return Evaluator.features(normalized(image), 1, card().preprocessing());
    }

    private float[] normalized(Image image) {
        Preprocessing preprocessing = card().preprocessing();
        float[] values = new float[preprocessing.length()];
        preprocessing.normalize(preprocessing.prepare(image), values, 0);
        return values;
    }

    @Override
    public void close() {
        gradients.values().forEach(InputGradient::close);
        gradients.clear();
        predictor.close();
    }
}
