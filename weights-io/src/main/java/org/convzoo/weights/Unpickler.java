package org.convzoo.weights;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.weights.TorchObjects.None;
import org.convzoo.weights.TorchObjects.Tuple;

/**
 * Runs a pickle's program as far as weights need it: protocols 0 to 5 without what makes objects of arbitrary classes.
 *
 * <p>Source: Python's {@code pickletools}, which describes every operation. Every operation takes a byte at least and makes one object at
 * most, so the number of operations bounds the memory. Python's values become: int Long, or BigInteger beyond it; float Double; str String;
 * bytes byte[]; bool Boolean; list ArrayList; dict LinkedHashMap; tuple {@link Tuple}; None {@link None}.
 */
final class Unpickler {
    private static final int MAX_OPERATIONS = 2_000_000;
    private static final int MAX_DIGITS = 256;

    private enum Mark {
        MARK
    }

    private final PickleInput in;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    private Unpickler(PickleInput in) {
        this.in = in;
    }

    /** Reads one pickle and leaves the input behind its end. */
    static Object load(PickleInput in) throws IOException {
        return new Unpickler(in).run();
    }

    private Object run() throws IOException {
        for (int i = 0; i < MAX_OPERATIONS; i++) {
            int operation = in.uint8();
            if (operation == '.') {
                return pop();
            }
            step(operation);
        }
        throw new FormatException("its pickle has more than " + MAX_OPERATIONS + " operations");
    }

    private void step(int operation) throws IOException {
        switch (operation) {
            // Protocol 2 and above have a second letter of operations, 0x80 to 0x98.
            case 0x80 -> in.uint8(); // protocol
            case 0x95 -> in.int64(); // frame
            case '(' -> push(Mark.MARK);
            case '0' -> stack.remove(top());
            case '1' -> popToMark();
            case '2' -> push(stack.get(top()));

            case 'N' -> push(None.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(number(in.line()));
            case 'J' -> push((long) in.int32());
            case 'K' -> push((long) in.uint8());
            case 'M' -> push((long) in.uint16());
            case 'L' -> push(integer(in.line().replaceFirst("L$", "")));
            case 0x8a -> push(integer(in.bytes(in.uint8())));
            case 0x8b -> push(integer(in.bytes(bounded(in.int32()))));
            case 'F' -> push(real(in.line()));
            case 'G' -> push(ByteBuffer.wrap(in.bytes(8)).getDouble());

            case 'V' -> push(in.line());
            case 'X' -> push(in.text(in.uint32()));
            case 0x8c -> push(in.text(in.uint8()));
            case 0x8d -> push(in.text(in.int64()));
            case 'T' -> push(in.text(in.int32())); // Python 2's str, which names are
            case 'U' -> push(in.text(in.uint8()));
            case 'S' -> push(quoted(in.line()));
            case 'B' -> push(in.bytes(in.uint32()));
            case 'C' -> push(in.bytes(in.uint8()));
            case 0x8e, 0x96 -> push(in.bytes(in.int64()));

            case ']' -> push(new ArrayList<>());
            case 'l' -> push(popToMark());
            case 'a' -> {
                Object item = pop();
                list().add(item);
            }
            case 'e' -> {
                List<Object> items = popToMark();
                list().addAll(items);
            }
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(tuple(1));
            case 0x86 -> push(tuple(2));
            case 0x87 -> push(tuple(3));
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = popToMark();
                push(new LinkedHashMap<>());
                putAll(items);
            }
            case 's' -> putAll(tuple(2).items());
            case 'u' -> putAll(popToMark());

            case 'p' -> remember(number(in.line()));
            case 'q' -> remember((long) in.uint8());
            case 'r' -> remember(in.uint32());
            case 0x94 -> remember((long) memo.size());
            case 'g' -> push(recall(number(in.line())));
            case 'h' -> push(recall((long) in.uint8()));
            case 'j' -> push(recall(in.uint32()));

            case 'c' -> push(TorchObjects.global(in.line(), in.line()));
            case 0x93 -> {
                Object name = pop();
                push(TorchObjects.global(text(pop()), text(name)));
            }
            case 'i' -> throw refused(in.line(), in.line());
            case 'R', 0x81 -> {
                Object arguments = pop();
                push(TorchObjects.call(pop(), asTuple(arguments)));
            }
            case 'b' -> {
                Object state = pop();
                TorchObjects.build(stack.get(top()), state);
            }
            case 'Q' -> push(TorchObjects.storage(pop()));
            default -> throw damaged(String.format("has operation 0x%02x, which no weights need", operation));
        }
    }

