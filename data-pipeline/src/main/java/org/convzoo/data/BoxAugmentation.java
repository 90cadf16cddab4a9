package org.convzoo.data;

import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Augmentation for object detectors, which moves the boxes with the pixels: a picture is scaled, shifted and mirrored, or four of them share
 * the net's input as a mosaic (Bochkovskiy, Wang, Liao: YOLOv4, arXiv 2004.10934, section 3.3). Colours last.
 *
 * <p>In a mosaic each picture has the quarter on one side of a centre that lies between 0.3 and 0.7 of each side, is scaled and mirrored
 * by itself, and is cut at the quarter's edges: of one that is larger than its quarter a random part is seen, one that is smaller touches the
 * centre.
 *
 * @param mosaic probability of a mosaic, 0 (never) to 1 (always)
 * @param minScale smallest size, 1 for that of the picture as the preprocessing lays it on the net's input
 * @param maxScale largest size, at most 10
 * @param shift moved by up to this share of the net's input, each way; not in a mosaic
 * @param flip probability that left and right are exchanged, 0 to 1
 * @param color what becomes of the colours; zeros change nothing
 */
public record BoxAugmentation(float mosaic, float minScale, float maxScale, float shift, float flip, ColorJitter color)
        implements Transform {
    /** What fills the rest, where the preprocessing has no letterbox with a colour of its own. */
    private static final float GREY = 114;

    private static final float FIRST_CENTER = 0.3f;
    private static final float LAST_CENTER = 0.7f;

    public BoxAugmentation {
        Check.between(0, 1, "mosaic", mosaic);
        Check.above(0, "minScale", minScale);
        Check.between(0, 10, "maxScale", maxScale);
        Check.atLeast(minScale, "maxScale", maxScale);
        Check.between(0, 1, "shift", shift);
        Check.between(0, 1, "flip", flip);
        if (color == null) {
            throw new IllegalArgumentException("color must be given; one of zeros changes nothing");
        }
    }

    /** The same with another share of mosaics. */
    public BoxAugmentation withMosaic(float probability) {
        return new BoxAugmentation(probability, minScale, maxScale, shift, flip, color);
    }

    /** Scales, shifts and mirrors a picture at its own size, as {@link #draw} does without a mosaic. */
    @Override
    public Image apply(Image image, RandomGenerator random) {
        Canvas canvas = new Canvas(image.channels(), image.height(), image.width(), GREY);
        alone(canvas, new Laid(new MarkedImage(image, List.of()), canvas.area()), random);
        return color.apply(canvas.picture().image(), random);
    }

    /**
     * Draws what a net is shown for a picture.
     *
     * @param all where a mosaic takes its other three pictures from
     * @param index of the picture
     * @param preprocessing what the net wants; of its steps only the geometry counts
     * @param random all that is random comes from it
     * @return a picture of the net's channels, height and width, 0 to 255, and the things in its pixels. Of a thing that is cut the box is what can be
     *     seen; less than a quarter of its area, or less than 3 pixels of width or height, is no thing any more
     * @throws DataException if a picture's file is missing or damaged; the message names it
     */
    public MarkedImage draw(List<BoxPicture> all, int index, Preprocessing preprocessing, RandomGenerator random) {
        Canvas canvas = new Canvas(
                preprocessing.channels(), preprocessing.height(), preprocessing.width(), background(preprocessing));
        if (mosaic > 0 && random.nextFloat() < mosaic) {
            int own = random.nextInt(4);
            List<Box> quarters = quarters(canvas.area(), random);
            for (int i = 0; i < 4; i++) {
                Box quarter = quarters.get(i);
                BoxPicture file = all.get(i == own ? index : random.nextInt(all.size()));
                lay(file, preprocessing, laid -> inQuarter(canvas, laid, quarter, random));
            }
        } else {
            lay(all.get(index), preprocessing, laid -> alone(canvas, laid, random));
        }
        MarkedImage drawn = canvas.picture();
        return new MarkedImage(color.apply(drawn.image(), random), drawn.things());
    }

    /** A picture and where the preprocessing would lay the whole of it, in pixels of the net's input. */
    private record Laid(MarkedImage picture, Box place) {
        static Laid of(MarkedImage picture, Preprocessing preprocessing) {
            Image image = preprocessing.coloured(picture.image());
            Frame frame = preprocessing
                    .frame(image)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "a step of the preprocessing does not tell where it moves what"));
            Box whole = new Box(0, 0, image.width(), image.height());
            return new Laid(
                    new MarkedImage(image, picture.things()),
                    frame.toResult(whole, preprocessing.height(), preprocessing.width()));
        }
    }

    private static void lay(BoxPicture file, Preprocessing preprocessing, Consumer<Laid> how) {
        MarkedImage picture = file.read();
        try {
            how.accept(Laid.of(picture, preprocessing));
        } catch (DataException | IllegalArgumentException e) { // too small for a crop, too long to be scaled
            throw file.unsuited(e);
        }
    }

    /** Scaled about the canvas's centre, then shifted. */
    private void alone(Canvas canvas, Laid laid, RandomGenerator random) {
        Box area = canvas.area();
        double scale = Randoms.uniform(random, minScale, maxScale);
        double moveY = Randoms.uniform(random, -shift, shift) * area.height();
        double moveX = Randoms.uniform(random, -shift, shift) * area.width();
        double top = area.centerY() + (laid.place.y() - area.centerY()) * scale + moveY;
        double left = area.centerX() + (laid.place.x() - area.centerX()) * scale + moveX;
        Box place = new Box(
                Math.round(left), Math.round(top), size(laid.place.width() * scale), size(laid.place.height() * scale));
        canvas.lay(laid.picture, place, area, flipped(random));
    }

    private static List<Box> quarters(Box area, RandomGenerator random) {
        double y = Math.round(Randoms.uniform(random, FIRST_CENTER, LAST_CENTER) * area.height());
        double x = Math.round(Randoms.uniform(random, FIRST_CENTER, LAST_CENTER) * area.width());
        return List.of(
                Box.ofCorners(0, 0, x, y),
                Box.ofCorners(x, 0, area.right(), y),
                Box.ofCorners(0, y, x, area.bottom()),
                Box.ofCorners(x, y, area.right(), area.bottom()));
    }

    private void inQuarter(Canvas canvas, Laid laid, Box part, RandomGenerator random) {
        double scale = Randoms.uniform(random, minScale, maxScale);
        int height = size(laid.place.height() * scale);
        int width = size(laid.place.width() * scale);
        int top = start((int) part.y(), (int) part.height(), height, random);
        int left = start((int) part.x(), (int) part.width(), width, random);
        canvas.lay(laid.picture, new Box(left, top, width, height), part, flipped(random));
    }

    /** Along one axis, where a picture of a size starts that lies in the room from {@code from} on; one from 0 on ends at the centre. */
    private static int start(int from, int room, int size, RandomGenerator random) {
        if (size > room) {
            return from - random.nextInt(size - room + 1);
        }
        return from == 0 ? room - size : from;
    }

    private boolean flipped(RandomGenerator random) {
        return random.nextFloat() < flip; // nextFloat is below 1
    }

    /** In whole pixels. */
    private static int size(double pixels) {
        return (int) Math.max(1, Math.min(ImageReader.MAX_PIXELS, Math.round(pixels)));
    }

    private static float background(Preprocessing preprocessing) {
        return preprocessing.steps().stream()
                .filter(Fit.class::isInstance)
                .map(step -> ((Fit) step).background())
                .findFirst()
                .orElse(GREY);
    }
}
