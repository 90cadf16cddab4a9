package org.convzoo.core;

import java.awt.Rectangle;

/**
 * A part of a picture that excites a unit.
 *
 * @param index of the picture in its split
 * @param id of the picture
 * @param activation of the unit there
 * @param y row of the unit on its map
 * @param x column of the unit on its map
 * @param field what it sees, in pixels of the prepared picture
 */
public record Patch(int index, String id, float activation, int y, int x, Rectangle field) {}
