package org.convzoo.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.convzoo.core.MisfitException.Misfit;
import org.convzoo.core.ModelCard.Metric;
import org.convzoo.core.ModelCard.Provenance;
import org.convzoo.data.Preprocessing;
import org.convzoo.onednn.OneDnn;
import org.convzoo.weights.WeightsException;
import org.convzoo.weights.WeightsFile;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights out of another library's file, in one of our nets.
 *
 * <p>Who wrote the file is told by the names of its tensors, how many classes the net has by the size of its last layer. A prefix that all
 * names have ({@code state_dict.module.}) does not matter.
 *
 * <pre>{@code
 * Model model = WeightsImport.of(Path.of("resnet50-0676ba61.pth"), ModelZoo.architecture("resnet50")).model();
 * }</pre>
 */
public final class WeightsImport {
    static {
        OneDnn.quietVersionWarning();
    }

    private final Path path;
    private final WeightsFile file;
    private final Architecture architecture;
    private final Options options;
    private final ForeignTensors tensors;
    private final ForeignNet net;
    private final Set<String> unused;
    private final Set<String> random = new LinkedHashSet<>();
    private final List<Misfit> misfits = new ArrayList<>();
    private final List<Runnable> steps = new ArrayList<>();
    private final List<Runnable> lastSteps = new ArrayList<>();

    /**
     * What an import gives.
     *
     * @param model the net
     * @param origin who wrote the file
     * @param unused tensors of the file that the net has no place for, such as those of auxiliary classifiers
     * @param random layers that the file has nothing for, and that begin with random weights, where that was allowed
     */
    public record Imported(Model model, WeightsOrigin origin, List<String> unused, List<String> random) {
        public Imported {
            unused = List.copyOf(unused);
            random = List.copyOf(random);
        }
    }

    /**
     * What the file does not say.
     *
     * @param spec size of the input, width, stem; its number of classes counts where the file has no classifier
     * @param preprocessing of pictures; null: what the origin's published weights want
     * @param classes labels; empty: ImageNet's for 1000 classes, else numbers
     * @param withoutClassifier whether the dense layers may be missing, as in Keras's files without top; they begin with random weights
     * @param metrics what others measured of these weights
     * @param provenance what the card says of the origin
     */
    public record Options(
            Spec spec,
            Preprocessing preprocessing,
            List<String> classes,
            boolean withoutClassifier,
            List<Metric> metrics,
            Provenance provenance) {
        public Options {
            classes = List.copyOf(classes);
            metrics = List.copyOf(metrics);
        }

        /** What a card says. */
        public static Options of(ModelCard card) {
            return new Options(
                    card.spec(), card.preprocessing(), card.classes(), false, card.metrics(), card.provenance());
        }

        /** Nothing but the size; neither data set nor licence are known. */
        public static Options of(Spec spec, Path file) {
            Provenance provenance =
                    WeightsImport.provenance("imported", "unknown", "imported from " + file.getFileName());
            return new Options(spec, null, List.of(), false, List.of(), provenance);
        }
    }

    /** A card's for weights that somebody else trained. */
    public static Provenance provenance(String dataset, String licence, String origin) {
        return new Provenance(dataset, "", 0, 0, "", 0, "", RuntimeInfo.versions(), licence, origin);
    }

    private WeightsImport(
            Path path, WeightsFile file, Architecture architecture, Options options, ForeignTensors tensors) {
        this.path = path;
        this.file = file;
        this.architecture = architecture;
        this.options = options;
        this.tensors = tensors;
        this.net = tensors.net();
        this.unused = new LinkedHashSet<>(file.names());
    }

    /** With the card where ConvZoo wrote the file, else for the paper's net, its preprocessing that of the origin's published weights. */
    public static Imported of(Path file, Architecture architecture) {
        return of(
                file,
                architecture,
                card(file)
                        .filter(card -> card.architecture().equals(architecture.id()))
                        .map(Options::of)
                        .orElseGet(() -> Options.of(architecture.defaultSpec(), file)));
    }

