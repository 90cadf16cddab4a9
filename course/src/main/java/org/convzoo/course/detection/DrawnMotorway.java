package org.convzoo.course.detection;

import java.util.List;
import java.util.Random;
import org.convzoo.data.Box;
import org.convzoo.data.Image;

/**
 * A motorway that is drawn: asphalt that runs to a vanishing point, fields, vehicles seen from the front, and noise as a camera has.
 *
 * @param picture 3 x 320 x 480, 0 to 255
 * @param vehicles in pixels of it
 */
record DrawnMotorway(Image picture, List<Vehicle> vehicles) {
    static final int HEIGHT = 320, WIDTH = 480;

    /** What drives there. */
    enum Kind {
        CAR,
        TRUCK,
        BUS
    }

    /**
     * A vehicle, seen from the front.
     *
     * @param kind of it
     * @param box around it, in pixels
     * @param paint its colour, 0xRRGGBB
     */
    record Vehicle(Kind kind, Box box, int paint) {}

    private static final int NONE = -1; // no colour: what is behind shows
    private static final double HORIZON = 0.3; // a share of the height
    private static final double NOISE = 4; // grey levels
    private static final int SKY = 0xc4d6e6, HAZE = 0xe6edf1, FIELD = 0x6f8f55, FAR = 0x94a888, ROAD = 0x8b8e92;
    private static final int LINE = 0xeeeeea, RUBBER = 0x1d1e21, DARK = 0x2b3540, LAMP = 0xf4f1e2, PLATE = 0xe8d56a;
    private static final int METAL = 0xa9afb5;

    DrawnMotorway {
        vehicles = List.copyOf(vehicles);
    }

    /** A road with vehicles, the nearest last. */
    static DrawnMotorway of(Vehicle... vehicles) {
        List<Vehicle> all = List.of(vehicles);
        Image picture = SmoothDrawing.of(HEIGHT, WIDTH, (x, y) -> color(x, y, all));
        Random random = new Random(1);
        int plane = HEIGHT * WIDTH;
        for (int i = 0; i < plane; i++) {
            float noise = (float) (NOISE * random.nextGaussian());
            for (int c = 0; c < 3; c++) {
                picture.pixels()[c * plane + i] += noise;
            }
        }
        return new DrawnMotorway(picture, all);
    }

    private static int color(double x, double y, List<Vehicle> vehicles) {
        for (int i = vehicles.size() - 1; i >= 0; i--) {
            Vehicle vehicle = vehicles.get(i);
            Box box = vehicle.box();
            double u = (x - box.x()) / box.width(), v = (y - box.y()) / box.height();
            if (u > 0 && u < 1 && v > 0 && v < 1) {
                int color =
                        switch (vehicle.kind()) {
                            case CAR -> car(u, v, vehicle.paint());
                            case TRUCK -> truck(u, v, vehicle.paint());
                            case BUS -> bus(u, v, vehicle.paint());
                        };
                if (color != NONE) {
                    return color;
                }
            }
            double shade = Math.hypot((u - 0.5) / 0.58, (v - 0.97) / 0.1); // on the ground
            if (shade < 1) {
                return SmoothDrawing.mixed(ground(x / WIDTH, y / HEIGHT), RUBBER, 0.7 * (1 - shade * shade));
            }
        }
        return ground(x / WIDTH, y / HEIGHT);
    }

    /** Three lanes to a vanishing point in the middle of the horizon. */
    private static int ground(double u, double v) {
        if (v < HORIZON) {
            return SmoothDrawing.mixed(SKY, HAZE, v / HORIZON);
        }
        double near = (v - HORIZON) / (1 - HORIZON); // 0 at the horizon, 1 at the lower edge
        double across = (u - 0.5) / (0.02 + 0.55 * near); // -1 to 1: the road
        if (Math.abs(across) > 1.05) {
            return SmoothDrawing.mixed(FAR, FIELD, near);
        }
        boolean edge = Math.abs(Math.abs(across) - 0.96) < 0.015;
        boolean dash = Math.abs(Math.abs(across) - 1 / 3.0) < 0.012 && Math.log(near + 0.02) * 5 % 1 < -0.5;
        return edge || dash ? LINE : SmoothDrawing.mixed(HAZE, ROAD, Math.min(1, 0.5 + near));
    }

