package org.convzoo.benchmarks;

/**
 * A line of the table, and an object of the JSON array.
 *
 * @param work what was done
 * @param engine what did it
 * @param imagesPerSecond median over the rounds; null where the engine could not be loaded, as is all that follows
 * @param spread interquartile range over the rounds, as a part of the median
 * @param ratioToLibtorch median over the rounds of this engine's rate by libtorch's in the same round; null where that has none
 * @param ratioToOnnxRuntime likewise
 * @param ratioToStock likewise
 * @param ratioToFloat32 likewise, of ConvZoo in another precision to ConvZoo in float32; null in all other rows
 * @param gflops two per multiply-add of the net, in a second; null where {@code matmulGflops} is
 * @param matmulGflops rate of a {@link MatrixProduct} in the same process, in turn with the steps; null in a training and for rivals
 * @param rounds how many were measured
 * @param peakMemoryMiB largest resident size of the process in any round; null where the system does not tell
 * @param islands layers that the plan leaves to the stock path; null where there is no plan
 */
record Row(
        String work,
        String engine,
        Double imagesPerSecond,
        Double spread,
        Double ratioToLibtorch,
        Double ratioToOnnxRuntime,
        Double ratioToStock,
        Double ratioToFloat32,
        Double gflops,
        Double matmulGflops,
        Integer rounds,
        Long peakMemoryMiB,
        Integer islands) {}
