package org.convzoo.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files as {@code torch.save} writes them. */
final class TorchFiles {
    private TorchFiles() {}

    /**
     * A tensor on a storage.
     *
     * @param storage class of the storage, such as FloatStorage
     * @param size bytes of a value
     * @param key of the storage
     * @param content of the storage
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Tensor(
            String storage,
            int size,
            String key,
            byte[] content,
            long offset,
            List<Integer> shape,
            List<Integer> strides) {
        static Tensor floats(String key, List<Integer> shape, List<Integer> strides, double... values) {
            return new Tensor("FloatStorage", 4, key, new Bytes().floats(values).array(), 0, shape, strides);
        }
    }

    /** A tensor within a parameter, as {@code _rebuild_parameter} makes it. */
    record Parameter(Tensor tensor) {}

    /** A program of the pickle machine in protocol 2. */
    static final class Pickle {
        private final Bytes bytes = new Bytes().raw(0x80, 2);
        private final boolean old;

        Pickle(boolean old) {
            this.old = old;
        }

        Pickle raw(int... operations) {
            bytes.raw(operations);
            return this;
        }

        Pickle text(String text) {
            bytes.raw('X').int32(text.length()).text(text);
            return this;
        }

        Pickle global(String module, String name) {
            bytes.text("c" + module + "\n" + name + "\n");
            return this;
        }

        Pickle number(long value) {
            if (value >= 0 && value < 256) {
                bytes.raw('K', (int) value);
            } else {
                bytes.raw('J').int32((int) value);
            }
            return this;
        }

        Pickle numbers(List<Integer> values) {
            raw('(');
            values.forEach(this::number);
            return raw('t');
        }

        Pickle value(Object value) {
            if (value instanceof Map<?, ?> map) {
                global("collections", "OrderedDict").raw(')', 'R', '(');
                map.forEach((key, item) -> value(key).value(item));
                return raw('u');
            } else if (value instanceof List<?> list) {
                raw(']', '(');
                list.forEach(this::value);
                return raw('e');
            } else if (value instanceof String text) {
                return text(text);
            } else if (value instanceof Number number) {
                return number(number.longValue());
            } else if (value instanceof Parameter parameter) {
                return global("torch._utils", "_rebuild_parameter")
                        .raw('(')
                        .value(parameter.tensor())
                        .raw(0x88)
                        .value(Map.of())
                        .raw('t', 'R');
            }
            return tensor((Tensor) value);
        }

        private Pickle tensor(Tensor tensor) {
            global("torch._utils", "_rebuild_tensor_v2").raw('(', '(').text("storage");
            global("torch", tensor.storage).text(tensor.key).text("cpu").number(tensor.content.length / tensor.size);
            if (old) {
                raw('N');
            }
            return raw('t', 'Q')
                    .number(tensor.offset)
                    .numbers(tensor.shape)
                    .numbers(tensor.strides)
                    .raw(0x89)
                    .value(Map.of())
                    .raw('t', 'R');
        }

        byte[] end() {
            return bytes.raw('.').array();
        }
    }

    static byte[] zip(Object root) {
        return zip(new Pickle(false).value(root).end(), storages(root), false);
    }

    static byte[] zip(byte[] pickle, Map<String, byte[]> storages, boolean compressed) {
        List<Object> entries = new ArrayList<>(List.of("archive/data.pkl", pickle));
        storages.forEach((key, content) -> entries.addAll(List.of("archive/data/" + key, content)));
        entries.addAll(List.of("archive/version", new Bytes().text("3\n").array()));
        return Bytes.zip(compressed, entries.toArray());
    }

    static byte[] old(Object root) {
        return old(new Pickle(true).value(root).end(), root);
    }

    static byte[] old(byte[] pickle, Object root) {
        Bytes bytes = new Bytes()
                .raw(0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, '.')
                .raw(0x80, 2, 'M', 0xe9, 3, '.')
                .raw(new Pickle(true)
                        .raw('}', '(')
                        .text("little_endian")
                        .raw(0x88, 'u')
                        .end())
                .raw(pickle);
        Map<String, byte[]> storages = storages(root);
        bytes.raw(new Pickle(true).value(new ArrayList<>(storages.keySet())).end());
        List<Tensor> tensors = new ArrayList<>();
        collect(root, tensors);
        storages.forEach((key, content) -> {
            int size =
                    tensors.stream().filter(t -> t.key.equals(key)).findFirst().orElseThrow().size;
            bytes.int64(content.length / size).raw(content);
        });
        return bytes.array();
    }

    static Map<String, byte[]> storages(Object root) {
        List<Tensor> tensors = new ArrayList<>();
        collect(root, tensors);
        Map<String, byte[]> storages = new LinkedHashMap<>();
        tensors.forEach(tensor -> storages.put(tensor.key, tensor.content));
        return storages;
    }

    private static void collect(Object value, List<Tensor> tensors) {
        if (value instanceof Tensor tensor) {
            tensors.add(tensor);
        } else if (value instanceof Parameter parameter) {
            tensors.add(parameter.tensor);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(item -> collect(item, tensors));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(item, tensors));
        }
    }
}