    private static int car(double u, double v, int paint) {
        double side = Math.abs(u - 0.5);
        if (v > 0.8 && side > 0.3 && side < 0.46) {
            return RUBBER;
        }
        if (v < 0.42) {
            double cabin = 0.28 + 0.36 * v; // half its width
            if (v > 0.28 && v < 0.4 && side > 0.45) {
                return paint; // a mirror
            }
            if (side > cabin || (v < 0.05 && side > cabin - 0.06)) {
                return NONE;
            }
            return v > 0.07 && v < 0.38 && side < cabin - 0.04 ? glass(u, v, 0.38) : paint;
        }
        if (v > 0.9 || side > 0.49 - 0.3 * Math.pow(v - 0.64, 2)) {
            return NONE;
        }
        if (v > 0.52 && v < 0.63 && side > 0.28 && side < 0.46) {
            return side > 0.31 && side < 0.43 && v > 0.54 && v < 0.61 ? LAMP : DARK;
        }
        if (v > 0.55 && v < 0.66 && side < 0.22) {
            return bars(v, DARK); // the grille
        }
        if (v > 0.72 && v < 0.8 && side < 0.12) {
            return PLATE;
        }
        if (v > 0.7 && v < 0.84 && side < 0.36) {
            return DARK;
        }
        return SmoothDrawing.mixed(paint, RUBBER, v > 0.84 ? 0.5 : 0.3 * Math.abs(v - 0.5));
    }

    private static int truck(double u, double v, int paint) {
        double side = Math.abs(u - 0.5);
        if (side > 0.45) {
            return v > 0.17 && v < 0.36 ? RUBBER : NONE; // mirrors
        }
        if (v > 0.9) {
            return side > 0.22 && side < 0.42 ? RUBBER : NONE;
        }
        if (v < 0.12) {
            return side < 0.36 + 0.6 * v ? SmoothDrawing.mixed(paint, RUBBER, 0.15) : NONE; // a deflector
        }
        if (v > 0.15 && v < 0.46 && side < 0.41) {
            return glass(u, v, 0.46);
        }
        if (v > 0.5 && v < 0.54 && side < 0.2) {
            return u * 22 % 1 < 0.7 ? METAL : paint; // letters
        }
        if (v > 0.57 && v < 0.7 && side < 0.3) {
            return bars(v, RUBBER);
        }
        if (v > 0.69 && v < 0.77 && side > 0.27 && side < 0.42) {
            return side > 0.29 && side < 0.4 && v > 0.7 && v < 0.76 ? LAMP : DARK;
        }
        if (v > 0.81 && v < 0.87 && side < 0.12) {
            return PLATE;
        }
        return SmoothDrawing.mixed(paint, RUBBER, v > 0.78 ? 0.3 : 0.15 * v);
    }

    private static int bus(double u, double v, int paint) {
        double side = Math.abs(u - 0.5);
        if (side > 0.45) {
            return v > 0.08 && v < 0.3 ? SmoothDrawing.mixed(paint, RUBBER, 0.4) : NONE; // mirrors
        }
        if (v > 0.93) {
            return side > 0.24 && side < 0.42 ? RUBBER : NONE;
        }
        if (v < 0.04) {
            return side < 0.4 ? paint : NONE;
        }
        if (v > 0.06 && v < 0.2 && side < 0.41) {
            return v > 0.1 && v < 0.16 && side < 0.26 && u * 26 % 1 < 0.6 ? PLATE : DARK; // where it goes
        }
        if (v > 0.24 && v < 0.62 && side < 0.42) {
            return glass(u, v, 0.62);
        }
        if (v > 0.72 && v < 0.8 && side > 0.22 && side < 0.42) {
            return side > 0.25 && v > 0.73 && v < 0.79 ? LAMP : DARK;
        }
        if (v > 0.68 && v < 0.76 && side < 0.16) {
            return bars(v, DARK);
        }
        if (v > 0.83 && v < 0.88 && side < 0.1) {
            return PLATE;
        }
        boolean stripe = Math.abs(v - 0.66 - 0.08 * Math.sin(6 * u)) < 0.012;
        return stripe ? METAL : SmoothDrawing.mixed(paint, RUBBER, v > 0.82 ? 0.35 : 0.15 * v);
    }

    /** A windscreen that mirrors the sky. */
    private static int glass(double u, double v, double bottom) {
        return SmoothDrawing.mixed(DARK, HAZE, Math.max(0, 0.9 * (bottom - v) - 0.15 * Math.abs(u - 0.35)));
    }

    private static int bars(double v, int color) {
        return (int) (60 * v) % 2 == 0 ? color : METAL;
    }
}