    /**
     * What a file of ours says of its net; empty for all others.
     *
     * @throws ZooException if it is missing, damaged or of no known form
     */
    public static Optional<ModelCard> card(Path path) {
        try (WeightsFile file = WeightsFile.open(path)) {
            String json = file.metadata().get(ModelFile.CARD);
            return json == null ? Optional.empty() : Optional.of(Json.MAPPER.readValue(json, ModelCard.class));
        } catch (WeightsException e) {
            throw new ZooException(e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new ZooException(path + ": its " + ModelFile.CARD + " is not valid: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws ZooException if it is missing, damaged, of no known form, or does not fit; then it is a {@link MisfitException}
     * @throws IllegalArgumentException if the architecture cannot have the spec, or there are more or fewer labels than classes
     */
    public static Imported of(Path path, Architecture architecture, Options options) {
        try (WeightsFile file = WeightsFile.open(path)) {
            ForeignTensors tensors = matching(path, file.names(), architecture, options.spec());
            return new WeightsImport(path, file, architecture, options, tensors).read();
        } catch (WeightsException e) {
            throw new ZooException(e.getMessage(), e);
        }
    }

    /** With the origin whose names the file has most of. */
    private static ForeignTensors matching(Path path, List<String> names, Architecture architecture, Spec spec) {
        List<ForeignNet> nets = new ArrayList<>(architecture.foreignNets(spec));
        nets.add(ownNames(architecture, spec));
        ForeignTensors best = nets.stream()
                .map(net -> ForeignTensors.of(names, net))
                .max(Comparator.comparingLong(ForeignTensors::known))
                .orElseThrow();
        if (best.known() == 0) {
            throw new ZooException(path + " is not of " + architecture.id() + ": it has " + some(names, 3)
                    + ", but none of the layers of "
                    + nets.stream()
                            .map(net -> net.origin().title() + " ("
                                    + some(List.copyOf(new TreeMap<>(net.modules()).values()), 2) + ")")
                            .collect(Collectors.joining(" or "))
                    + "; name its architecture with --as");
        }
        return best;
    }

    /** Our own layers' names, with PyTorch's for their parameters. */
    static ForeignNet ownNames(Architecture architecture, Spec spec) {
        Map<String, String> names = new TreeMap<>();
        ModelSummary.of(architecture.configure(spec, new NeuralNetConfiguration.Builder()), spec).layers().stream()
                .filter(row -> row.parameters() > 0)
                .forEach(row -> names.put(row.name(), row.name()));
        return ForeignNet.of(WeightsOrigin.CONVZOO, names, architecture.preprocessing(spec, "imagenet"));
    }

    private Imported read() {
        Spec spec = options.spec().withClasses(classes());
        ComputationGraphConfiguration configuration = configuration(spec);
        long parameters = parameters(configuration);
        ComputationGraph graph = new ComputationGraph(configuration);
        if (options.withoutClassifier()) {
            graph.init();
        } else { // drawing random weights that are overwritten would take longer than reading them
            graph.init(Nd4j.zeros(1, parameters), false);
        }
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer && graph.getLayer(name).numParams() > 0) {
                plan(graph, name, layer);
            }
        });
        unused.removeIf(
                name -> name.endsWith("num_batches_tracked")); // of PyTorch's batch normalisation, for trainings only
        if (!misfits.isEmpty()) {
            throw misfit();
        }
        steps.forEach(Runnable::run);
        lastSteps.forEach(Runnable::run);
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                architecture.id(),
                spec,
                options.preprocessing() == null ? net.preprocessing() : options.preprocessing(),
                labels(spec.numClasses()),
                options.metrics(),
                options.provenance());
        return new Imported(new Model(graph, card), net.origin(), List.copyOf(unused), List.copyOf(random));
    }

    /** As many as the classifier in the file has units. */
    private int classes() {
        if (architecture.kind() == Architecture.Kind.STEP || architecture.kind() == Architecture.Kind.PAINTER) {
            return options.spec().numClasses(); // what it gives may be maps
        }
        String output = architecture
                .configure(options.spec(), new NeuralNetConfiguration.Builder())
                .getNetworkOutputs()
                .get(0);
        String tensor = tensors.get(net.modules().get(output) + ".weight");
        if (tensor == null) {
            return options.classes().isEmpty()
                    ? options.spec().numClasses()
                    : options.classes().size();
        }
        List<Long> shape = file.tensor(tensor).shape();
        if (shape.size() != 2) {
            throw new ZooException(
                    path + ": the classifier's weights " + tensor + " must have two dimensions, got " + shape);
        }
        return Math.toIntExact(shape.get(net.origin() == WeightsOrigin.KERAS ? 1 : 0));
    }

