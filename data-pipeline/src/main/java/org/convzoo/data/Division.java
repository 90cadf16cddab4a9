package org.convzoo.data;

import java.util.List;

/** Says from the names of a data set's pictures which part and which class each is of. */
@FunctionalInterface
interface Division {
    /** One for each name, in the order of the names. */
    List<Place> places(List<String> sortedNames);

    /**
     * Where a picture belongs.
     *
     * @param part one of the parts of {@link Dataset}; empty: left out
     * @param label index of the class
     */
    record Place(String part, int label) {
        static final String LEFT_OUT = "";
    }
}
