package org.convzoo.weights;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.weights.TorchObjects.Tensor;

/** Tensors of dicts in dicts and lists, with their keys joined by dots; numbers and texts likewise. */
final class StateDict {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NODES = 1_000_000;
    private static final int MAX_NAME = 1000;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private int nodes;

    private StateDict() {}

    /** Where a storage's values lie. */
    interface Storages {
        Source source(TorchObjects.Storage storage) throws IOException;
    }

    /** Of the objects of a file. */
    static StateDict of(Object root) throws FormatException {
        StateDict dict = new StateDict();
        dict.add("", root, 0);
        return dict;
    }

    /** Of all tensors. */
    List<TorchObjects.Storage> storages() {
        return tensors.values().stream().map(Tensor::storage).distinct().toList();
    }

    Content content(Storages storages, ByteOrder order) throws IOException {
        List<StoredTensor> stored = new ArrayList<>();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            TorchObjects.Storage storage = tensor.storage();
            TensorInfo info = TensorInfo.of(entry.getKey(), storage.type(), tensor.shape());
            long offset = bytes(storage, storage.offset()) + bytes(storage, tensor.offset());
            stored.add(StoredTensor.of(
                    storages.source(storage), info, Encoding.plain(storage.type(), order), offset, tensor.strides()));
        }
        return Content.of(WeightsFormat.PYTORCH, stored, metadata);
    }

    private static long bytes(TorchObjects.Storage storage, long values) throws FormatException {
        if (values > storage.root()) {
            throw TorchObjects.damaged("begins a tensor behind the end of its storage");
        }
        return values * storage.type().bytes();
    }

    private void add(String name, Object value, int depth) throws FormatException {
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES || name.length() > MAX_NAME) {
            throw TorchObjects.damaged("nests too deep or has too many parts");
        }
        if (value instanceof Tensor tensor) {
            put(name.isEmpty() ? "tensor" : name, tensor);
        } else if (value instanceof TorchObjects.Parameter parameter) {
            if (parameter.data() == null) {
                throw TorchObjects.damaged("has a parameter without values, " + name);
            }
            add(name, parameter.data(), depth);
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                add(join(name, entry.getKey()), entry.getValue(), depth + 1);
            }
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                add(join(name, i), list.get(i), depth + 1);
            }
        } else if (value instanceof TorchObjects.Tuple tuple) {
            add(name, tuple.items(), depth + 1);
        } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            metadata.put(name, value.toString());
        }
    }

    private static String join(String name, Object key) {
        return name.isEmpty() ? key.toString() : name + "." + key;
    }

    private void put(String name, Tensor tensor) throws FormatException {
        if (tensors.put(name, tensor) != null) {
            throw new FormatException("two tensors are called " + name);
        }
    }
}
