package org.convzoo.onednn;

import java.util.Map;

/** One choice for each factor of a grid. */
record Setting(Map<Factor, Object> values) {
    <T> T get(Factor factor, Class<T> type) {
        return type.cast(values.get(factor));
    }

    int number(Factor factor) {
        return get(factor, Integer.class);
    }

    boolean is(Factor factor) {
        return get(factor, Boolean.class);
    }

    /** Rows and columns of a value such as 3x1. */
    int[] pair(Factor factor) {
        String[] parts = get(factor, String.class).split("x", -1);
        return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((factor, value) -> text.append(text.isEmpty() ? "" : " ")
                .append(factor.name())
                .append('=')
                .append(value));
        return text.toString();
    }
}
