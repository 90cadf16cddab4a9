package org.convzoo.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Regularization;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.data.Dataset;
import org.convzoo.data.Image;
import org.convzoo.data.Randoms;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A net whose second output helps to train it: it gets the same labels, and nobody asks what it says. */
class AuxiliaryClassifierTest {
    @TempDir
    Path folder;

    private final TestNets.Bars data = new TestNets.Bars();

    private RunFolder train(TrainingOptions options, Engine engine) {
        RunFolder folder = new RunFolder(this.folder.resolve("run" + engine));
        TrainingRun run = TrainingRun.of(TestNets.BRANCHED, TestNets.BRANCHED.defaultSpec(), "bars", options);
        Trainer.train(
                new TrainingRun(
                        run.architecture(),
                        run.spec(),
                        run.preprocessing(),
                        run.data(),
                        run.transfer(),
                        options,
                        engine,
                        run.command(),
                        run.style(),
                        run.teacher()),
                data,
                folder,
                TrainingListener.NONE);
        return folder;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void learnsAndIsReadByItsFirstOutput(Engine engine) {
        RunFolder run =
                train(TrainingOptions.adam(6, 16, 0.01).withRegularization(new Regularization(0.1, 0.1, 0.9)), engine);
        Model model = ModelFile.read(run.best());
        assertThat(model.graph().getNumOutputArrays()).isEqualTo(2);
        EvaluationResult result = Evaluator.evaluate(engine.prepare(model), data, Dataset.TEST);
        assertThat(result.accuracy()).isGreaterThan(0.9);
        Image image = data.part(Dataset.TEST).image(0);
        float[] x = new float[64];
        model.card().preprocessing().normalize(image, x, 0);
        INDArray[] outputs = ModelFile.read(run.best()).graph().output(Nd4j.create(x, new long[] {1, 1, 8, 8}));
        try (Predictor predictor = model.predictor(engine)) {
            assertThat(predictor.probabilities(List.of(image))[0][0])
                    .isCloseTo(outputs[0].getFloat(0), within(1e-5f))
                    .isNotCloseTo(outputs[1].getFloat(0), within(1e-4f));
        }
        assertThat(ModelSummary.of(
                                model.graph().getConfiguration(), model.card().spec())
                        .layers())
                .extracting(ModelSummary.Row::name)
                .contains("output", "auxiliary");
        assertThat(ModelSummary.trainableParameters(model.graph().getConfiguration()))
                .isEqualTo(40 + 8 + 8 * (144 + 1) + 2 * (8 + 1) + 2 * (144 + 1));
    }

    /** One step of plain gradient descent from known weights is the gradient: that of the first loss and 0.3 of the second's. */
    @Test
    void aStepFollowsTheWeightedSum() {
        TrainingOptions one = TrainingOptions.adam(1, 16, 0.1)
                .withMaxBatches(1)
                .withSchedule(new Schedule(Schedule.Curve.CONSTANT, 0, 0, 0))
                .withOptimizer(new Optimizer(Optimizer.Kind.SGD, 0.1, 0, 0));
        Map<String, INDArray> trained =
                ModelFile.read(train(one, Engine.ONEDNN).best()).graph().paramTable();
        double[] weights = {1, 0.3};
        ComputationGraph graph = new ComputationGraph(
                TestNets.BRANCHED.configure(TestNets.BRANCHED.defaultSpec(), TrainedNet.base(one, new Sgd(0.1))));
        graph.init();
        Map<String, INDArray> start = graph.paramTable();
        int[] order = Randoms.permutation(200, one.seed(), 0, 1);
        INDArray x = Nd4j.create(16, 1, 8, 8);
        INDArray y = Nd4j.zeros(16, 2);
        float[] pixels = new float[64];
        for (int i = 0; i < 16; i++) {
            TestNets.BRANCHED
                    .preprocessing(TestNets.BRANCHED.defaultSpec(), "bars")
                    .normalize(data.part(Dataset.TRAIN).image(order[i]), pixels, 0);
            x.tensorAlongDimension(i, 1, 2, 3).assign(Nd4j.create(pixels, new long[] {1, 8, 8}));
            y.putScalar(i, data.part(Dataset.TRAIN).label(order[i]), 1);
        }
        for (String name : List.of("conv_W", "hidden_W", "output_W", "auxiliary_W")) {
            INDArray expected = Nd4j.zeros(start.get(name).shape());
            for (int output = 0; output < 2; output++) {
                expected.addi(gradient(graph.params(), output, x, y).get(name).muli(weights[output]));
            }
            INDArray step = start.get(name).sub(trained.get(name)).div(0.1);
            assertThat(step.sub(expected).norm2Number().doubleValue()
                            / expected.norm2Number().doubleValue())
                    .as(name)
                    .isLessThan(1e-4);
        }
    }

    /** Of one of the two losses alone, as stock DL4J has it: a net with that output and the same weights. */
    private static Map<String, INDArray> gradient(INDArray weights, int output, INDArray x, INDArray y) {
        var both = TestNets.BRANCHED.configure(
                TestNets.BRANCHED.defaultSpec(), new NeuralNetConfiguration.Builder().updater(new Sgd(0.1)));
        ComputationGraph graph = new ComputationGraph(both);
        graph.init(weights.dup(), false);
        var plain = new LossMCXENT();
        var nothing = new LossMCXENT(Nd4j.zeros(1, 2));
        List<String> outputs = List.of("output", "auxiliary");
        for (int i = 0; i < 2; i++) {
            ((OutputLayer) graph.getLayer(outputs.get(i)).conf().getLayer()).setLossFn(i == output ? plain : nothing);
        }
        graph.setInputs(x);
        graph.setLabels(y, y);
        graph.computeGradientAndScore();
        Map<String, INDArray> gradients = new HashMap<>();
        graph.gradient().gradientForVariable().forEach((name, value) -> gradients.put(name, value.div(16)));
        return gradients;
    }
}
