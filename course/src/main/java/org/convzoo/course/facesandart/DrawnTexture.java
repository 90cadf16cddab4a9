package org.convzoo.course.facesandart;

import org.convzoo.course.DrawnScene;
import org.convzoo.data.Image;

/** Textures that are drawn by arithmetic alone: the same everywhere in the picture, as a manner of painting is. Colours are 0 to 255. */
enum DrawnTexture {
    /** Blue and yellow waves. */
    WAVES {
        @Override
        double[] color(double x, double y) {
            double share = 0.5 + 0.5 * StrictMath.sin(0.6 * (x + 3.5 * StrictMath.sin(0.25 * y)));
            return new double[] {30 + 215 * share, 70 + 130 * share, 160 - 100 * share};
        }
    },
    /** Red and white tiles. */
    TILES {
        @Override
        double[] color(double x, double y) {
            boolean red = Math.floorMod((int) Math.floor(x / 7) + (int) Math.floor(y / 7), 2) == 0;
            return red ? new double[] {190, 40, 50} : new double[] {240, 235, 225};
        }
    };

    /** Rows and columns of textures, and of the scene that is painted. */
    static final int SIDE = DrawnScene.SIDE;

    abstract double[] color(double x, double y);

    /** 3 x 96 x 96, seen some pixels farther right and down. */
    Image picture(int move) {
        Image picture = Image.black(3, SIDE, SIDE);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double[] color = color(x + move, y + move);
                for (int c = 0; c < 3; c++) {
                    picture.pixels()[(c * SIDE + y) * SIDE + x] = (float) color[c];
                }
            }
        }
        return picture;
    }
}
