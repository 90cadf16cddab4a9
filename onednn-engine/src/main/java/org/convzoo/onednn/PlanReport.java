package org.convzoo.onednn;

import java.util.List;

/**
 * What a plan runs.
 *
 * @param kernels in order; a training's backward ones too
 * @param islands vertices that DL4J computes
 * @param arenaBytes memory of everything that lives during a run only
 * @param weightBytes copies of weights in the layouts of an inference's kernels
 */
public record PlanReport(List<KernelUse> kernels, List<String> islands, long arenaBytes, long weightBytes) {
    /**
     * One step.
     *
     * @param vertex of the graph; of several that are computed at once, the last
     * @param kind convolution, reorder, ...
     * @param implementation oneDNN's name for the code that runs
     */
    public record KernelUse(String vertex, String kind, String implementation) {}

    public PlanReport {
        kernels = List.copyOf(kernels);
        islands = List.copyOf(islands);
    }

    static PlanReport of(Plan plan, Weights weights) {
        return new PlanReport(
                plan.steps().stream()
                        .map(step -> new KernelUse(step.vertex(), step.toString(), step.implementation()))
                        .toList(),
                plan.islands(),
                plan.bytes(),
                weights.bytes());
    }
}
