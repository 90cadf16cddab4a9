package org.convzoo.onednn;

import java.util.List;

/** Something that a case of a grid chooses; each grid has an enum of them. */
interface Factor {
    String name();

    List<?> choices();
}
