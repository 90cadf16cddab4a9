package org.convzoo.course;

/** Shows one topic in numbers and pictures: seconds, offline, on what is drawn or drawn by lot from a fixed seed. */
@FunctionalInterface
public interface Demonstration {
    Exhibit run();
}
