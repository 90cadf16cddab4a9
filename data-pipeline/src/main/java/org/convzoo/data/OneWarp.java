package org.convzoo.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Several warps as one: they follow each other, but each pixel is looked up once, so that the picture is blurred once and not as often as it is
 * bent. Beyond the picture's edge the edge goes on.
 *
 * @param steps in order, of {@link RandomAffine}, {@link HeadTurn} and {@link ElasticDistortion}
 */
public record OneWarp(List<Transform> steps) implements Transform {
    public OneWarp {
        steps = List.copyOf(steps);
        for (Transform step : steps) {
            if (!(step instanceof Warp)) {
                throw new IllegalArgumentException(
                        "one warp is made of random-affine, head-turn and elastic-distortion, got "
                                + step.getClass().getSimpleName());
            }
        }
    }

    @Override
    public Image apply(Image image, RandomGenerator random) {
        List<Warp.Motion> backwards = new ArrayList<>(); // a place is traced from the last step to the first
        for (Transform step : steps) {
            backwards.add(0, ((Warp) step).draw(image.height(), image.width(), random));
        }
        return Warp.sample(image, place -> backwards.forEach(motion -> motion.trace(place)));
    }
}
