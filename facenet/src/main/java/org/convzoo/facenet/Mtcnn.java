package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Model;
import org.convzoo.core.detection.Overlap;
import org.convzoo.data.Box;
import org.convzoo.data.DataHome;
import org.convzoo.data.Image;
import org.convzoo.data.Progress;
import org.convzoo.data.Resize;

/**
 * Three nets in a row, each of which looks closer at what the one before took for a face. The first is a convolution over the picture in
 * several sizes: a face of any size fills one of its windows in one of them.
 *
 * <p>Paper: Zhang et al. 2016, arXiv 1604.02878 ({@link MtcnnNet}). Suppression as in the authors' code: overlaps of 0.5 within a size and
 * 0.7 between sizes, at the end also boxes within others.
 *
 * <p>The work is bounded: pictures of more than two million pixels are shrunk to as many first, so that in them only larger faces are
 * found. Usable from several threads.
 */
public final class Mtcnn implements FaceDetector {
    private static final double MAX_PIXELS = 2e6;
    private static final int MAX_WINDOWS = 2000; // of a size, before suppression
    private static final int MAX_CANDIDATES = 1000; // that the second and third net look at
    private static final double WITHIN_SIZE = 0.5;
    private static final double BETWEEN_SIZES = 0.7;

    private final MtcnnStage proposal;
    private final MtcnnStage refinement;
    private final MtcnnStage output;
    private final Settings settings;

    /**
     * What is taken for a face.
     *
     * @param minFaceSize in pixels, 12 at least: smaller ones are not looked for
     * @param factor from one size of the picture to the next, 0.1 to 0.9
     * @param proposal least score of the first net, 0 to 1
     * @param refinement of the second
     * @param output of the third
     */
    public record Settings(double minFaceSize, double factor, double proposal, double refinement, double output) {
        /** Those of facenet-pytorch. */
        public static final Settings USUAL = new Settings(20, 0.709, 0.6, 0.7, 0.7);

        public Settings {
            int least = MtcnnNet.MTCNN_PNET.side();
            require(
                    minFaceSize >= least && Double.isFinite(minFaceSize),
                    "minFaceSize must be >= " + least + ", got " + minFaceSize);
            require(factor >= 0.1 && factor <= 0.9, "factor must be 0.1 to 0.9, got " + factor);
            for (double threshold : new double[] {proposal, refinement, output}) {
                require(threshold >= 0 && threshold <= 1, "thresholds must be 0 to 1, got " + threshold);
            }
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /**
     * Of nets with weights, prepared for an engine.
     *
     * @param nets one per {@link MtcnnNet}, in their order
     */
    public Mtcnn(List<Model> nets, Settings settings) {
        if (nets.size() != MtcnnNet.values().length) {
            throw new IllegalArgumentException("three nets are needed, got " + nets.size());
        }
        this.proposal = new MtcnnStage(MtcnnNet.MTCNN_PNET, nets.get(0));
        this.refinement = new MtcnnStage(MtcnnNet.MTCNN_RNET, nets.get(1));
        this.output = new MtcnnStage(MtcnnNet.MTCNN_ONET, nets.get(2));
        this.settings = settings;
    }

    /**
     * With weights of the zoo and the usual settings.
     *
     * @throws org.convzoo.data.DataException if they must be downloaded and cannot be; it tells which, from where
     */
    public static Mtcnn load(Engine engine, DataHome home, Progress progress) {
        return new Mtcnn(
                FaceWeights.mtcnn(home, progress).stream().map(engine::prepare).toList(), Settings.USUAL);
    }

    @Override
    public List<Face> detect(Image picture) {
        double scale = Math.sqrt(MAX_PIXELS / ((double) picture.height() * picture.width()));
        Image rgb = scale < 1 ? shrunk(picture, scale).toRgb() : picture.toRgb();
        double perX = (double) picture.width() / rgb.width(), perY = (double) picture.height() / rgb.height();
        return cascade(rgb).stream()
                .map(face -> scaled(face, perX, perY))
                .sorted(Comparator.comparingDouble((Face face) -> face.box().area())
                        .reversed())
                .toList();
    }

    private static Image shrunk(Image picture, double scale) {
        int height = (int) Math.max(1, picture.height() * scale), width = (int) Math.max(1, picture.width() * scale);
        return new Resize(height, width).apply(picture, null);
    }

    private List<Face> cascade(Image picture) {
        List<Candidate> proposed = best(propose(picture));
        List<Candidate> refined = best(refinement.look(picture, windows(proposed), settings.refinement()));
        List<Candidate> found = output.look(picture, windows(refined), settings.output());
        List<Face> faces = new ArrayList<>();
        for (Candidate face :
                Candidate.suppressed(found, Candidate::moved, Candidate.NESTING, BETWEEN_SIZES, MAX_CANDIDATES)) {
            faces.add(new Face(face.moved(), face.score(), face.points()));
        }
        return faces;
    }

    /** The first net, on the picture in all sizes. */
    private List<Candidate> propose(Image picture) {
        int side = MtcnnNet.MTCNN_PNET.side();
        double shorter = Math.min(picture.height(), picture.width());
        List<Candidate> all = new ArrayList<>();
        for (double scale = side / settings.minFaceSize(); shorter * scale >= side; scale *= settings.factor()) {
            List<Candidate> ofSize = proposal.slide(picture, scale, settings.proposal());
            all.addAll(Candidate.suppressed(ofSize, Candidate::box, Overlap::iou, WITHIN_SIZE, MAX_WINDOWS));
        }
        return all;
    }

    private static List<Candidate> best(List<Candidate> candidates) {
        return Candidate.suppressed(candidates, Candidate::box, Overlap::iou, BETWEEN_SIZES, MAX_CANDIDATES);
    }

    private static List<Box> windows(List<Candidate> candidates) {
        return candidates.stream()
                .map(Candidate::moved)
                .filter(box -> box.area() > 0)
                .map(Candidate::squared)
                .toList();
    }

    private static Face scaled(Face face, double perX, double perY) {
        Box box = face.box();
        return new Face(
                new Box(box.x() * perX, box.y() * perY, box.width() * perX, box.height() * perY),
                face.score(),
                face.landmarks().stream()
                        .map(point -> new Point(point.x() * perX, point.y() * perY))
                        .toList());
    }
}
