package org.convzoo.course.casestudies;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.convzoo.data.Image;

/**
 * Colours as they vary together: the principal components of red, green and blue over the pixels of pictures. To shift all pixels along them changes the light,
 * strongly where the pictures' own colours differ most, and leaves what is shown.
 *
 * <p>Shapes: 3 x H x W; three components of three numbers each.
 *
 * <p>Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NIPS 2012, section 4.1. The paper takes the
 * components of all of ImageNet and multiplies by the eigenvalue, a variance; here it is its root, so that a shift of 1 is one standard
 * deviation, in levels of 0 to 255.
 */
public final class PcaColors {
    private static final int COLORS = 3;

    private final EigenDecomposition components; // the largest eigenvalue first

    /** Of the pixels of a picture. */
    PcaColors(Image picture) {
        int plane = picture.height() * picture.width();
        double[] mean = new double[COLORS];
        for (int i = 0; i < COLORS * plane; i++) {
            mean[i / plane] += picture.pixels()[i] / plane;
        }
        double[][] covariance = new double[COLORS][COLORS];
        for (int a = 0; a < COLORS; a++) {
            for (int b = 0; b < COLORS; b++) {
                for (int i = 0; i < plane; i++) {
                    covariance[a][b] += (picture.pixels()[a * plane + i] - mean[a])
                            * (picture.pixels()[b * plane + i] - mean[b])
                            / plane;
                }
            }
        }
        components = new EigenDecomposition(new Array2DRowRealMatrix(covariance));
    }

    /** Standard deviation of the pixels along a component, in levels. */
    double deviation(int component) {
        return Math.sqrt(components.getRealEigenvalue(component));
    }

    /** Red, green and blue of a component, of length 1; its red is not negative. */
    double[] direction(int component) {
        double[] direction = components.getEigenvector(component).toArray();
        double sign = direction[0] < 0 ? -1 : 1; // both are right, one must be chosen
        for (int c = 0; c < COLORS; c++) {
            direction[c] *= sign;
        }
        return direction;
    }

    /**
     * The picture with each pixel shifted alike.
     *
     * @param shifts along the components, in standard deviations; the paper draws them with a deviation of 0.1
     */
    Image shifted(Image picture, double... shifts) {
        int plane = picture.height() * picture.width();
        float[] pixels = picture.pixels().clone();
        for (int k = 0; k < shifts.length; k++) {
            double[] direction = direction(k);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] += (float) (shifts[k] * deviation(k) * direction[i / plane]);
            }
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.max(0, Math.min(255, pixels[i]));
        }
        return new Image(COLORS, picture.height(), picture.width(), pixels);
    }
}
