package org.convzoo.course;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Evaluator;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.course.casestudies.AlexNetCosts;
import org.convzoo.course.casestudies.DataAugmentation;
import org.convzoo.course.casestudies.Ensembling;
import org.convzoo.course.casestudies.HappyFaces;
import org.convzoo.course.casestudies.InceptionModule;
import org.convzoo.course.casestudies.LeNet5;
import org.convzoo.course.casestudies.LeNetLoops;
import org.convzoo.course.casestudies.PcaColors;
import org.convzoo.course.casestudies.PlainAndResidual;
import org.convzoo.course.casestudies.PointwiseConvolution;
import org.convzoo.course.casestudies.ResidualBlock;
import org.convzoo.course.casestudies.SignsResNet50;
import org.convzoo.course.casestudies.SmallFilters;
import org.convzoo.course.casestudies.TenCrop;
import org.convzoo.course.casestudies.TransferLearning;
import org.convzoo.course.foundations.ConvolutionAssignment;
import org.convzoo.course.foundations.ConvolutionSteps;
import org.convzoo.course.foundations.EdgeDetection;
import org.convzoo.course.foundations.LayerParameters;
import org.convzoo.course.foundations.LearnedFilter;
import org.convzoo.course.foundations.OutputSize;
import org.convzoo.course.foundations.Padding;
import org.convzoo.course.foundations.ParameterSharing;
import org.convzoo.course.foundations.Pooling;
import org.convzoo.course.foundations.PoolingAssignment;
import org.convzoo.course.foundations.PoolingSteps;
import org.convzoo.course.foundations.SignLanguageDigits;
import org.convzoo.course.foundations.Stride;
import org.convzoo.course.foundations.TypicalNet;
import org.convzoo.course.foundations.VolumeConvolution;
import org.convzoo.data.Augmentations;
import org.convzoo.data.NearestNames;
import org.convzoo.inception.GoogLeNet;
import org.convzoo.lenet.LeNet;
import org.convzoo.resnet.ResNet;
import org.convzoo.vgg.Vgg;

/** The list of topics, and the only one: {@code zoo course}, the pages in {@code docs/course} and their tests are made of it. */
public final class Syllabus {
    /**
     * A week of the course.
     *
     * @param number 1 to 4
     * @param title what it is about
     * @param page name of its page in {@code docs/course}
     */
    public record Week(int number, String title, String page) {}

    /** The weeks whose topics are here. */
    public static final List<Week> WEEKS = List.of(
            new Week(1, "Foundations", "1-foundations.md"),
            new Week(2, "Case studies", "2-case-studies.md"),
            new Week(3, "Detection", "3-detection.md"),
            new Week(4, "Faces and art", "4-faces-and-art.md"));

    /** All topics, in the course's order. */
    public static final List<Topic> TOPICS = Stream.of(foundations(), caseStudies(), detection(), facesAndArt())
            .flatMap(List::stream)
            .toList();

    private Syllabus() {}

    /**
     * The topic of a number.
     *
     * @throws ZooException if there is none; the message has the nearest numbers
     */
    public static Topic topic(String number) {
        return TOPICS.stream()
                .filter(topic -> topic.number().equals(number))
                .findFirst()
                .orElseThrow(() -> new ZooException("there is no topic " + number + nearest(number)));
    }

    private static String nearest(String number) {
        List<String> near =
                NearestNames.of(number, TOPICS.stream().map(Topic::number).toList());
        return near.isEmpty()
                ? "; zoo course lists them"
                : "; the nearest: "
                        + String.join(
                                ", ",
                                near.stream()
                                        .map(Syllabus::topic)
                                        .map(topic -> topic.number() + " " + topic.title())
                                        .toList());
    }

