package org.convzoo.course;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Evaluator;
import org.convzoo.core.Explainer;
import org.convzoo.core.Roc;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.core.detection.FullyConvolutional;
import org.convzoo.core.detection.NonMaxSuppression;
import org.convzoo.core.detection.Overlap;
import org.convzoo.core.detection.SlidingWindows;
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
import org.convzoo.course.detection.AnchorBoxes;
import org.convzoo.course.detection.CarDetection;
import org.convzoo.course.detection.FaceLandmarks;
import org.convzoo.course.detection.FilteredOutput;
import org.convzoo.course.detection.GridCell;
import org.convzoo.course.detection.IntersectionOverUnion;
import org.convzoo.course.detection.LabelVolume;
import org.convzoo.course.detection.LocalizationLabels;
import org.convzoo.course.detection.ProposedRegions;
import org.convzoo.course.detection.SuppressionSteps;
import org.convzoo.course.detection.WindowByWindow;
import org.convzoo.course.detection.WindowsAsConvolution;
import org.convzoo.course.facesandart.ArtGeneration;
import org.convzoo.course.facesandart.BinaryVerification;
import org.convzoo.course.facesandart.ContentCost;
import org.convzoo.course.facesandart.DeepLayers;
import org.convzoo.course.facesandart.FaceRecognition;
import org.convzoo.course.facesandart.LogisticUnit;
import org.convzoo.course.facesandart.OneShotLearning;
import org.convzoo.course.facesandart.OtherDimensions;
import org.convzoo.course.facesandart.PairDifference;
import org.convzoo.course.facesandart.Recognition;
import org.convzoo.course.facesandart.SiamesePair;
import org.convzoo.course.facesandart.StyleCost;
import org.convzoo.course.facesandart.TotalCost;
import org.convzoo.course.facesandart.TripletKind;
import org.convzoo.course.facesandart.TripletTraining;
import org.convzoo.course.facesandart.TrustedThreshold;
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
import org.convzoo.facenet.FaceEmbedder;
import org.convzoo.facenet.FacePipeline;
import org.convzoo.facenet.Gallery;
import org.convzoo.facenet.Identification;
import org.convzoo.facenet.Nn4;
import org.convzoo.facenet.PairMetrics;
import org.convzoo.facenet.Siamese;
import org.convzoo.facenet.TripletLoss;
import org.convzoo.inception.GoogLeNet;
import org.convzoo.lenet.LeNet;
import org.convzoo.resnet.ResNet;
import org.convzoo.style.Gram;
import org.convzoo.style.StyleObjective;
import org.convzoo.style.StyleTransfer;
import org.convzoo.style.VggFeatures;
import org.convzoo.vgg.Vgg;
import org.convzoo.yolo.AnchorClusters;
import org.convzoo.yolo.DarknetImport;
import org.convzoo.yolo.Detector;
import org.convzoo.yolo.DrawnFaces;
import org.convzoo.yolo.LandmarkNet;
import org.convzoo.yolo.Localization;
import org.convzoo.yolo.LocalizationLoss;
import org.convzoo.yolo.RegionClassifier;
import org.convzoo.yolo.RegionProposals;
import org.convzoo.yolo.YoloDecoder;
import org.convzoo.yolo.YoloLoss;
import org.convzoo.yolo.YoloTargets;

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
                A net that reads digits from hands; the picture shows what the filters of its first convolution have learned. The data set sign-digits is downloaded when it is first used (17 MB); weights for it come with the zoo.
                Who has the course's own files, train_signs.h5 and test_signs.h5, makes a folder coursera in the cache (zoo info tells where that is), copies
                them there (zoo data verify tells whether they are found) and trains on coursera-signs, digits 0 to 5.""",
                List.of(
                        "zoo data fetch sign-digits",
                        "zoo data show sign-digits --out hands.png",
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
                course's own files, train_happy.h5 and test_happy.h5, copies them into the folder coursera of the cache (zoo info tells where that is) and trains on happy-house.""",
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
                variances. Who has train_signs.h5 and test_signs.h5 copies them into the folder coursera of the cache (zoo info tells where that is); the last
                command begins with weights of ImageNet, which it downloads.""",
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
        week.add(new Topic(
                "3.1",
                "Classification with localisation",
                """
                A classifier that also tells where its one thing is gives, beside the classes, p_c (is there a thing at all), the midpoint b_x, b_y and the
                height and width b_h, b_w of its box, as shares of the picture. Where the label of p_c is 0, the loss asks for p_c alone: whatever the net
                says of box and class costs nothing, and has no slope.""",
                List.of(),
                List.of(LocalizationLabels.class, Localization.class, LocalizationLoss.class),
                "LocalizationLabelsTest#whereNothingIsOnlyPcCounts",
                LocalizationLabels::demonstrate));
        week.add(new Topic(
                "3.2",
                "Landmarks",
                """
                In place of a box a net may give points: two numbers for each, in an order that is the same in all pictures, such as the left eye first.
                The net here learns five points of drawn faces for some seconds; a longer training brings the error below 3 % of the face's width.""",
                List.of("zoo face align portrait.jpg --out aligned"),
                List.of(FaceLandmarks.class, LandmarkNet.class, DrawnFaces.class),
                "FaceLandmarksTest#aShortTrainingFindsFiveLandmarks",
                FaceLandmarks::demonstrate));
        week.add(new Topic(
                "3.3",
                "Sliding windows",
                """
                A classifier of small pictures becomes a detector by looking at one window of a larger picture after the other. Half the stride makes
                four times the windows; a large stride is cheap and steps over things.""",
                List.of(),
                List.of(WindowByWindow.class, SlidingWindows.class),
                "WindowByWindowTest#aSmallStrideFindsTheCars",
                WindowByWindow::demonstrate));
        week.add(new Topic(
                "3.4",
                "Sliding windows as a convolution",
                """
                A dense layer that reads maps of 5 x 5 is a convolution of 5 x 5 with the same weights, so a classifier of 14 x 14 can be laid over a
                picture of 28 x 28 at once, and gives 8 x 8 answers. They are the same numbers as window by window, for a fraction of the work, since what
                neighbouring windows share is computed once.""",
                List.of(),
                List.of(WindowsAsConvolution.class, FullyConvolutional.class),
                "WindowsAsConvolutionTest#givesTheNumbersOfTheWindows",
                WindowsAsConvolution::demonstrate));
        week.add(new Topic(
                "3.5",
                "Region proposals",
                """
                Most windows show nothing, so R-CNN lets the picture say where to look: it is cut into regions of like colour, these are merged step by step,
                and only their boxes are classified. Fifty boxes of all sizes take the place of some two thousand windows.""",
                List.of(),
                List.of(ProposedRegions.class, RegionProposals.class, RegionClassifier.class),
                "ProposedRegionsTest#everyThingHasAProposal",
                ProposedRegions::demonstrate));
        week.add(new Topic(
                "3.6",
                "Bounding boxes of a grid",
                """
                YOLO lays a grid over the picture; the cell that a thing's midpoint lies in answers for it, however many cells the thing covers. The midpoint
                counts from the cell's corner, 0 to 1; height and width are in cells and go above 1. In a finer grid two midpoints rarely share a cell.""",
                List.of(),
                List.of(GridCell.class, YoloTargets.class),
                "GridCellTest#aCarMayBeWiderThanItsCell",
                GridCell::demonstrate));
        week.add(new Topic(
                "3.7",
                "Intersection over union",
                """
                How well a box fits is the area that it shares with the true one over the area that either covers: 1 for the same box, 0 for boxes apart.
                By custom 0.5 counts as found, which a box of the right size reaches if it is no more than a third of its width off.""",
                List.of(),
                List.of(IntersectionOverUnion.class, Overlap.class),
                "IntersectionOverUnionTest#aThirdTooFarIsAHalf",
                IntersectionOverUnion::demonstrate));
        week.add(new Topic(
                "3.8",
                "Non-max suppression",
                """
                Several cells find the same thing. Boxes with a low score go first; then, class by class, the surest of those that are left is kept and all
                that overlap with it by more than a threshold go, until none is left.""",
                List.of(),
                List.of(SuppressionSteps.class, NonMaxSuppression.class),
                "SuppressionStepsTest#keepsWhatTheZooKeeps",
                SuppressionSteps::demonstrate));
        week.add(new Topic(
                "3.9",
                "Anchor boxes",
                """
                So that a cell can tell of several things it has several anchors, boxes of given shapes; a thing goes to the anchor of its cell that it
                overlaps with most. As many things as there are anchors can share a cell, and no more. Which shapes suit a data set is found by k-means with
                1 - IoU as the distance.""",
                List.of(),
                List.of(AnchorBoxes.class, YoloTargets.class, AnchorClusters.class),
                "AnchorBoxesTest#twoThingsShareACell",
                AnchorBoxes::demonstrate));
        week.add(new Topic(
                "3.10",
                "YOLO and its label volume",
                """
                A picture's labels are one volume: for 3 x 3 cells, two anchors and three classes 3 x 3 x 2 x 8, for the 19 x 19 cells, five anchors and 80
                classes of the assignment 19 x 19 x 5 x 85. A net gives a volume of the same shape, in one pass. From a cell's numbers its box is the cell's
                corner plus a sigmoid, and the anchor's sides times an exponential.""",
                List.of("zoo describe yolov2 --input 3x608x608"),
                List.of(LabelVolume.class, YoloTargets.class, YoloDecoder.class, YoloLoss.class),
                "LabelVolumeTest#threeByThreeByTwoByEight",
                LabelVolume::demonstrate));
        week.add(new Topic(
                "3.11",
                "Assignment: YOLO's output, step by step",
                """
                What a net says of 1,805 boxes becomes a list of a few things in five steps: scores, the likeliest class, a threshold, corners in pixels,
                suppression. Each is a plain loop here, on numbers by lot about three drawn things; the zoo's decoder finds the same.""",
                List.of(),
                List.of(FilteredOutput.class, YoloDecoder.class, NonMaxSuppression.class),
                "FilteredOutputTest#fiveStepsFindWhatTheDecoderFinds",
                FilteredOutput::demonstrate));
        week.add(new Topic(
                "3.12",
                "Assignment: car detection",
                """
                Weights for vehicles on highways come with the zoo; here they look at a motorway that is drawn, which shows that they run, while the
                figures of their card are of photographs, and their data set, highway, has to be got by hand (zoo data verify tells how). Who has the course's
                pictures finds their cars with YOLO version 2: yolov2.weights (pjreddie.com/media/files/yolov2.weights, 200 MB) and yolov2.cfg
                (github.com/pjreddie/darknet) in one folder, imported with the course's coco_classes.txt; or with a net of a fortieth of the size,
                yolo-fastest-1.1-xl.weights and .cfg (github.com/dog-qiuqiu/Yolo-Fastest). The numbers of yolo_anchors.txt stand in the .cfg; the course's
                yolo.h5, the same net as Keras has it, is not read.""",
                List.of(
                        "zoo detect yolo-fastest-xl.highway street.jpg --out annotated",
                        "zoo data verify highway",
                        "zoo evaluate yolo-fastest-xl.highway",
                        "zoo import yolo-fastest-1.1-xl.weights --as yolo-fastest-xl --data coco --labels coco_classes.txt --out fastest.coco.zip",
                        "zoo detect fastest.coco.zip images --threshold 0.6 --nms 0.5 --out annotated",
                        "zoo import yolov2.weights --as yolov2 --data coco --labels coco_classes.txt --out yolov2.coco.zip",
                        "zoo detect yolov2.coco.zip images --threshold 0.6 --nms 0.5 --out annotated"),
                List.of(CarDetection.class, Detector.class, DarknetImport.class),
                "CarDetectionTest#theCoursesFilesAreRead",
                CarDetection::demonstrate));
        return week;
    }

    private static List<Topic> facesAndArt() {
        List<Topic> week = new ArrayList<>();
        week.add(new Topic(
                "4.1",
                "Verification and recognition",
                """
                Verification compares a picture with one person, recognition with the K people of a gallery, who each may be taken for the
                visitor. A comparison that errs once in a hundred times errs for most strangers among a hundred people, by 1 - (1 - p)^K, so that
                recognition needs far better nets than verification.""",
                List.of("zoo face verify passport.jpg camera.jpg"),
                List.of(Recognition.class, Identification.class),
                "RecognitionTest#errorsGrowAsTheFormulaSays",
                Recognition::demonstrate));
        week.add(new Topic(
                "4.2",
                "One-shot learning",
                """
                A softmax has an output for each person, and must be trained again for one more, of whom there is a single picture. A net that
                gives similar embeddings for pictures of one person, whoever it is, only keeps an embedding of the new one. Who is near to nobody is a
                stranger, for whom a softmax has no output.""",
                List.of(
                        "zoo face enroll Ada ada.jpg --gallery friends.gallery",
                        "zoo face identify visitor.jpg --gallery friends.gallery"),
                List.of(OneShotLearning.class, Gallery.class),
                "OneShotLearningTest#aSinglePictureIsEnough",
                OneShotLearning::demonstrate));
        week.add(new Topic(
                "4.3",
                "Siamese nets",
                """
                One net looks at both pictures, in two passes with the same weights, and gives a point for each; their distance says how far apart
                the faces are. As nothing tells the passes apart, the order of the pictures does not matter, and a picture is itself.""",
                List.of("zoo describe facenet-nn4", "zoo face embed ada ben --sheet people.png"),
                List.of(SiamesePair.class, FaceEmbedder.class, Siamese.class),
                "SiamesePairTest#twoPassesShareTheirWeights",
                SiamesePair::demonstrate));
        week.add(new Topic(
                "4.4",
                "Triplet loss",
                """
                An anchor is to be closer to another picture of its person than to anybody else's, by a margin: max(0, d(A, P) - d(A, N) +
                margin). Without a margin one point for all faces costs nothing, and training goes there. Triplets teach only while they are
                semi-hard or hard.""",
                List.of("zoo train facenet-nn4 --data att-faces"),
                List.of(TripletTraining.class, TripletKind.class, TripletLoss.class),
                "TripletTrainingTest#collapsesWithoutAMargin",
                TripletTraining::demonstrate));
        week.add(new Topic(
                "4.5",
                "Verification as a binary decision",
                """
                Instead of comparing a distance with a threshold, a logistic unit may weigh how the features of two pictures differ, |a - b| or (a
                - b)^2 / (a + b). The second form has a pole at b = -a, where a hair's breadth decides on any value of either sign, so that it is
                for features that are not negative, as those behind ReLU.""",
                List.of(),
                List.of(BinaryVerification.class, PairDifference.class, LogisticUnit.class, Siamese.class),
                "PairDifferenceTest#theChiSquareFormHasAPoleWhereFeaturesCancel",
                BinaryVerification::demonstrate));
        week.add(new Topic(
                "4.6",
                "A threshold to trust",
                """
                A larger threshold accepts more pairs of two people, a smaller one rejects more of one person; the ROC curve has all of them, and
                at the equal error rate both errors are the same. The threshold of the weights was found on photographs, and fails on drawn faces.
                One that was found on twenty drawn people holds for
                twenty others.""",
                List.of("zoo face calibrate people --far 0.01", "zoo face evaluate people --threshold 0.55"),
                List.of(TrustedThreshold.class, PairMetrics.class, Roc.class),
                "TrustedThresholdTest#aThresholdHoldsForOtherPeopleOfTheSameKind",
                TrustedThreshold::demonstrate));
        week.add(new Topic(
                "4.7",
                "What deep layers see",
                """
                The patches that excite a unit most show what it looks for. In LeNet-5 units of the first convolution see 5 x 5 pixels and look
                for edges of strokes, those of the second see half a digit and look for parts of it, and dense units see all of it.""",
                List.of(
                        "zoo explain lenet5.digits --method top-patches --layer c3 --unit 4 --out unit.png",
                        "zoo explain resnet20.cifar10 --method top-patches --unit 5 --out unit.html"),
                List.of(DeepLayers.class, Explainer.class),
                "DeepLayersTest#deeperUnitsSeeMoreAndCareForDigits",
                DeepLayers::demonstrate));
        week.add(new Topic(
                "4.8",
                "Content cost",
                """
                Two pictures have the same content where a layer gives the same values for both; their squared differences are the cost. An early
                layer holds on to each pixel, a deep one to what is where, roughly. The net here is VGG-19 with a quarter of its filters and
                weights by lot, which needs no download.""",
                List.of("zoo style photo.jpg painting.jpg --content-layer conv2_1 --out early.png"),
                List.of(ContentCost.class, StyleObjective.class),
                "ContentCostTest#aPictureItselfCostsNothing",
                ContentCost::demonstrate));
        week.add(new Topic(
                "4.9",
                "Style cost",
                """
                Style is which channels speak up together: the Gram matrix has the sum over all places of the products of each two channels. As
                the sum forgets the places, a texture that is moved has the same style and another content.""",
                List.of("zoo style photo.jpg painting.jpg --style-layers conv1_1=1 --out colours.png"),
                List.of(StyleCost.class, Gram.class),
                "StyleCostTest#placesDoNotMatter",
                StyleCost::demonstrate));
        week.add(new Topic(
                "4.10",
                "Total cost",
                """
                A painting is the picture at which alpha times the content's cost and beta times the style's are least together, with a little of the total variation against noise. The net's weights
                stay; gradient descent moves the pixels.""",
                List.of("zoo style photo.jpg painting.jpg --optimizer adam --lr 5 --preview 10 --out art.png"),
                List.of(TotalCost.class, StyleObjective.class),
                "TotalCostTest#theSlopeIsExact",
                TotalCost::demonstrate));
        week.add(new Topic(
                "4.11",
                "One and three dimensions",
                """
                A filter may slide along one axis, over a signal in time, or along three, through a volume such as a tomogram. It is as deep as
                what it reads has channels, and n becomes n - f + 1 along each axis, as in pictures.""",
                List.of(),
                List.of(OtherDimensions.class),
                "OtherDimensionsTest#agreesWithDl4jAlongOneAndThreeAxes",
                OtherDimensions::demonstrate));
        week.add(new Topic(
                "4.12",
                "Assignment: face recognition",
                """
                Who has the assignment's folder of faces, images, enrols each person by one picture and asks who stands before the camera; the
                pictures are cut-out faces, which --aligned says. The default weights, which are downloaded when they are first
                used, have seen three million pictures; they taught the shipped ones, which come without a download, have seen nine thousand strangers and
                twenty-five people, and err far more often. A gallery remembers the net that it was begun with, and a threshold for your own pictures is what zoo face
                calibrate finds; who has no pictures takes those of att-faces, forty people.""",
                List.of(
                        "zoo face verify images/camera_0.jpg images/younes.jpg --aligned",
                        "zoo face enroll Younes images/younes.jpg --gallery house.gallery --aligned",
                        "zoo face enroll Kian images/kian.jpg --gallery house.gallery --aligned",
                        "zoo face identify images/camera_0.jpg --gallery house.gallery --aligned",
                        "zoo face verify passport.jpg camera.jpg --model facenet-nn4.att-faces",
                        "zoo face calibrate people",
                        "zoo data fetch att-faces",
                        "zoo face evaluate att-faces",
                        "zoo evaluate facenet-nn4.att-faces --tta mirror",
                        "zoo train facenet-nn4 --data smiles --teacher facenet-resnet.face-api --seed 1 --run runs/taught",
                        "zoo train facenet-nn4 --data att-faces --from runs/taught/best.zip --epochs 20 --lr 1e-4 --seed 1"),
                List.of(FaceRecognition.class, FacePipeline.class, Nn4.class),
                "FaceRecognitionTest#theDoorsKnowWhoIsThere",
                FaceRecognition::demonstrate));
        week.add(new Topic(
                "4.13",
                "Assignment: art generation",
                """
                A photograph of yours in the manner of any painting, by the costs of the assignment, whose pictures are louvre_small.jpg and monet_800600.jpg;
                more alpha keeps the photograph, more beta paints it over. It needs VGG-19's trained weights: Keras's file without top (80 MB), which is
                downloaded when it is first used, or torchvision's vgg19-dcbb9e9d.pth, which zoo import turns into a file for --model. The pictures here are
                painted by a net with weights by lot, which needs no download and makes blots where trained weights paint strokes.""",
                List.of(
                        "zoo style content.jpg style.jpg --size 128 --steps 20 --out small.png",
                        "zoo style content.jpg style.jpg --out art.png",
                        "zoo style content.jpg style.jpg --content-weight 10 --style-weight 40 --variation-weight 0 --init mix --optimizer adam --lr 2 --out course.png",
                        "zoo import vgg19-dcbb9e9d.pth --as vgg19-features --out vgg19.zip",
                        "zoo style content.jpg style.jpg --model vgg19.zip --size 512 --original-colors --out art.png",
                        "zoo style content.jpg --fast wave --out waves.png"),
                List.of(ArtGeneration.class, StyleTransfer.class, VggFeatures.class),
                "ArtGenerationTest#theLayersAreThoseOfTheAssignment",
                ArtGeneration::demonstrate));
        return week;
    }
}
