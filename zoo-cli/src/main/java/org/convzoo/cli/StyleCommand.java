package org.convzoo.cli;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.convzoo.core.AtomicFile;
import org.convzoo.core.Model;
import org.convzoo.data.Image;
import org.convzoo.data.ImageReader;
import org.convzoo.style.Constants;
import org.convzoo.style.Costs;
import org.convzoo.style.Pictures;
import org.convzoo.style.Pooling;
import org.convzoo.style.StyleRequest;
import org.convzoo.style.StyleSettings;
import org.convzoo.style.StyleStep;
import org.convzoo.style.StyleTransfer;
import org.convzoo.style.Stylizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoo style}. */
@Command(
        name = "style",
        description = "Paint a picture in the manner of others. Prints the painting's file.",
        footer = {
            "",
            "Beside the painting is a folder, art-steps for art.png, with a preview every some steps, losses.csv and",
            "a sheet of all; Ctrl-C keeps the best so far.",
            "",
            "Examples:",
            "  zoo style photo.jpg painting.jpg --out art.png",
            "  zoo style photo.jpg one.jpg other.jpg --blend 0.7,0.3 --size 512 --out art.png",
            "  zoo style --resume art-steps",
            "  zoo style photo.jpg --fast wave --size 512 --out waves.png"
        })
final class StyleCommand extends BaseCommand {
    private static final int SIZE = 400;
    private static final int INTERRUPTED = 130; // as a shell tells of Ctrl-C

