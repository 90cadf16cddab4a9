package org.convzoo.data;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes more people of a few: all pictures of a person, bent in one and the same way, are pictures of somebody else, who is seen in the same
 * light and with the same expressions. What tells such people apart is the shape of their faces alone, and a net that has to do so keeps an eye for
 * shapes that the known people do not have.
 *
 * <p>As a transform of one picture it changes nothing; {@link #of} makes the people.
 *
 * @param others how many are made of each person, at least 0
 * @param alpha of the {@link ElasticDistortion} that bends a face
 * @param sigma of it, in pixels
 * @param fresh whether they are other people in each epoch; else they are the same in all
 */
public record Lookalikes(int others, float alpha, float sigma, boolean fresh) implements Transform {
    private static final long KEY = 6; // what random numbers are for

    public Lookalikes {
        Check.atLeast(0, "others", others);
        new ElasticDistortion(alpha, sigma); // refuses what it cannot do
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        return image;
    }

    /**
     * The pictures of all, {@code others + 1} times as many: first those of the people themselves, then as many of each further one.
     *
     * @param people whose labels say who it is; those of the result are other ones
     * @param seed of how faces are bent
     * @param epoch that shows them, from 0
     */
    public Split of(Split people, long seed, int epoch) {
        return new All(this, people, seed, fresh ? epoch : 0);
    }

    private record All(Lookalikes made, Split people, long seed, int generation) implements Split {
        @Override
        public int size() {
            return Math.multiplyExact(people.size(), made.others + 1);
        }

        /** 0: the person as it is. */
        private int other(int i) {
            return i / people.size();
        }

        @Override
        public Image image(int i) {
            int picture = i % people.size();
            Image image = people.image(picture);
            return other(i) == 0
                    ? image
                    : new ElasticDistortion(made.alpha, made.sigma)
                            .apply(image, random(people.label(picture), other(i)));
        }

        private SplittableRandom random(int person, int other) {
            return generation == 0
                    ? Randoms.keyed(seed, KEY, person, other)
                    : Randoms.keyed(seed, KEY, person, other, generation);
        }

        @Override
        public int label(int i) {
            return people.label(i % people.size()) * (made.others + 1) + other(i);
        }

        @Override
        public String id(int i) {
            return people.id(i % people.size()) + (other(i) == 0 ? "" : " as " + other(i));
        }
    }
}