    private static List<Topic> foundations() {
        List<Topic> week = new ArrayList<>();
        week.add(new Topic(
                "1.1",
                "Edge detection",
                """
                A filter is a small table of numbers that slides over a picture; at each place its numbers are multiplied with those below it, and summed.
                With opposite signs on its two sides it answers where the picture changes. Sobel's and Scharr's filters weigh the middle row more, so that
                noise and slanted edges disturb them less.""",
                List.of(),
                List.of(EdgeDetection.class),
                "EdgeDetectionTest#aStepBecomesABandOfThirty",
                EdgeDetection::demonstrate));
        week.add(new Topic(
                "1.2",
                "A learned filter",
                """
                The nine numbers need not be chosen by hand. A net of a single convolution sees a picture and what Sobel's filter makes of it, and finds
                the filter by gradient descent; a net for photographs learns its filters the same way, from the classes alone.""",
                List.of("zoo explain resnet20.cifar10 --method filters --out filters.png"),
                List.of(LearnedFilter.class),
                "LearnedFilterTest#comesToSobelsNumbers",
                LearnedFilter::demonstrate));
        week.add(new Topic(
                "1.3",
                "Padding",
                """
                Without padding (valid) each convolution makes the picture smaller by f - 1, and pixels at the edge are seen by few windows. With
                p = (f - 1) / 2 zeros around (same) the size stays, which is why filters have odd sides.""",
                List.of(),
                List.of(Padding.class, OutputSize.class),
                "PaddingTest#aCornerIsSeenMoreOftenWithPadding",
                Padding::demonstrate));
        week.add(new Topic(
                "1.4",
                "Stride",
                """
                With stride s the filter moves s places at a time. The output has floor((n + 2p - f) / s + 1) rows and as many columns: a window that would
                hang over the edge is left out. The table has the first layers of LeNet-5, AlexNet, VGG and ResNet too; AlexNet's paper prints 224, but its
                55 columns need 227, or a padding of 2.""",
                List.of("zoo describe alexnet"),
                List.of(OutputSize.class, Stride.class),
                "OutputSizeTest#isWhatDl4jSays",
                Stride::demonstrate));
        week.add(new Topic(
                "1.5",
                "Convolution over volumes",
                """
                A filter has as many channels as the picture, and gives one number per place: its sum goes over the channels too. Several filters give
                several channels. The first filter here looks at red alone: to it a red square on pale ground is as pale as the ground, and a green disc is
                dark.""",
                List.of(),
                List.of(VolumeConvolution.class, ConvolutionSteps.class),
                "VolumeConvolutionTest#aFilterOfRedSeesTheDiscAndHardlyTheSquare",
                VolumeConvolution::demonstrate));
        week.add(new Topic(
                "1.6",
                "Parameters of a layer",
                """
                Each of F filters has f x f x C weights and one bias: ten filters of 3 x 3 x 3 are 280 parameters, for a thumbnail as for a poster. The
                second table is a small net, in which the sides shrink and the channels grow.""",
                List.of("zoo describe lenet5"),
                List.of(LayerParameters.class),
                "LayerParametersTest#tenFiltersHave280",
                LayerParameters::demonstrate));
        week.add(new Topic(
                "1.7",
                "Pooling",
                """
                Pooling makes maps smaller by keeping of each window the largest number, or the mean. It works on each channel alone and has nothing to
                learn. The maximum keeps a strong answer as strong as it was, wherever in the window; the mean weakens it.""",
                List.of(),
                List.of(Pooling.class, PoolingSteps.class),
                "PoolingTest#hasNothingToLearn",
                Pooling::demonstrate));
        week.add(new Topic(
                "1.8",
                "Why convolutions",
                """
                A dense layer that took a convolution's place would connect each output with each input. A convolution reads a small window only (sparsity
                of connections), and uses the same weights everywhere (parameter sharing): 456 numbers instead of 14 million.""",
                List.of(),
                List.of(ParameterSharing.class),
                "ParameterSharingTest#aMatrixDoesWhatTheConvolutionDoes",
                ParameterSharing::demonstrate));
        week.add(new Topic(
                "1.9",
                "A typical net",
                """
                LeNet-5 from the zoo. With depth, height and width shrink and channels grow; some notes have it the wrong way round. The
                values become fewer after the first convolution, the poolings have no parameters, and most parameters are the dense layers'.""",
                List.of("zoo describe lenet5", "zoo train lenet5", "zoo evaluate lenet5.digits"),
                List.of(LeNet.class, TypicalNet.class),
                "TypicalNetTest#sidesShrinkAndChannelsGrow",
                TypicalNet::demonstrate));
        week.add(new Topic(
                "1.10",
                "Assignment: convolution step by step",
                """
                Zero padding, one step on one slice, the whole layer forwards, and backwards to input, weights and biases, in plain loops with the shapes
                beside them. All of it agrees with DL4J's layer and with central differences.""",
                List.of(),
                List.of(ConvolutionSteps.class, ConvolutionAssignment.class),
                "ConvolutionStepsTest#agreesWithDl4jForwardsAndBackwards",
                ConvolutionAssignment::demonstrate));
        week.add(new Topic(
                "1.11",
                "Assignment: pooling step by step",
                """
                Backwards, maximum pooling sends each slope to the place where the largest number was, which a mask remembers; average pooling distributes
                it in equal shares. Where windows overlap, the slopes add up.""",
                List.of(),
                List.of(PoolingSteps.class, PoolingAssignment.class),
                "PoolingStepsTest#agreesWithDl4jAndWithDifferences",
                PoolingAssignment::demonstrate));
        week.add(new Topic(
                "1.12",
                "Assignment: sign language digits",
                """
                A net that reads digits from hands. The data set sign-digits is downloaded when it is first used (17 MB); weights for it come with the zoo.
                Who has the course's own files, train_signs.h5 and test_signs.h5, copies them into the folder coursera below ZOO_HOME (zoo info shows it; zoo
                data verify tells whether they are found) and trains on coursera-signs, digits 0 to 5.""",
                List.of(
                        "zoo data fetch sign-digits",
                        "zoo evaluate resnet20.sign-digits",
                        "zoo train resnet20 --data sign-digits --epochs 60 --batch-size 32 --lr 0.025 --seed 1",
                        "zoo data verify coursera-signs",
                        "zoo data show coursera-signs --out signs.png",
                        "zoo train resnet20 --data coursera-signs --epochs 60 --batch-size 32 --lr 0.025 --seed 1 --run runs/signs",
                        "zoo evaluate runs/signs/best.zip --data coursera-signs"),
                List.of(SignLanguageDigits.class, ResNet.class),
                "SignLanguageDigitsTest#theShippedWeightsAreSixtyEpochsOfResNet20",
                SignLanguageDigits::demonstrate));
        return week;
    }

