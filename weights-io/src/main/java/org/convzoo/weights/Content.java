package org.convzoo.weights;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a reader found in a file.
 *
 * @param tensors in the file's order, by name
 * @param metadata what the file says beside its tensors
 */
record Content(WeightsFormat format, Map<String, StoredTensor> tensors, Map<String, String> metadata) {
    static Content of(WeightsFormat format, List<StoredTensor> tensors) throws FormatException {
        return of(format, tensors, Map.of());
    }

    static Content of(WeightsFormat format, List<StoredTensor> tensors, Map<String, String> metadata)
            throws FormatException {
        Map<String, StoredTensor> byName = new LinkedHashMap<>();
        for (StoredTensor tensor : tensors) {
            if (byName.put(tensor.info().name(), tensor) != null) {
                throw new FormatException(
                        "two tensors are called " + tensor.info().name());
            }
        }
        return new Content(format, byName, metadata);
    }
}
