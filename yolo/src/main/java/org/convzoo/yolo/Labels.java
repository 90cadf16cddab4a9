package org.convzoo.yolo;

import java.util.List;

/** Names of the classes of two data sets that detectors are published for, in the order of their files. */
final class Labels {
    /** T. Lin et al.: Microsoft COCO, ECCV 2014; the 80 things of its detection task. */
    static final List<String> COCO = List.of(
            ("person, bicycle, car, motorbike, aeroplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, bench, bird, "
                            + "cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, skis, "
                            + "snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
                            + "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, sofa, "
                            + "pottedplant, bed, diningtable, toilet, tvmonitor, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, "
                            + "sink, refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush")
                    .split(", ", -1));

    /** M. Everingham et al.: The Pascal Visual Object Classes Challenge, IJCV 2010. */
    static final List<String> VOC = List.of(
            ("aeroplane, bicycle, bird, boat, bottle, bus, car, cat, chair, cow, diningtable, dog, horse, motorbike, person, pottedplant, sheep, sofa, "
                            + "train, tvmonitor")
                    .split(", ", -1));

    private Labels() {}
}
