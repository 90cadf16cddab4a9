package org.convzoo.style;

/**
 * How far a painting has come.
 *
 * @param step from 1
 * @param evaluations of costs and slope so far; a step of L-BFGS may take several
 * @param costs the lowest that were found in this step
 */
public record StyleStep(int step, int evaluations, Costs costs) {}