    private static List<Topic> caseStudies() {
        List<Topic> week = new ArrayList<>();
        week.add(new Topic(
                "2.1",
                "LeNet-5",
                """
                The net that read cheques: two convolutions with pooling, then dense layers. What is called LeNet-5 today has 61,706 parameters, that of
                1998 has 60,000: there a map of the second convolution reads some of the maps before it, poolings learn two numbers a map, and the outputs are
                distances to fixed patterns.""",
                List.of("zoo describe lenet5", "zoo train lenet5", "zoo evaluate lenet5.mnist"),
                List.of(LeNet5.class, LeNet.class),
                "LeNet5Test#thatOf1998HasSixtyThousandParameters",
                LeNet5::demonstrate));
        week.add(new Topic(
                "2.2",
                "AlexNet",
                """
                Five convolutions and three dense layers, rectified linear units, dropout: 62 million parameters, of which the dense layers have 94 %, while the
                convolutions do 95 % of the multiplications. The paper's net has 61 million, since three of its convolutions are parted over two GPUs and read half
                of the channels. Its input has 227 pixels, not 224, and its first layer 290,400 values, not the 253,440 of its figure 2.""",
                List.of(
                        "zoo describe alexnet",
                        "zoo evaluate alexnet.cifar10",
                        "zoo explain alexnet.cifar10 --method filters --out filters.png"),
                List.of(AlexNetCosts.class, AlexNet.class),
                "AlexNetCostsTest#denseLayersHaveTheParametersAndConvolutionsTheWork",
                AlexNetCosts::demonstrate));
        week.add(new Topic(
                "2.3",
                "VGG-16",
                """
                Nothing but filters of 3 x 3: two layers of them see 5 x 5 pixels and three see 7 x 7, with 72 % and 55 % of the weights of one layer
                that sees as much. After each pooling the sides halve and the filters double, up to 512. Of the 138 million parameters 103 million are
                those of the first dense layer.""",
                List.of("zoo describe vgg16", "zoo evaluate vgg16-bn.cifar10"),
                List.of(SmallFilters.class, Vgg.class),
                "SmallFiltersTest#threeLayersSeeSevenPixelsWithFewerWeights",
                SmallFilters::demonstrate));
        week.add(new Topic(
                "2.4",
                "Residual blocks",
                """
                A block adds to its input what its convolutions make of it. Where it keeps the shape the shortcut is the identity; where it changes the shape
                a convolution of 1 x 1 brings the input along (the convolutional block, or projection). With small weights such a block changes little, where
                layers without the shortcut lose their input.""",
                List.of("zoo describe resnet50", "zoo describe resnet20"),
                List.of(ResidualBlock.class, ResNet.class),
                "ResidualBlockTest#withoutWeightsItIsTheIdentity",
                ResidualBlock::demonstrate));
        week.add(new Topic(
                "2.5",
                "Plain and residual nets",
                """
                Without shortcuts 56 layers end worse than 20, on their training pictures too, although they could copy the 20. It is not that gradients
                vanish, which batch normalisation prevents: before the first step they are 4,900 times as large at the first convolution of the plain 56
                layers as at the last, and 45 times with shortcuts. The gradients are those of nets a quarter as wide, the errors those of twelve epochs
                of the whole nets.""",
                List.of(
                        "zoo train plain20 --data cifar10 --epochs 12 --warmup 3 --seed 1 --run runs/plain20-12",
                        "zoo train resnet20 --data cifar10 --epochs 12 --warmup 3 --seed 1 --run runs/resnet20-12",
                        "zoo compare runs/plain20-12 runs/resnet20-12 --out curves.png"),
                List.of(PlainAndResidual.class, ResNet.class),
                "PlainAndResidualTest#depthChangesTheGradientOfPlainNetsMost",
                PlainAndResidual::demonstrate));
        week.add(new Topic(
                "2.6",
                "1 x 1 convolutions",
                """
                A filter of 1 x 1 mixes the channels of each place, as a dense layer would that looks at one place at a time (network in network). Pooling makes the
                sides smaller; this makes the channels fewer, for a twenty-fifth of what filters of 5 x 5 cost.""",
                List.of("zoo describe googlenet"),
                List.of(PointwiseConvolution.class),
                "PointwiseConvolutionTest#isADenseLayerAtEachPlace",
                PointwiseConvolution::demonstrate));
        week.add(new Topic(
                "2.7",
                "Inception and GoogLeNet",
                """
                An Inception module has filters of 1 x 1, 3 x 3 and 5 x 5 and a pooling side by side and lets training choose. On 28 x 28 x 192 the 5 x
                5 alone would take 120 million multiplications; with a bottleneck of 1 x 1 before it they are 12.4 million. GoogLeNet is nine modules,
                22 layers and 7.0 million parameters, a ninth of AlexNet's; the paper says a twelfth.""",
                List.of("zoo describe googlenet", "zoo evaluate googlenet-bn.cifar10"),
                List.of(InceptionModule.class, GoogLeNet.class),
                "InceptionModuleTest#aBottleneckSavesNineTenths",
                InceptionModule::demonstrate));
        week.add(new Topic(
                "2.8",
                "Transfer learning",
                """
                Layers that learned on other pictures are kept as they are (frozen), and a new classifier learns on what they give. With few pictures it
                reads more than a classifier of the pixels, if the source is akin, as handwriting is to drawn digits; of a net for clothes the early
                layers help and the last one harms. With more pictures more layers are trained, with many all of them, from where they are.""",
                List.of(
                        "zoo train resnet20 --data sign-digits --images-per-class 20 --from resnet20.cifar10 --freeze-up-to layer2.2 --no-augmentation",
                        "zoo train lenet5 --data digits --images-per-class 5 --from lenet5.fashion-mnist --backbone-lr-factor 0.1",
                        "zoo features lenet5.mnist --data digits --layer f6 --out f6.npz"),
                List.of(TransferLearning.class, LeNetLoops.class),
                "TransferLearningTest#frozenLayersBeatPixelsWithFewPictures",
                TransferLearning::demonstrate));
        week.add(new Topic(
                "2.9",
                "Data augmentation",
                """
                Training pictures are changed at random in each epoch, in ways that leave what they show: mirrored, cut, turned, in other colours, which
                AlexNet shifts along their principal components. A net that saw moved digits reads more of them, moved or not. What may change depends
                on the task: a mirrored digit is no digit.""",
                List.of(
                        "zoo train resnet20 --data cifar10 --strong-augmentation --seed 1",
                        "zoo train resnet20 --data sign-digits --images-per-class 20 --no-augmentation --seed 1"),
                List.of(DataAugmentation.class, PcaColors.class, Augmentations.class),
                "DataAugmentationTest#movedDigitsAreReadByANetThatSawSuch",
                DataAugmentation::demonstrate));
        week.add(new Topic(
                "2.10",
                "Ensembling",
                """
                The mean of the probabilities of several nets that were trained apart is right more often than the best of them, since their mistakes
                differ. The eight small nets here differ in their first weights alone, the three of the zoo in everything. It costs as many passes as
                there are nets, which contests pay and products seldom do.""",
                List.of(
                        "zoo evaluate resnet20.cifar10 vgg16-bn.cifar10 googlenet-bn.cifar10",
                        "zoo predict resnet20.cifar10,vgg16-bn.cifar10,googlenet-bn.cifar10 photo.jpg --top 3"),
                List.of(Ensembling.class, Evaluator.class),
                "EnsemblingTest#theMeanBeatsItsMembers",
                Ensembling::demonstrate));
        week.add(new Topic(
                "2.11",
                "Ten-crop",
                """
                The net sees the four corners and the centre of a picture, each also mirrored, and the mean of what it says counts. Views that training
                did not show may harm, and digits are not mirrored, so theirs are five. It costs ten passes with one net in memory.""",
                List.of(
                        "zoo evaluate resnet20.cifar10 --tta ten-crop",
                        "zoo evaluate lenet5.fashion-mnist --tta five-crop",
                        "zoo predict resnet20.cifar10 photo.jpg --tta ten-crop"),
                List.of(TenCrop.class, Tta.class),
                "TenCropTest#viewsHelpNetsThatKnowThem",
                TenCrop::demonstrate));
        week.add(new Topic(
                "2.12",
                "Assignment: happy faces",
                """
                A net that tells whether a face is happy. The data set smiles is downloaded when it is first used (27 MB); weights for it come with the zoo. Who has the
                course's own files, train_happy.h5 and test_happy.h5, copies them into the folder coursera below ZOO_HOME and trains on happy-house.""",
                List.of(
                        "zoo data fetch smiles",
                        "zoo evaluate resnet20.smiles",
                        "zoo train resnet20 --data smiles --epochs 15 --batch-size 128 --lr 0.1 --seed 1",
                        "zoo data verify happy-house",
                        "zoo data show happy-house --out happy.png",
                        "zoo train resnet20 --data happy-house --seed 1 --run runs/happy",
                        "zoo evaluate runs/happy/best.zip --data happy-house",
                        "zoo explain runs/happy/best.zip face.jpg --method grad-cam --out why.png"),
                List.of(HappyFaces.class, Augmentations.class),
                "HappyFacesTest#theShippedWeightsAreFifteenEpochsOfResNet20",
                HappyFaces::demonstrate));
        week.add(new Topic(
                "2.13",
                "Assignment: ResNet-50 on signs",
                """
                The assignment's net is resnet50-v1 with the stem of large pictures: the stride is in the first 1 x 1 of a block, in resnet50 it is in
                the 3 x 3. Its 23,600,006 parameters in Keras are the zoo's 23,520,326, biases that normalisation cancels, and running means and
                variances. Who has train_signs.h5 and test_signs.h5 copies them into the folder coursera below ZOO_HOME; the last command begins with
                weights of ImageNet, which it downloads.""",
                List.of(
                        "zoo describe resnet50-v1 --input 3x64x64 --stem imagenet --classes 6",
                        "zoo data verify coursera-signs",
                        "zoo train resnet50-v1 --data coursera-signs --stem imagenet --epochs 30 --batch-size 32 --seed 1 --run runs/signs50",
                        "zoo evaluate runs/signs50/best.zip --data coursera-signs",
                        "zoo predict runs/signs50/best.zip hand.jpg --top 3",
                        "zoo train resnet50 --data coursera-signs --from resnet50.imagenet-torchvision --freeze-up-to avgpool --no-augmentation --run runs/signs50-transfer"),
                List.of(SignsResNet50.class, ResNet.class),
                "SignsResNet50Test#hasTheAssignmentsParameters",
                SignsResNet50::demonstrate));
        return week;
    }

    private static List<Topic> detection() {
        List<Topic> week = new ArrayList<>();
        return week;
    }

    private static List<Topic> facesAndArt() {
        List<Topic> week = new ArrayList<>();
        return week;
    }
}