    private List<String> labels(int classes) {
        List<String> given = options.classes();
        if (given.isEmpty()) {
            return classes == ImageNet.classes().size() ? ImageNet.classes() : ModelCard.numbers(classes);
        }
        if (given.size() != classes) {
            throw new IllegalArgumentException(
                    "there must be as many labels as the net has classes, " + classes + ", got " + given.size());
        }
        return given;
    }

    private ComputationGraphConfiguration configuration(Spec spec) {
        ComputationGraphConfiguration configuration =
                architecture.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
        configuration.getVertices().values().forEach(vertex -> {
            if (vertex instanceof LayerVertex layer) {
                adapt(layer.getLayerConf().getLayer());
            }
        });
        return configuration;
    }

    private void adapt(org.deeplearning4j.nn.conf.layers.Layer layer) {
        if (layer instanceof BatchNormalization norm && net.epsilon() > 0) {
            norm.setEps(net.epsilon());
        }
        if (layer instanceof SubsamplingLayer pooling && net.origin() == WeightsOrigin.KERAS) {
            pooling.setAvgPoolIncludePadInDivisor(false); // TensorFlow averages over the pixels that there are
        }
    }

    /** Of a net that the file describes by one shape, before memory is asked for. */
    private long parameters(ComputationGraphConfiguration configuration) {
        long parameters = configuration.getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
        if (parameters > ModelFile.MAX_PARAMETERS) {
            throw new ZooException(
                    path + " describes a net of " + parameters + " weights, more than " + ModelFile.MAX_PARAMETERS);
        }
        return parameters;
    }

    /** Finds a layer's tensors; nothing is read before all are known to fit. */
    private void plan(ComputationGraph graph, String name, LayerVertex vertex) {
        String module = net.modules().get(name);
        Map<String, INDArray> parameters = graph.getLayer(name).paramTable();
        boolean dense = parameters.containsKey("W") && parameters.get("W").rank() == 2;
        CnnToFeedForwardPreProcessor flattened =
                vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor p ? p : null;
        parameters.forEach((key, ours) -> {
            String parameter = WeightsOrigin.parameter(module, key);
            String tensor = tensors.get(parameter);
            List<Long> wanted = net.origin().storedShape(key, ours);
            if (tensor == null) {
                if (dense && options.withoutClassifier()) {
                    random.add(name);
                } else if (net.origin() == WeightsOrigin.KERAS && key.equals("gamma")) {
                    steps.add(() -> ours.assign(1)); // normalisation without a scale
                } else {
                    misfits.add(new Misfit("missing", net.origin().stored(parameter), wanted.toString(), "-"));
                }
                return;
            }
            unused.remove(tensor);
            List<Long> found = file.tensor(tensor).shape();
            if (found.equals(wanted)) {
                steps.add(() -> ours.assign(
                        net.origin().ours(key, file.array(tensor), flattened).reshape(ours.shape())));
            } else {
                misfits.add(new Misfit("misshapen", tensor, wanted.toString(), found.toString()));
            }
        });
        String bias = tensors.get(module + ".bias");
        if (bias != null && unused.contains(bias)) {
            foldBias(graph, name, bias);
        }
    }

    /** Keras's ResNets have biases before batch normalisation, which takes them away again: ours have none, but another mean. */
    private void foldBias(ComputationGraph graph, String convolution, String bias) {
        graph.getConfiguration().getVertexInputs().forEach((name, inputs) -> {
            if (inputs.equals(List.of(convolution)) && graph.getLayer(name) != null) {
                INDArray mean = graph.getLayer(name).paramTable().get("mean");
                if (mean != null && file.tensor(bias).shape().equals(List.of(mean.length()))) {
                    unused.remove(bias);
                    lastSteps.add(() -> mean.subi(file.array(bias).reshape(mean.shape())));
                }
            }
        });
    }

    private MisfitException misfit() {
        unused.forEach(tensor -> misfits.add(new Misfit(
                "unexpected", tensor, "-", file.tensor(tensor).shape().toString())));
        return new MisfitException(
                path + " of " + net.origin().title() + " does not fit " + architecture.id(), misfits);
    }

    private static String some(List<String> names, int count) {
        return String.join(", ", names.subList(0, Math.min(count, names.size())))
                + (names.size() > count ? ", ..." : "");
    }
}
