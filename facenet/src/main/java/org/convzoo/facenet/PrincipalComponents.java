package org.convzoo.facenet;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;

/**
 * Points in two dimensions that keep as much of the embeddings' spread as two dimensions can (principal component analysis; Pearson, "On
 * lines and planes of closest fit", Philosophical Magazine 2(11), 1901).
 *
 * @param points one per embedding, in order: its coordinates along the two components, in the embeddings' unit
 * @param shares of the variance that each component carries, 0 to 1
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PrincipalComponents(List<Point> points, double[] shares) {
    /**
     * Projects.
     *
     * @param embeddings two or more, of two dimensions or more, not all equal
     */
    static PrincipalComponents of(List<float[]> embeddings) {
        int n = embeddings.size();
        int dimensions = embeddings.get(0).length;
        double[] mean = new double[dimensions];
        embeddings.forEach(embedding -> {
            for (int d = 0; d < dimensions; d++) {
                mean[d] += embedding[d] / n;
            }
        });
        double[][] covariance = new double[dimensions][dimensions];
        embeddings.forEach(embedding -> {
            for (int a = 0; a < dimensions; a++) {
                for (int b = 0; b <= a; b++) {
                    covariance[a][b] += (embedding[a] - mean[a]) * (embedding[b] - mean[b]) / n;
                    covariance[b][a] = covariance[a][b];
                }
            }
        });
        // Eigenvalues in descending order.
        EigenDecomposition eigen = new EigenDecomposition(MatrixUtils.createRealMatrix(covariance));
        double[] first = upright(eigen.getEigenvector(0).toArray());
        double[] second = upright(eigen.getEigenvector(1).toArray());
        double total = Arrays.stream(eigen.getRealEigenvalues()).sum();
        double[] shares = {eigen.getRealEigenvalue(0) / total, eigen.getRealEigenvalue(1) / total};
        return new PrincipalComponents(
                embeddings.stream()
                        .map(embedding -> new Point(along(first, embedding, mean), along(second, embedding, mean)))
                        .toList(),
                shares);
    }

    /** An eigenvector's sign is anybody's choice: the largest coordinate is taken to be positive. */
    private static double[] upright(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        for (int d = 0; largest < 0 && d < vector.length; d++) {
            vector[d] = -vector[d];
        }
        return vector;
    }

    private static double along(double[] component, float[] embedding, double[] mean) {
        double sum = 0;
        for (int d = 0; d < component.length; d++) {
            sum += component[d] * (embedding[d] - mean[d]);
        }
        return sum;
    }
}
