package org.convzoo.onnx;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.convzoo.core.ZooException;
import org.nd4j.shade.protobuf.CodedOutputStream;
import org.nd4j.shade.protobuf.WireFormat;

/**
 * The bytes of an ONNX file. A message's fields may come in any order, and a field's length comes before it: so the weights are left to
 * the end and go from the net to the disk piece by piece, where protobuf's classes would hold them all, several times.
 */
final class OnnxFile {
    /** What a message of protobuf may have at most. */
    static final long MAX_BYTES = Integer.MAX_VALUE;

    private OnnxFile() {}

    /** Length of what {@link #write} writes, in bytes. */
    static long size(ModelProto head, OnnxGraph graph) {
        return head.getSerializedSize() + fieldSize(ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph));
    }

    /** @throws ZooException if a file of that length can be no ONNX file */
    static void requireSize(long bytes, Path file) {
        if (bytes > MAX_BYTES) {
            throw new ZooException("cannot write " + file + ": the net takes " + bytes + " bytes, and an ONNX file has "
                    + MAX_BYTES + " at most unless its weights lie in a file beside it");
        }
    }

    /** The net and its weights. */
    static void write(ModelProto head, OnnxGraph graph, OutputStream out) throws IOException {
        CodedOutputStream coded = CodedOutputStream.newInstance(out);
        head.writeTo(coded);
        begin(coded, ModelProto.GRAPH_FIELD_NUMBER, graphSize(graph));
        graph.proto().writeTo(coded);
        for (Weight weight : graph.weights()) {
            begin(coded, GraphProto.INITIALIZER_FIELD_NUMBER, tensorSize(weight));
            weight.header().build().writeTo(coded);
            begin(coded, TensorProto.RAW_DATA_FIELD_NUMBER, weight.bytes());
            coded.flush();
            write(weight, out);
        }
        coded.flush();
    }

    /** The net, with the places of its weights in a file of that name. */
    static void writeReferring(ModelProto head, OnnxGraph graph, String data, OutputStream out) throws IOException {
        GraphProto.Builder proto = graph.proto().toBuilder();
        long offset = 0;
        for (Weight weight : graph.weights()) {
            proto.addInitializer(weight.header()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data))
                    .addExternalData(entry("offset", String.valueOf(offset)))
                    .addExternalData(entry("length", String.valueOf(weight.bytes()))));
            offset += weight.bytes();
        }
        head.toBuilder().setGraph(proto).build().writeTo(out);
    }

    /** One weight after the other. */
    static void writeWeights(List<Weight> weights, OutputStream out) throws IOException {
        for (Weight weight : weights) {
            write(weight, out);
        }
    }

    /** Held against the length that stands before it, as else the rest of the file would be misread. */
    private static void write(Weight weight, OutputStream out) throws IOException {
        CountingStream counting = new CountingStream(out);
        weight.write(counting);
        if (counting.count != weight.bytes()) {
            throw new IllegalStateException(
                    weight.name() + " has " + counting.count + " bytes instead of " + weight.bytes());
        }
    }

    private static long graphSize(OnnxGraph graph) {
        return graph.proto().getSerializedSize()
                + graph.weights().stream()
                        .mapToLong(weight -> fieldSize(GraphProto.INITIALIZER_FIELD_NUMBER, tensorSize(weight)))
                        .sum();
    }

    private static long tensorSize(Weight weight) {
        return weight.header().build().getSerializedSize()
                + fieldSize(TensorProto.RAW_DATA_FIELD_NUMBER, weight.bytes());
    }

    private static long fieldSize(int field, long bytes) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt64SizeNoTag(bytes) + bytes;
    }

    private static void begin(CodedOutputStream coded, int field, long bytes) throws IOException {
        coded.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        coded.writeUInt64NoTag(bytes);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static final class CountingStream extends FilterOutputStream {
        private long count;

        CountingStream(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }
    }
}
