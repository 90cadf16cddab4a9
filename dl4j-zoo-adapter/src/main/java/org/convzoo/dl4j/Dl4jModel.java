package org.convzoo.dl4j;

import java.util.List;
import java.util.Locale;
import org.convzoo.core.Architecture;
import org.convzoo.core.ModelSummary;
import org.convzoo.core.Photographs;
import org.convzoo.core.Spec;
import org.convzoo.core.TrainingOptions;
import org.convzoo.core.ZooException;
import org.convzoo.data.Preprocessing;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * deeplearning4j-zoo's models of pictures (Apache-2.0), version 1.0.0-M2.1, as architectures of this zoo: described, trained and run on
 * the compiled plan. Their layers are theirs; {@link #notes} says where they are not the paper's, and what had to be mended.
 *
 * <p>Two are not among them: {@code TextGenerationLSTM} reads characters, and {@code NASNet} of that version cannot be built: it asks for
 * shapes before it has an input, and its cells read layers that do not exist.
 *
 * <pre>{@code
 * Spec spec = Dl4jModel.SQUEEZENET.defaultSpec();
 * ComputationGraphConfiguration net = Dl4jModel.SQUEEZENET.configure(spec, new NeuralNetConfiguration.Builder().seed(1));
 * System.out.println(ModelSummary.of(net, spec).parameters()); // 1235496
 * }</pre>
 */
@SuppressWarnings("ImmutableEnumChecker") // its lists, records and functions are never changed
public enum Dl4jModel implements Architecture {
    ALEXNET(
            Spec.of(1000, 3, 224, 224),
            Task.CLASSIFICATION,
            Originals::alexNet,
            "five convolutions with local response normalisation, three full layers",
            "Krizhevsky, Sutskever, Hinton: ImageNet Classification with Deep Convolutional Neural Networks, NIPS 2012",
            "The layer between the last pooling and fc7 drops nothing in training; the paper drops half of both full layers' outputs.",
            "Its own updater divides each layer's gradient by its length, and does not divide by the batch; here the training says.",
            "probe"),
    DARKNET19(
            Spec.of(1000, 3, 224, 224),
            Task.CLASSIFICATION,
            Originals::darknet19,
            "19 convolutions of 3x3 and 1x1 with batch normalisation, the backbone of YOLO version 2",
            "Redmon, Farhadi: YOLO9000: Better, Faster, Stronger, CVPR 2017, arXiv 1612.08242, table 6"),
    FACENETNN4SMALL2(
            Spec.of(1000, 3, 96, 96),
            Task.CLASSIFICATION,
            Originals::faceNet,
            "a small Inception net for embeddings of faces, OpenFace's nn4.small2",
            "Schroff, Kalenichenko, Philbin: FaceNet, CVPR 2015, arXiv 1503.03832; Amos, Ludwiczuk, Satyanarayanan: OpenFace, 2016",
            "It is trained as a classifier with a squared error of softmax's output and a centre loss, not with FaceNet's triplets.",
            "Some pools are of the p-norm, as OpenFace's are."),
    INCEPTIONRESNETV1(
            Spec.of(1000, 3, 160, 160),
            Task.CLASSIFICATION,
            Originals::inceptionResNet,
            "Inception blocks with shortcuts, for embeddings of faces",
            "Szegedy, Ioffe, Vanhoucke, Alemi: Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning,"
                    + " AAAI 2017, arXiv 1602.07261, figure 10",
            "Trained as a classifier with a centre loss on embeddings of length 1; 128 numbers, where the paper has 1,000 classes.",
            "Weights start from a normal distribution with a deviation of 0.5 in every layer, whatever its size."),
    LENET(
            Spec.of(10, 1, 28, 28),
            Task.CLASSIFICATION,
            Originals::leNet,
            "two convolutions with max pooling, two full layers",
            "LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 1998",
            "Not LeNet-5: 20, 50 and 500 units with ReLU and max pooling, as in Caffe's example. lenet5 is the paper's."),
    RESNET50(
            Spec.of(1000, 3, 224, 224),
            Task.CLASSIFICATION,
            Originals::resNet50,
            "50 layers with shortcuts",
            "He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, CVPR 2016, arXiv 1512.03385, table 1",
            "Not the paper's net: its first stage halves the resolution once more, it ends in a max pooling over 3x3 and a full layer on"
                    + " what is left, and its convolutions have biases. resnet50 is the paper's.",
            "Weights start from a normal distribution with a deviation of 0.5 in every layer, whatever its size."),
    SIMPLECNN(
            Spec.of(1000, 3, 48, 48),
            Task.CLASSIFICATION,
            Originals::simpleCnn,
            "ten convolutions with batch normalisation and average pooling",
            "none: deeplearning4j-zoo's own, after mini_XCEPTION of Arriaga, Valdenegro, Plöger, arXiv 1710.07557",
            "It has no loss and cannot be trained as it is; here cross-entropy follows.",
            "Its convolutions have no activation before batch normalisation, and pairs of them none between: they are linear together."),
    SQUEEZENET(
            Spec.of(1000, 3, 227, 227),
            Task.CLASSIFICATION,
            Originals::squeezeNet,
            "fire modules: 1x1 convolutions squeeze, 1x1 and 3x3 expand",
            "Iandola et al.: SqueezeNet, 2016, arXiv 1602.07360; version 1.1",
            Originals.SIGMOIDS),
    TINYYOLO(
            Spec.of(20, 3, 416, 416),
            Task.DETECTION,
            Originals::tinyYolo,
            "a small detector with five anchors",
            "Redmon, Farhadi: YOLO9000: Better, Faster, Stronger, CVPR 2017, arXiv 1612.08242"),
    UNET(
            Spec.of(1, 3, 512, 512),
            Task.SEGMENTATION,
            Originals::uNet,
            "a mask for each pixel: convolutions down, upsampling back, with shortcuts between",
            "Ronneberger, Fischer, Brox: U-Net, MICCAI 2015, arXiv 1505.04597",
            "Always one class, whatever is asked: a mask of sigmoids. Pictures are padded, so that the mask has their size."),
    VGG16(
            Spec.of(1000, 3, 224, 224),
            Task.CLASSIFICATION,
            Originals::vgg16,
            "16 layers: 3x3 convolutions, five poolings, three full layers",
            "Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, arXiv 1409.1556"),
    VGG19(
            Spec.of(1000, 3, 224, 224),
            Task.CLASSIFICATION,
            Originals::vgg19,
            "3x3 convolutions, five poolings, full layers",
            "Simonyan, Zisserman: Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015, arXiv 1409.1556",
            "One full layer of 4,096 units is missing, so that it has 18 layers; and no dropout. vgg19 is the paper's."),
    XCEPTION(
            Spec.of(1000, 3, 299, 299),
            Task.CLASSIFICATION,
            Originals::xception,
            "separable convolutions with shortcuts",
            "Chollet: Xception: Deep Learning with Depthwise Separable Convolutions, CVPR 2017, arXiv 1610.02357, figure 5",
            Originals.SIGMOIDS),
    YOLO2(
            Spec.of(80, 3, 608, 608),
            Task.DETECTION,
            Originals::yolo2,
            "a detector on Darknet-19 with five anchors",
            "Redmon, Farhadi: YOLO9000: Better, Faster, Stronger, CVPR 2017, arXiv 1612.08242");

    /** What the net's output is. */
    private enum Task {
        CLASSIFICATION,
        DETECTION,
        SEGMENTATION
    }

    /** Builds the original for a spec on what belongs to a training. */
    private interface Source {
        ComputationGraphConfiguration graph(Spec spec, NeuralNetConfiguration.Builder base);
    }

    private final Spec spec;
    private final Task task;
    private final Source source;
    private final String summary;
    private final String paper;
    private final List<String> notes;

    Dl4jModel(Spec spec, Task task, Source source, String summary, String paper, String... notes) {
        this.spec = spec;
        this.task = task;
        this.source = source;
        this.summary = summary;
        this.paper = paper;
        this.notes = List.of(notes);
    }

    /** As deeplearning4j-zoo makes it, without what belongs to a training. It has one stem, whatever the spec says. */
    @Override
    public ComputationGraphConfiguration configure(Spec spec, NeuralNetConfiguration.Builder base) {
        if (spec.widthFactor() != 1) {
            throw new IllegalArgumentException(id() + " comes in one width");
        }
        return source.graph(spec, base);
    }

    @Override
    public String id() {
        return "dl4j." + name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String family() {
        return "dl4j";
    }

    @Override
    public String summary() {
        return "deeplearning4j-zoo's " + summary;
    }

    @Override
    public String paper() {
        return paper;
    }

    @Override
    public Spec defaultSpec() {
        return spec;
    }

    @Override
    public Preprocessing preprocessing(Spec spec, String dataset) {
        return Photographs.preprocessing(spec, dataset);
    }

    /** Its own recipes are not known to work on any data set; this is the one of photographs, with a careful learning rate. */
    @Override
    public TrainingOptions recipe(String dataset) {
        if (task != Task.CLASSIFICATION) {
            throw new ZooException(id() + " does not classify pictures but is for " + name(task)
                    + ": it can be described and run, not trained here");
        }
        return Photographs.recipe(dataset, 0.01);
    }

    @Override
    public List<String> notes(ModelSummary summary) {
        return notes;
    }

    private static String name(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }
}
