package org.convzoo.weights;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@code torch.save} writes since PyTorch 1.6: a zip of {@code data.pkl}, the objects, and an entry {@code data/<key>} for each
 * storage, all in one folder.
 *
 * <p>Source: PyTorch's documentation, "Serialization semantics".
 */
final class TorchZip {
    private static final int MAX_PICKLE = 16 << 20;
    private static final int MAX_TEXT = 16;

    private TorchZip() {}

    static Content read(ZipArchive zip) throws IOException {
        String root = zip.torchRoot().orElseThrow();
        byte[] pickle = zip.bytes(root + "data.pkl", MAX_PICKLE);
        Object object = Unpickler.load(new PickleInput(new ByteArrayInputStream(pickle), pickle.length));
        return StateDict.of(object).content(storage -> source(zip, root, storage), order(zip, root + "byteorder"));
    }

    private static Source source(ZipArchive zip, String root, TorchObjects.Storage storage) throws FormatException {
        Source source = zip.source(root + "data/" + storage.key());
        long values = source.length() / storage.type().bytes();
        if (values != storage.root() || source.length() % storage.type().bytes() != 0) {
            throw new FormatException("its storage " + storage.key() + " must have " + storage.root() + " values of "
                    + storage.type() + ", but has " + source.length() + " bytes");
        }
        return source;
    }

    private static ByteOrder order(ZipArchive zip, String entry) throws IOException {
        if (!zip.contains(entry)) { // files before PyTorch 2.1
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = new String(zip.bytes(entry, MAX_TEXT), StandardCharsets.US_ASCII).strip();
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw new FormatException("its byte order is " + order + ", not little or big");
        };
    }
}
