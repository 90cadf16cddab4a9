package org.convzoo.course.casestudies;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.convzoo.alexnet.AlexNet;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.core.Tta;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.Image;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Preprocessing.ChannelOrder;
import org.convzoo.data.Resize;
import org.convzoo.data.Split;

/**
 * Several views of one picture at test time, and the mean of what a net says of them: the four corners and the centre, each also mirrored. It costs
 * ten forward passes with one net in memory, where an ensemble needs as many nets; and it harms a net that was not trained on such views.
 *
 * <p>Shapes: a picture of 3 x 256 x 256 has ten views of 3 x 227 x 227; digits of 1 x 28 x 28, with four pixels around, have five of 1 x 28 x 28.
 *
 * <p>Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section 4.1.
 */
public final class TenCrop {
    private static final int TEST = 500, SHOWN = 150, MARGIN = 4;
    private static final List<String> CIFAR =
            List.of("alexnet.cifar10", "resnet20.cifar10", "vgg16-bn.cifar10", "googlenet-bn.cifar10");

    private TenCrop() {}

    /** Five crops of digits that are moved by so many pixels, a divisor of 4: crops of enlarged digits, since they are always moved by four. */
    static List<Preprocessing> views(int pixels) {
        int side = 28 * MARGIN / pixels;
        return Tta.FIVE_CROP.views(Preprocessing.unit(side, side, ChannelOrder.GREY, new Resize(side, side)));
    }

    /** How many test digits a net reads by the mean over views. */
    static int right(SmallNet net, List<Preprocessing> views) {
        Split test = DrawnDigits.test();
        int right = 0;
        for (int i = 0; i < TEST; i++) {
            double[] mean = new double[DrawnDigits.CLASSES];
            for (Preprocessing view : views) {
                double[] probabilities = net.probabilities(DrawnDigits.pixels(view.prepare(test.image(i))));
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += probabilities[k] / views.size();
                }
            }
            right += SmallNet.likeliest(mean) == test.label(i) ? 1 : 0;
        }
        return right;
    }

    /** Views for nets that know them and for one that does not, and the ten of a picture. */
    public static Exhibit demonstrate() {
        NumberTable zoo = NumberTable.of(1, "WEIGHTS", "CIFAR-10 TEST ACCURACY", "WITH TEN CROPS", "GAIN IN POINTS");
        for (String weights : CIFAR) {
            List<String> measured = Measured.result("zoo evaluate " + weights + " --tta ten-crop");
            zoo.row(weights, measured.get(1).replace(weights + " ", ""), measured.get(0), measured.get(2));
        }
        NumberTable digits = NumberTable.of(
                1, "DIGITS OF A SMALL NET'S TRAINING", "READS, OF " + TEST, "FIVE CROPS MOVED BY 1", "BY 2", "BY 4");
        for (int pixels : new int[] {0, 2}) {
            SmallNet net = DataAugmentation.trained(pixels);
            digits.row(
                    pixels == 0 ? "as they are" : "moved by up to " + pixels + " pixels",
                    DataAugmentation.right(net, 0),
                    right(net, views(1)),
                    right(net, views(2)),
                    right(net, views(MARGIN)));
        }
        Preprocessing input = AlexNet.ALEXNET.preprocessing(AlexNet.ALEXNET.defaultSpec(), "imagenet");
        List<Panel> panels = new ArrayList<>();
        List<String> names = List.of("top left", "top right", "bottom left", "bottom right", "centre");
        for (Preprocessing view : Tta.TEN_CROP.views(input)) {
            Image crop = view.prepare(DrawnScene.picture());
            BufferedImage picture = Shown.fitted(crop, SHOWN).toBufferedImage();
            int i = panels.size();
            panels.add(new Panel(picture, List.of(names.get(i / 2) + (i % 2 == 0 ? "" : ", mirrored"))));
        }
        return new Exhibit(zoo.text() + "\n" + digits.text(), 5, panels);
    }
}
