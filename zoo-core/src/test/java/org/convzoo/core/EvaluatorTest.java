package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.convzoo.data.Dataset;
import org.convzoo.data.Preprocessing;
import org.convzoo.data.Resize;
import org.convzoo.data.Split;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluatorTest {
    private static final List<String> FLAT_UPRIGHT = List.of("flat", "upright");

    private final TestNets.Bars data = new TestNets.Bars();
    private final Model model = TestNets.model();

    @Test
    void measuresWhatTheNetSays() {
        float[][] expected = probabilities(model, model.card().preprocessing());
        EvaluationResult result = Evaluator.evaluate(model, data, Dataset.TEST);
        assertThat(result.model()).isEqualTo("tiny.bars");
        assertThat(result.data()).isEqualTo("bars");
        assertThat(result.split()).isEqualTo("test");
        assertSame(result, expected);
        assertThat(result.mistakes()).isNotEmpty().allSatisfy(m -> {
            assertThat(m.id()).isEqualTo("test/" + m.index());
            assertThat(m.label()).isEqualTo(m.index() % 2);
            assertThat(m.probability())
                    .isCloseTo(Math.max(expected[m.index()][0], expected[m.index()][1]), within(1e-6));
        });
    }

    @Test
    void tenCropIsTheMeanOfTenEvaluations() {
        List<float[][]> each = new ArrayList<>();
        for (Preprocessing view : Tta.TEN_CROP.views(model.card().preprocessing())) {
            each.add(probabilities(model, view));
        }
        EvaluationResult result = Evaluator.evaluate(List.of(model), data, Dataset.TEST, Tta.TEN_CROP, images -> {});
        assertSame(result, mean(each));
        assertThat(result.crossEntropy())
                .isNotEqualTo(Evaluator.evaluate(model, data, Dataset.TEST).crossEntropy());
    }

    @Test
    void anEnsembleIsTheMeanOfItsModels() {
        Model other = model(99, FLAT_UPRIGHT);
        EvaluationResult result = Evaluator.evaluate(List.of(model, other), data, Dataset.TEST, Tta.NONE, images -> {});
        assertThat(result.model()).isEqualTo("tiny.bars+tiny.bars");
        Preprocessing own = model.card().preprocessing();
        assertSame(result, mean(List.of(probabilities(model, own), probabilities(other, own))));
    }

    /** A member of another size and another order of classes; each view is made by the member's own preprocessing. */
    @Test
    void membersOfAnEnsembleOfTenCropsMayDifferInSize() {
        Spec large = TestNets.TINY.defaultSpec().withInput(1, 10, 12);
        ComputationGraph graph =
                new ComputationGraph(TestNets.TINY.configure(large, new NeuralNetConfiguration.Builder().seed(4)));
        graph.init();
        ModelCard card = new ModelCard(
                ModelCard.FORMAT_VERSION,
                TestNets.TINY.id(),
                large,
                Preprocessing.unit(10, 12, Preprocessing.ChannelOrder.GREY, new Resize(10, 12)),
                List.of("upright", "flat"),
                List.of(),
                model.card().provenance());
        Model other = new Model(graph, card);
        List<Integer> progress = new ArrayList<>();
        Evaluator.Comparison both =
                Evaluator.compare(List.of(model, other), data, Dataset.TEST, Tta.TEN_CROP, progress::add);
        assertThat(progress).last().isEqualTo(20 * 50);
        assertThat(Evaluator.passes(List.of(model, other), Tta.TEN_CROP)).isEqualTo(20);
        List<EvaluationResult> alone = new ArrayList<>();
        for (Model member : List.of(model, other)) {
            alone.add(Evaluator.evaluate(member, data, Dataset.TEST));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(both.members().get(i).crossEntropy())
                    .isEqualTo(alone.get(i).crossEntropy());
            assertThat(both.members().get(i).confusion())
                    .isDeepEqualTo(alone.get(i).confusion());
        }
        List<float[][]> each = new ArrayList<>();
        for (Preprocessing view : Tta.TEN_CROP.views(model.card().preprocessing())) {
            each.add(probabilities(model, view));
        }
        for (Preprocessing view : Tta.TEN_CROP.views(card.preprocessing())) {
            float[][] rows = probabilities(other, view);
            for (float[] row : rows) {
                float upright = row[0];
                row[0] = row[1];
                row[1] = upright;
            }
            each.add(rows);
        }
        assertSame(both.all(), mean(each));
        assertThat(both.gain().accuracy())
                .isCloseTo(
                        both.all().accuracy() - both.members().get(both.best()).accuracy(), within(1e-12));
    }

    @Test
    void mapsClassesByLabel() {
        Model turned = model(3, List.of("upright", "flat"));
        float[][] expected = probabilities(turned, turned.card().preprocessing());
        for (float[] row : expected) {
            float upright = row[0];
            row[0] = row[1];
            row[1] = upright;
        }
        assertSame(Evaluator.evaluate(turned, data, Dataset.TEST), expected);
        // Together with the model in the data set's order the two cancel: same weights, opposite columns.
        EvaluationResult both = Evaluator.evaluate(List.of(model, turned), data, Dataset.TEST, Tta.NONE, images -> {});
        assertThat(both.crossEntropy()).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void refusesOtherClassesInOneLine() {
        assertThatThrownBy(() -> Evaluator.evaluate(model(3, List.of("flat", "round")), data, Dataset.TEST))
                .isInstanceOf(ZooException.class)
                .hasMessage("the model tiny.bars knows the classes flat, round, the data set bars has flat, upright");
    }

    /** ImageNet has two classes that are called crane: the order alone tells them apart. */
    @Test
    void labelsMayRepeatWhereTheOrderIsTheSame() {
        Dataset cranes = withClasses(List.of("crane", "crane"));
        Model same = model(3, List.of("crane", "crane"));
        assertSame(
                Evaluator.evaluate(same, cranes, Dataset.TEST),
                probabilities(same, same.card().preprocessing()));
        assertThatThrownBy(() -> Evaluator.evaluate(same, withClasses(List.of("crane")), Dataset.TEST))
                .isInstanceOf(ZooException.class)
                .hasMessageContaining("knows the classes crane, crane, the data set bars has crane");
        assertThatThrownBy(() -> Evaluator.evaluate(model, withClasses(List.of("flat", "flat")), Dataset.TEST))
                .isInstanceOf(ZooException.class);
    }

    @Test
    void countsPicturesOverModelsAndViews() {
        List<Integer> seen = new ArrayList<>();
        List<Model> models = List.of(model, model);
        Evaluator.evaluate(models, data, Dataset.VALIDATION, Tta.FIVE_CROP, seen::add);
        assertThat(Evaluator.passes(models, Tta.FIVE_CROP)).isEqualTo(10);
        assertThat(seen).containsExactly(50, 100, 150, 200, 250, 300, 350, 400, 450, 500);
    }

    /** The net asked once, about all pictures, without the evaluator. */
    private float[][] probabilities(Model asked, Preprocessing view) {
        Split split = data.part(Dataset.TEST);
        float[] features = new float[split.size() * view.length()];
        for (int i = 0; i < split.size(); i++) {
            view.normalize(view.prepare(split.image(i)), features, i * view.length());
        }
        INDArray x = Nd4j.create(features, new long[] {split.size(), 1, view.height(), view.width()});
        return asked.graph().outputSingle(x).toFloatMatrix();
    }

    private void assertSame(EvaluationResult result, float[][] expected) {
        Split split = data.part(Dataset.TEST);
        double loss = 0;
        int right = 0;
        for (int i = 0; i < expected.length; i++) {
            loss -= Math.log(expected[i][split.label(i)]) / expected.length;
            right += expected[i][split.label(i)] > expected[i][1 - split.label(i)] ? 1 : 0;
        }
        assertThat(result.images()).isEqualTo(50);
        assertThat(result.crossEntropy()).isCloseTo(loss, within(1e-6));
        assertThat(result.accuracy()).isEqualTo(right / 50.0);
    }

    private static float[][] mean(List<float[][]> each) {
        float[][] mean = new float[each.get(0).length][2];
        for (float[][] rows : each) {
            for (int i = 0; i < rows.length; i++) {
                for (int k = 0; k < 2; k++) {
                    mean[i][k] += rows[i][k] / each.size();
                }
            }
        }
        return mean;
    }

    private static Model model(long seed, List<String> classes) {
        ComputationGraph graph = new ComputationGraph(
                TestNets.TINY.configure(TestNets.TINY.defaultSpec(), new NeuralNetConfiguration.Builder().seed(seed)));
        graph.init();
        ModelCard card = TestNets.card();
        return new Model(
                graph,
                new ModelCard(
                        card.formatVersion(),
                        card.architecture(),
                        card.spec(),
                        card.preprocessing(),
                        classes,
                        card.metrics(),
                        card.provenance()));
    }

    private Dataset withClasses(List<String> classes) {
        return new Dataset() {
            @Override
            public String name() {
                return data.name();
            }

            @Override
            public List<String> classes() {
                return classes;
            }

            @Override
            public List<String> parts() {
                return data.parts();
            }

            @Override
            public Split part(String name) {
                return data.part(name);
            }

            @Override
            public String digest() {
                return data.digest();
            }
        };
    }
}
