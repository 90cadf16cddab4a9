package org.convzoo.course.casestudies;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.core.Explanation.Panel;
import org.convzoo.core.Shown;
import org.convzoo.course.DrawnScene;
import org.convzoo.course.Exhibit;
import org.convzoo.course.NumberTable;
import org.convzoo.data.ColorJitter;
import org.convzoo.data.Cutout;
import org.convzoo.data.Image;
import org.convzoo.data.Mirror;
import org.convzoo.data.RandomAffine;
import org.convzoo.data.RandomCrop;
import org.convzoo.data.RandomShift;
import org.convzoo.data.Randoms;
import org.convzoo.data.Split;
import org.convzoo.data.Transform;

/**
 * Training pictures changed at random in each epoch, in ways that leave what they show: mirrored, cut, turned, in another light. What must not change depends
 * on the task: a mirrored digit is no digit.
 *
 * <p>Shapes: the scene and what becomes of it have 3 x 96 x 96, crops 3 x 72 x 72; digits 1 x 28 x 28.
 *
 * <p>Sources: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section 4.1; DeVries, Taylor,
 * arXiv:1708.04552, of the square that is blotted out.
 */
public final class DataAugmentation {
    private static final int SHOWN = 168, CROP = 72, PER_CLASS = 50, TEST = 500, EPOCHS = 30, HIDDEN = 32, PIXELS = 2;
    private static final double RATE = 0.03;
    private static final float GREY = 200;

    private DataAugmentation() {}

    /** A way to change pictures. */
    private record Change(String name, Transform transform) {
        /** The scene changed by the random numbers of a key. */
        Image of(Image scene, long key) {
            return transform.apply(scene, Randoms.keyed(key));
        }
    }

    private static final List<Change> CHANGES = List.of(
            new Change("mirrored", new Mirror()),
            new Change("cut: 72 of 96", new RandomCrop(CROP, CROP, 0)),
            new Change("turned and moved", new RandomAffine(15, 0.1f, 0.85f, 1.15f, 5, GREY)),
            new Change("brightness, colours", new ColorJitter(0.4f, 0.4f, 0.4f, 0.05f)),
            new Change("a square blotted out", new Cutout(32, 120)));

    /** A net that learned fifty digits of each class, as they are or moved by up to so many pixels, another way in each epoch. */
    static SmallNet trained(int pixels) {
        int count = PER_CLASS * DrawnDigits.CLASSES;
        Split train = DrawnDigits.train();
        SmallNet net = new SmallNet(1, DrawnDigits.PIXELS, HIDDEN, DrawnDigits.CLASSES);
        net.train(
                (epoch, i) -> DrawnDigits.pixels(moved(train.image(i), pixels, epoch, i)),
                DrawnDigits.labels(train, count),
                EPOCHS,
                RATE);
        return net;
    }

    private static Image moved(Image digit, int pixels, long... key) {
        return new RandomShift(pixels).apply(digit, Randoms.keyed(key));
    }

    /** How many of the test digits a net reads, each moved by up to so many pixels. */
    static int right(SmallNet net, int pixels) {
        Split test = DrawnDigits.test();
        int right = 0;
        for (int i = 0; i < TEST; i++) {
            Image digit = moved(test.image(i), pixels, i);
            right += SmallNet.likeliest(net.probabilities(DrawnDigits.pixels(digit))) == test.label(i) ? 1 : 0;
        }
        return right;
    }

    /** What moved training digits are worth, and how a picture is changed. */
    public static Exhibit demonstrate() {
        NumberTable table = NumberTable.of(
                1,
                "500 TRAINING DIGITS, " + EPOCHS + " EPOCHS",
                "TEST DIGITS READ, OF " + TEST,
                "MOVED TEST DIGITS READ");
        for (int pixels : new int[] {0, PIXELS}) {
            SmallNet net = trained(pixels);
            table.row(
                    pixels == 0 ? "as they are" : "moved by up to " + pixels + " pixels",
                    right(net, 0),
                    right(net, PIXELS));
        }
        Image scene = DrawnScene.picture();
        PcaColors colors = new PcaColors(scene);
        NumberTable components = NumberTable.of(1, "COLOURS' COMPONENT", "DEVIATION", "RED", "GREEN", "BLUE");
        for (int k = 0; k < 3; k++) {
            double[] direction = colors.direction(k);
            components.row(k + 1 + "", colors.deviation(k), direction[0], direction[1], direction[2]);
        }
        List<Panel> panels = new ArrayList<>();
        panels.add(panel(scene, "as it is"));
        for (Change change : CHANGES) {
            panels.add(panel(change.of(scene, 5), change.name()));
        }
        panels.add(panel(colors.shifted(scene, 0.5), "first component + 0.5"));
        panels.add(panel(colors.shifted(scene, 0, 0.5), "second component + 0.5"));
        return new Exhibit(table.text() + "\n" + components.text(), 4, panels);
    }

    private static Panel panel(Image picture, String caption) {
        return new Panel(Shown.fitted(picture, SHOWN).toBufferedImage(), List.of(caption));
    }
}
