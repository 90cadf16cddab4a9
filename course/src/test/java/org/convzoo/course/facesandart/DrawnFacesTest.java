package org.convzoo.course.facesandart;

import static org.assertj.core.api.Assertions.assertThat;

import org.convzoo.data.Image;
import org.junit.jupiter.api.Test;

class DrawnFacesTest {
    @Test
    void aPictureIsTheSameEachTimeAndOthersAreNot() {
        Image one = DrawnFaces.picture(3, 1);
        assertThat(one.channels()).isEqualTo(3);
        assertThat(one.height()).isEqualTo(96);
        assertThat(DrawnFaces.picture(3, 1).pixels()).containsExactly(one.pixels());
        assertThat(DrawnFaces.picture(3, 2).pixels()).isNotEqualTo(one.pixels());
        for (float value : one.pixels()) {
            assertThat(value).isBetween(0f, 255f);
        }
    }

    /** Light, place and turn change the pixels, the person changes them more. */
    @Test
    void picturesOfAPersonAreMoreAlikeThanOthers() {
        double same = 0, different = 0;
        for (int person = 0; person < 20; person++) {
            same += difference(DrawnFaces.picture(person, 0), DrawnFaces.picture(person, 1)) / 20;
            different += difference(DrawnFaces.picture(person, 0), DrawnFaces.picture(person + 1, 1)) / 20;
        }
        assertThat(same).isGreaterThan(5).isLessThan(0.65 * different);
    }

    private static double difference(Image a, Image b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) {
            sum += Math.abs(a.pixels()[i] - b.pixels()[i]);
        }
        return sum / a.pixels().length;
    }
}
