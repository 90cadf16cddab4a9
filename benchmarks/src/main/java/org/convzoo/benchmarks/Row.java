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
        Long peakMemoryMiB,
        Integer islands) {}
