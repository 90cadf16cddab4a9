package org.convzoo.facenet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.convzoo.core.Model;
import org.convzoo.core.WeightsEntry;
import org.convzoo.data.DataException;
import org.convzoo.data.DataHome;
import org.convzoo.data.Progress;
import org.convzoo.data.RemoteFile;

/** Weights for faces that others trained and allow to be used. */
final class FaceWeights {
    private static final List<WeightsEntry> MTCNN = List.of(
            MtcnnWeights.entry(
                    MtcnnNet.MTCNN_PNET,
                    "pnet.pt",
                    28_570,
                    "a2a71925e0b9996a42f63e47efc1ca19043e69558b5c523b978d611dfae49c8f"),
            MtcnnWeights.entry(
                    MtcnnNet.MTCNN_RNET,
                    "rnet.pt",
                    403_147,
                    "bbb937de72efc9ef83b186c49f5f558467a1d7e3453a8ece0d71a886633f6a86"),
            MtcnnWeights.entry(
                    MtcnnNet.MTCNN_ONET,
                    "onet.pt",
                    1_559_269,
                    "165bfbe42940416ccfb977545cf0e976d5bf321f67083ae2aaaa5c764280118d"));

    private static final List<WeightsEntry> FACE_API = List.of(
            FaceApiWeights.entry(
                    FaceResNet.FACENET_RESNET,
                    "King 2017, dlib_face_recognition_resnet_model_v1, trained on three million pictures of 7,485 people; dlib states"
                            + " 99.38 % on LFW of the weights before face-api quantised them to 8 bits; chips as dlib's"
                            + " get_face_chip makes them, 150 pixels with a padding of 0.25",
                    "face_recognition",
                    19_615,
                    "cbaffa501b0b9275a12b63357a6843e7e30c054e1c9151e1a5f879b26e32986b",
                    6_444_032,
                    "b413e420d6840b2775fba32008db6f3cddb07d485967fb42cfcf379c16a8c589"),
            FaceApiWeights.entry(
                    ExpressionNet.FACE_EXPRESSION,
                    "Mühler 2018, face-api.js, trained on public and scraped pictures",
                    "face_expression",
                    6_980,
                    "5b349c17c7836da506e03422cd6461c74085d8bb2713ad4114647dc5d28174c8",
                    329_468,
                    "9a9840f2cf1f4c7eab95f197512569345c00d2426754d4608b92af30e0300f3d"),
            FaceApiWeights.entry(
                    Landmarks68.FACE_LANDMARKS68,
                    "Mühler 2018, face-api.js, trained on about 35,000 labelled faces",
                    "face_landmark_68",
                    8_485,
                    "ca4886639f86e99b39fed0c155f81b63317225773bd9616716e887b0153389c9",
                    356_840,
                    "4611ef65c87d836d03d684b30eec4d195d8b219fa1dd58fc58945831c6b9299b"));

    private FaceWeights() {}

    /** All of them. */
    static List<WeightsEntry> entries() {
        List<WeightsEntry> all = new ArrayList<>(FACE_API);
        all.addAll(MTCNN);
        return all;
    }

    /**
     * The nets of {@link Mtcnn}, in their order.
     *
     * @throws DataException if a file cannot be had: which, where all three are, and what works without them
     */
    static List<Model> mtcnn(DataHome home, Progress progress) {
        try {
            return MTCNN.stream().map(entry -> entry.load(home, progress)).toList();
        } catch (DataException e) {
            String files = MTCNN.stream()
                    .flatMap(entry -> entry.remote().stream())
                    .map(FaceWeights::line)
                    .collect(Collectors.joining(", "));
            throw new DataException(
                    "the face detector's weights are missing: " + e.getMessage() + "; it needs " + files
                            + "; without them, cut-out faces are compared as they are with --aligned and weights that were"
                            + " trained here",
                    e);
        }
    }

    private static String line(RemoteFile file) {
        return file.urls().get(0) + " as " + file.name() + "/" + file.file();
    }
}
