package org.convzoo.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The few things that a file of PyTorch's weights is made of. A pickle may name any function of Python and have it called; here a name
 * that is not in this class is refused, and nothing is called but what stands in {@link #call}.
 */
final class TorchObjects {
    private static final Map<String, Known> KNOWN = Map.of(
            "collections OrderedDict", Known.ORDERED_DICT,
            "torch._utils _rebuild_tensor", Known.REBUILD_TENSOR,
            "torch._utils _rebuild_tensor_v2", Known.REBUILD_TENSOR,
            "torch._utils _rebuild_parameter", Known.REBUILD_PARAMETER,
            "torch.nn.parameter Parameter", Known.PARAMETER);

    private static final Map<String, ValueType> STORAGES = Map.of(
            "DoubleStorage", ValueType.F64,
            "FloatStorage", ValueType.F32,
            "HalfStorage", ValueType.F16,
            "BFloat16Storage", ValueType.BF16,
            "LongStorage", ValueType.I64,
            "IntStorage", ValueType.I32,
            "ShortStorage", ValueType.I16,
            "CharStorage", ValueType.I8,
            "ByteStorage", ValueType.U8,
            "BoolStorage", ValueType.BOOL);

    private TorchObjects() {}

    private enum Known {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER,
        PARAMETER
    }

    /** The class of a storage. */
    private record StorageType(ValueType type) {}

    /**
     * Values that tensors share.
     *
     * @param key names them in the file
     * @param count how many there are, in the whole storage or its part
     * @param root the key's own number of values, where only it is stored; in the old form a part has none of its own
     * @param offset values of the root before the part
     */
    record Storage(String key, ValueType type, long count, long root, long offset) {}

    /** A tensor without its values. */
    record Tensor(Storage storage, long offset, List<Long> shape, List<Long> strides) {}

    /** What holds a tensor in files of 2017, and gets it after it was made. */
    static final class Parameter {
        private Tensor data;

        Parameter(Tensor data) {
            this.data = data;
        }

        Tensor data() {
            return data;
        }
    }

    /** Immutable, other than a list. */
    record Tuple(List<Object> items) {}

    /** Python's None. */
    enum None {
        NONE
    }

    static Object global(String module, String name) throws FormatException {
        Known known = KNOWN.get(module + " " + name);
        if (known != null) {
            return known;
        }
        ValueType storage = STORAGES.get(name);
        if (storage != null && (module.equals("torch") || module.equals("torch.cuda"))) {
            return new StorageType(storage);
        }
        throw new FormatException(
                "its pickle names " + module + "." + name + ", which no weights need",
                "save model.state_dict() alone, and only if you trust the file");
    }

    /** What Python would call; only what {@link #global} knows comes here. */
    static Object call(Object function, Tuple arguments) throws FormatException {
        List<Object> a = arguments.items;
        if (function == Known.ORDERED_DICT && a.isEmpty()) {
            return new LinkedHashMap<Object, Object>();
        }
        if (function == Known.REBUILD_TENSOR && a.size() >= 4 && a.get(0) instanceof Storage storage) {
            Tensor tensor = new Tensor(storage, whole(a.get(1)), wholes(a.get(2)), wholes(a.get(3)));
            if (tensor.shape.size() == tensor.strides.size()) {
                return tensor;
            }
        }
        if (function == Known.REBUILD_PARAMETER && !a.isEmpty() && a.get(0) instanceof Tensor tensor) {
            return tensor;
        }
        if (function == Known.PARAMETER) {
            return new Parameter(!a.isEmpty() && a.get(0) instanceof Tensor tensor ? tensor : null);
        }
        throw damaged("calls " + name(function) + " with what it does not take");
    }

    /** What Python's {@code __setstate__} would do; a state dict's own attributes hold no weights. */
    static void build(Object object, Object state) throws FormatException {
        if (object instanceof Parameter parameter && state instanceof Tuple values) {
            if (values.items.size() == 5 && values.items.get(0) instanceof Tensor tensor) {
                parameter.data = tensor;
            }
        } else if (!(object instanceof Map)) {
            throw damaged("sets the state of " + name(object));
        }
    }

    /** The storage that a persistent id stands for: ('storage', class, key, place, count), in the old form with a part of it. */
    static Storage storage(Object id) throws FormatException {
        if (id instanceof Tuple tuple
                && tuple.items.size() >= 5
                && tuple.items.get(0).equals("storage")
                && tuple.items.get(1) instanceof StorageType type
                && tuple.items.get(2) instanceof String key) {
            long count = whole(tuple.items.get(4));
            Object part = tuple.items.size() > 5 ? tuple.items.get(5) : None.NONE;
            if (part == None.NONE) {
                return new Storage(key, type.type, count, count, 0);
            }
            if (part instanceof Tuple view && view.items.size() == 3) { // (key, offset, count)
                return new Storage(key, type.type, whole(view.items.get(2)), count, whole(view.items.get(1)));
            }
        }
        throw damaged("has a reference that is no storage");
    }

    private static List<Long> wholes(Object value) throws FormatException {
        if (!(value instanceof Tuple tuple) || tuple.items.size() > TensorInfo.MAX_RANK) {
            throw damaged("has a shape that is none");
        }
        Long[] numbers = new Long[tuple.items.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = whole(tuple.items.get(i));
        }
        return List.of(numbers);
    }

    private static long whole(Object value) throws FormatException {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw damaged("has a size that is none");
    }

    private static String name(Object object) {
        return object.getClass() == Known.class
                ? object.toString()
                : object.getClass().getSimpleName();
    }

    static FormatException damaged(String what) {
        return new FormatException("its pickle " + what);
    }
}