    /** INST names a class and makes an object of it at once; not even the known ones are made so. */
    private static FormatException refused(String module, String name) throws FormatException {
        Object known = TorchObjects.global(module, name);
        return damaged("makes " + known + " in a way that no weights need");
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() throws FormatException {
        Object value = stack.remove(top());
        if (value == Mark.MARK) {
            throw damaged("ends a list that has not begun");
        }
        return value;
    }

    private int top() throws FormatException {
        if (stack.isEmpty()) {
            throw damaged("takes from an empty stack");
        }
        return stack.size() - 1;
    }

    /** What lies above the last mark, which goes too. */
    private List<Object> popToMark() throws FormatException {
        int mark = stack.lastIndexOf(Mark.MARK);
        if (mark < 0) {
            throw damaged("ends a list that has not begun");
        }
        List<Object> above = stack.subList(mark + 1, stack.size());
        List<Object> items = new ArrayList<>(above);
        above.clear();
        stack.remove(mark);
        return items;
    }

    private Tuple tuple(int size) throws FormatException {
        Object[] items = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            items[i] = pop();
        }
        return new Tuple(List.of(items));
    }

    @SuppressWarnings("unchecked") // every list was made here
    private List<Object> list() throws FormatException {
        if (stack.get(top()) instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw damaged("appends to what is no list");
    }

    @SuppressWarnings("unchecked") // every dict was made here
    private void putAll(List<Object> keysAndValues) throws FormatException {
        if (!(stack.get(top()) instanceof Map<?, ?> map) || keysAndValues.size() % 2 != 0) {
            throw damaged("puts into what is no dict");
        }
        for (int i = 0; i < keysAndValues.size(); i += 2) {
            Object key = keysAndValues.get(i);
            // Hash and comparison of anything nested could take forever.
            if (!(key instanceof String || key instanceof Number || key instanceof Boolean || key == None.NONE)) {
                throw damaged("has a dict with keys other than texts and numbers");
            }
            ((Map<Object, Object>) map).put(key, keysAndValues.get(i + 1));
        }
    }

    private void remember(Object index) throws FormatException {
        Object value = stack.get(top());
        memo.put(memoIndex(index), value);
    }

    private Object recall(Object index) throws FormatException {
        Object value = memo.get(memoIndex(index));
        if (value == null) {
            throw damaged("recalls " + index + ", which it has not remembered");
        }
        return value;
    }

    private static Long memoIndex(Object index) throws FormatException {
        if (index instanceof Long number) {
            return number;
        }
        throw damaged("has a memo of " + index);
    }

    private static Tuple asTuple(Object value) throws FormatException {
        if (value instanceof Tuple tuple) {
            return tuple;
        }
        throw damaged("calls something without arguments");
    }

    private static String text(Object value) throws FormatException {
        if (value instanceof String text) {
            return text;
        }
        throw damaged("has a name that is no text");
    }

    private static int bounded(int length) throws FormatException {
        if (length < 0 || length > MAX_DIGITS) {
            throw damaged("has a number of " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    /** Two's complement, the lowest byte first. */
    private static Object integer(byte[] littleEndian) {
        byte[] bytes = new byte[littleEndian.length + 1];
        for (int i = 0; i < littleEndian.length; i++) {
            bytes[bytes.length - 1 - i] = littleEndian[i];
        }
        bytes[0] = (byte) (littleEndian.length > 0 && littleEndian[littleEndian.length - 1] < 0 ? -1 : 0);
        return narrow(new BigInteger(bytes));
    }

    private static Object integer(String digits) throws FormatException {
        if (digits.length() > MAX_DIGITS || !digits.matches("[+-]?[0-9]+")) {
            throw damaged("has a number that is none");
        }
        return narrow(new BigInteger(digits));
    }

    private static Object narrow(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    /** Protocol 0 writes truths as 00 and 01. */
    private static Object number(String line) throws FormatException {
        return switch (line) {
            case "00" -> false;
            case "01" -> true;
            default -> integer(line);
        };
    }

    private static Object real(String line) throws FormatException {
        try {
            return Double.valueOf(line);
        } catch (NumberFormatException e) {
            throw damaged("has a number that is none");
        }
    }

    private static String quoted(String line) throws FormatException {
        char quote = line.isEmpty() ? ' ' : line.charAt(0);
        if (line.length() < 2
                || (quote != '\'' && quote != '"')
                || line.charAt(line.length() - 1) != quote
                || line.indexOf('\\') >= 0) {
            throw damaged("has a text that is none");
        }
        return line.substring(1, line.length() - 1);
    }

    private static FormatException damaged(String what) {
        return TorchObjects.damaged(what);
    }
}
