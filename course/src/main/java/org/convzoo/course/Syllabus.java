package org.convzoo.course;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.ZooException;
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
import org.convzoo.data.NearestNames;
import org.convzoo.lenet.LeNet;
import org.convzoo.resnet.ResNet;

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
