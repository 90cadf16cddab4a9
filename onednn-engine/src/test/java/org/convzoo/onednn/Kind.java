package org.convzoo.onednn;

import java.util.EnumSet;
import java.util.Set;

/** What a case of the grid needs a lowering for. */
enum Kind {
    CONVOLUTION,
    CHANNELS_LAST,
    DEPTHWISE,
    SEPARABLE,
    TRANSPOSED,
    /** A stride wider than the kernel with mode Same: there are gaps around the result. */
    GAPPED_TRANSPOSED,
    POOLING,
    P_NORM_POOLING,
    /** Stock averages the window without its gaps, and begins at the picture's edge with padding. */
    DILATED_POOLING,
    GLOBAL_POOLING,
    GLOBAL_SUM_OR_P_NORM,
    GLOBAL_POOLING_KEEPS_DIMENSIONS,
    BATCH_NORMALISATION,
    BATCH_NORMALISATION_OF_VECTORS,
    INSTANCE_NORMALISATION,
    LOCAL_RESPONSE,
    DENSE,
    DENSE_LAYER_NORM,
    OUTPUT,
    LOSS_LAYER,
    PIXEL_LOSS,
    BASIC_ACTIVATION,
    OTHER_ACTIVATION,
    RARE_ACTIVATION,
    PRELU,
    ADD,
    OTHER_ELEMENT_WISE,
    MERGE,
    SUBSET,
    RESHAPE,
    SCALE,
    SHIFT,
    L2_NORMALISE,
    SPACE_TO_DEPTH,
    UPSAMPLING,
    ZERO_PADDING,
    CROPPING,
    STACK,
    FROZEN,
    FROZEN_WITH_BACKPROP;

    /** What DL4J computes itself. Everything else has a lowering. */
    static final Set<Kind> ISLANDS =
            EnumSet.of(P_NORM_POOLING, DILATED_POOLING, GAPPED_TRANSPOSED, DENSE_LAYER_NORM, RARE_ACTIVATION, STACK);
}