    @Spec
    CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "CONTENT", description = "Picture file of what is painted.")
    Path content;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "STYLE", description = "Picture files of the manner.")
    List<Path> styles = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "The painting, PNG. Needed but with --resume.")
    Path out;

    @Option(
            names = "--size",
            paramLabel = "N",
            description = "Longer side of the painting, in pixels. Default: 400; with --fast the picture's own.")
    Integer size;

    @Option(
            names = "--style-size",
            paramLabel = "N",
            description = "Longer side of the styles: larger ones give larger strokes. Default: that of the painting.")
    Integer styleSize;

    @Option(names = "--steps", paramLabel = "N", description = "How many. Default: 200.")
    Integer steps;

    @Option(
            names = "--content-weight",
            paramLabel = "X",
            description = "How much the content counts. Default: 100; with --constants gatys 0.00005.")
    Double contentWeight;

    @Option(names = "--style-weight", paramLabel = "X", description = "How much the style counts. Default: 1.")
    Double styleWeight;

    @Option(
            names = "--variation-weight",
            paramLabel = "X",
            description = "How much the smoothness counts. Default: 1000.")
    Double variationWeight;

    @Option(
            names = "--content-layer",
            paramLabel = "NAME",
            description = "Layer whose values are the content. Default: conv4_2.")
    String contentLayer;

    @Option(
            names = "--style-layers",
            split = ",",
            paramLabel = "NAME=X",
            description =
                    "Layers whose Gram matrices are the style, with weights. Default: conv1_1, conv2_1, conv3_1, conv4_1"
                            + " and conv5_1, 0.2 each.")
    Map<String, Double> styleLayers;

    @Option(
            names = "--blend",
            split = ",",
            paramLabel = "X",
            description = "Weight of each style. Default: all the same, 1 together.")
    List<Double> blend;

    @Option(
            names = "--init",
            paramLabel = "START",
            completionCandidates = Choices.Starts.class,
            description = "Begin with ${COMPLETION-CANDIDATES}. Default: content.")
    StyleSettings.Start start;

    @Option(names = "--noise", paramLabel = "X", description = "Share of noise in a mix, 0 to 1. Default: 0.6.")
    Double noise;

    @Option(names = "--seed", paramLabel = "N", description = "Of the noise. Default: 1.")
    Long seed;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            completionCandidates = Choices.Minimizers.class,
            description = "What moves the picture: ${COMPLETION-CANDIDATES}. Default: lbfgs.")
    StyleSettings.Optimizer optimizer;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate of Adam, in levels of 0 to 255. Default: 5.")
    Double learningRate;

    @Option(
            names = "--pooling",
            paramLabel = "KIND",
            completionCandidates = Choices.Poolings.class,
            description = "Between the stages of VGG: ${COMPLETION-CANDIDATES}. Default: average.")
    Pooling pooling;

    @Option(
            names = "--constants",
            paramLabel = "WHOSE",
            completionCandidates = Choices.CostConstants.class,
            description = "What the costs are divided by: ${COMPLETION-CANDIDATES}. Default: course.")
    Constants constants;

    @Option(names = "--original-colors", description = "Paint brightness only, and keep the colours of the content.")
    boolean originalColors;

    @Option(names = "--preview", paramLabel = "N", description = "Steps from one preview to the next. Default: 50.")
    int preview = 50;

    @Option(
            names = "--model",
            paramLabel = "MODEL|FILE",
            description = "Weights of vgg19-features. Default: those trained on ImageNet, downloaded when first used.")
    String model = "";

    @Option(
            names = "--fast",
            paramLabel = "NAME|FILE",
            completionCandidates = Choices.FastStyles.class,
            description =
                    "Paint in one pass by a net that was trained for one style: ${COMPLETION-CANDIDATES}, or a model file of"
                            + " zoo train style-net. Takes no STYLE.")
    String fast;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description = "Go on with the unfinished painting of this folder; all else is as it was.")
    Path resume;

    @Mixin
    EngineOption engine;

    @Mixin
    JsonOption json;

    StyleCommand(Console console) {
        super(console);
    }

    /** What {@code --json} prints. */
    record Row(String file, String steps, boolean finished, StyleStep first, StyleStep last) {}

    @Override
    public Integer call() {
        if (fast != null) {
            return paintAtOnce();
        }
        StyleTransfer transfer = resume == null ? begin() : StyleTransfer.resume(resume);
        Model features = FastStyle.features(transfer.request().model(), console);
        Path folder = StyleRequest.folder(Path.of(transfer.request().out()));
        int total = transfer.request().settings().steps();
        String begun = "painting " + transfer.size()[0] + "x" + transfer.size()[1] + " pixels, steps in " + folder;
        StyleTransfer.Result result;
        try (Interruption interruption =
                        new Interruption(console, "zoo style --resume " + Text.quoted(folder.toString()));
                Progress progress = new Progress(console, "painting", "steps", 1, total)) {
            result = transfer.paint(features, new StyleTransfer.Listener() {
                private boolean told;

                @Override
                public void step(StyleStep step, int of) {
                    if (!told) { // what cannot be painted has ended by now
                        console.note(begun);
                        told = true;
                    }
                    progress.at(step.step(), costs(step.costs()));
                }

                @Override
                public boolean stop() {
                    return interruption.asked();
                }
            });
            if (!result.finished()) {
                interruption.checkpointWritten();
                return INTERRUPTED;
            }
        }
        print(transfer.request(), result);
        return Main.DONE;
    }

    private static String costs(Costs costs) {
        return String.format(Locale.ROOT, "content %.3g style %.3g", costs.content(), costs.style());
    }

    private void print(StyleRequest request, StyleTransfer.Result result) {
        StyleStep first = result.steps().get(0),
                last = result.steps().get(result.steps().size() - 1);
        if (console.json()) {
            console.printJson(new Row(request.out(), result.folder().toString(), result.finished(), first, last));
            return;
        }
        console.print(new Table("lrr", "COST", "FIRST STEP", "STEP " + last.step())
                .row(
                        "content",
                        number(first.costs().content()),
                        number(last.costs().content()))
                .row("style", number(first.costs().style()), number(last.costs().style()))
                .row(
                        "variation",
                        number(first.costs().variation()),
                        number(last.costs().variation()))
                .row("total", number(first.costs().total()), number(last.costs().total()))
                .toString());
        console.print(request.out());
    }

    private static String number(double cost) {
        return String.format(Locale.ROOT, "%.4g", cost);
    }

    /** By a style net. */
    private int paintAtOnce() {
        require(styles.isEmpty() && resume == null, "--fast takes a CONTENT, and neither a STYLE nor --resume");
        requireOut();
        Image picture = ImageReader.read(content);
        Model net = FastStyle.net(fast, engine, console);
        long start = System.nanoTime();
        Image painting = new Stylizer(net, engine.orDefault())
                .apply(size == null ? picture : Pictures.fitted(picture, size, content.toString()));
        double seconds = (System.nanoTime() - start) * 1e-9;
        AtomicFile.write(out, stream -> ImageIO.write(painting.toBufferedImage(), "png", stream));
        console.note(String.format(
                Locale.ROOT, "painted %dx%d pixels in %.2f s", painting.width(), painting.height(), seconds));
        if (console.json()) {
            console.printJson(Map.of("file", out.toString(), "model", net.card().id(), "seconds", seconds));
        } else {
            console.print(out.toString());
        }
        return Main.DONE;
    }

    private void requireOut() {
        require(content != null, "zoo style needs a CONTENT picture");
        require(out != null, "zoo style needs --out FILE");
        require(out.toString().toLowerCase(Locale.ROOT).endsWith(".png"), "--out must be a .png file, got " + out);
    }

    private StyleTransfer begin() {
        require(content != null && !styles.isEmpty(), "zoo style needs a CONTENT and a STYLE picture, or --resume");
        requireOut();
        require(
                blend == null || blend.size() == styles.size(),
                "--blend needs a weight for each of the " + styles.size() + " styles");
        List<String> names = styles.stream().map(Path::toString).toList();
        return StyleTransfer.begin(new StyleRequest(
                content.toString(),
                names,
                StyleTransfer.digests(content.toString(), names),
                orElse(size, SIZE),
                orElse(styleSize, orElse(size, SIZE)),
                model,
                engine.orDefault(),
                preview,
                out.toString(),
                settings()));
    }

    private StyleSettings settings() {
        StyleSettings known = StyleSettings.defaults(styles.size());
        return new StyleSettings(
                orElse(contentLayer, known.contentLayer()),
                orElse(
                        contentWeight,
                        constants == Constants.GATYS ? StyleSettings.GATYS_CONTENT_WEIGHT : known.contentWeight()),
                styleLayers == null ? known.styleLayers() : new LinkedHashMap<>(styleLayers),
                orElse(styleWeight, known.styleWeight()),
                blend == null ? known.blend() : Collections.unmodifiableList(blend),
                orElse(variationWeight, known.variationWeight()),
                orElse(constants, known.constants()),
                orElse(pooling, known.pooling()),
                orElse(start, known.start()),
                orElse(noise, known.noise()),
                orElse(seed, known.seed()),
                orElse(optimizer, known.optimizer()),
                orElse(learningRate, known.learningRate()),
                orElse(steps, known.steps()),
                originalColors);
    }

    private static <T> T orElse(T given, T known) {
        return given == null ? known : given;
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
