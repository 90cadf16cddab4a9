package org.convzoo.core.harness;

import org.convzoo.data.DataException;
import org.convzoo.data.Datasets;
import org.junit.jupiter.api.Assumptions;

/** For tests tagged {@code real-data}: they need the mirror or a filled cache and never download. */
public final class RealData {
    private RealData() {}

    /** Skips the test, in one line, where a data set is not at hand; fails it where a mirror is named. */
    public static void require(String dataset) {
        try {
            Datasets.open(dataset);
        } catch (DataException e) {
            if (System.getenv("ZOO_MIRROR") != null) {
                throw e;
            }
            Assumptions.abort(dataset + " is not at hand: set ZOO_MIRROR or fetch it (" + e.getMessage() + ")");
        }
    }
}
