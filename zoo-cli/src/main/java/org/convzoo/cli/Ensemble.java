package org.convzoo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.convzoo.core.Predictor;
import org.convzoo.core.Predictor.Prediction;
import org.convzoo.core.Predictor.Score;
import org.convzoo.core.Tta;
import org.convzoo.core.ZooException;
import org.convzoo.data.Image;

/** One model or several that agree on their classes: the mean of their probabilities. */
final class Ensemble implements AutoCloseable {
    private final List<Predictor> predictors = new ArrayList<>();

    private Ensemble() {}

    /**
     * @param names with commas between; a file whose name has a comma is one
     */
    static Ensemble load(String names, EngineOption engine, Console console) {
        Ensemble ensemble = new Ensemble();
        List<String> all = Files.exists(Path.of(names)) ? List.of(names) : List.of(names.split(",", -1));
        for (String name : all) {
            Predictor predictor = engine.load(name, console).predictor(engine.orDefault());
            ensemble.predictors.add(predictor);
            if (!new HashSet<>(predictor.card().classes()).equals(new HashSet<>(ensemble.classes()))) {
                throw new ZooException(name + " and " + all.get(0) + " know other classes: they cannot be an ensemble");
            }
        }
        return ensemble;
    }

    /** For each picture the k likeliest classes, the likeliest first. */
    List<List<Score>> predict(List<Image> images, int k, Tta tta) {
        float[][] mean = new float[images.size()][classes().size()];
        for (Predictor predictor : predictors) {
            int[] columns = classes().stream()
                    .mapToInt(predictor.card().classes()::indexOf)
                    .toArray();
            float[][] probabilities = predictor.probabilities(images, tta);
            for (int i = 0; i < mean.length; i++) {
                for (int c = 0; c < columns.length; c++) {
                    mean[i][c] += probabilities[i][columns[c]] / predictors.size();
                }
            }
        }
        return Stream.of(mean).map(row -> Prediction.of(classes(), row).top(k)).toList();
    }

    private List<String> classes() {
        return predictors.get(0).card().classes();
    }

    @Override
    public void close() {
        predictors.forEach(Predictor::close);
    }
}
