package org.convzoo.style;

/**
 * How far a picture is from what is wanted, before weights.
 *
 * @param content from the content picture's values at the content layer
 * @param style from the styles' Gram matrices, a sum over layers and styles by their weights
 * @param variation mean square of the differences of neighbouring values
 * @param total by the weights, what is minimised
 */
public record Costs(double content, double style, double variation, double total) {}
