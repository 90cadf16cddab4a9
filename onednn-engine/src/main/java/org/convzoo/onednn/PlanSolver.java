package org.convzoo.onednn;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.Solver;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.StepFunction;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.solvers.StochasticGradientDescent;
import org.deeplearning4j.optimize.stepfunctions.NegativeGradientStepFunction;
import org.deeplearning4j.optimize.stepfunctions.StepFunctions;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's solver for one step, with {@link FusedAdam} in the place of its updater wherever that gives the same. */
final class PlanSolver extends Solver {
    private final ConvexOptimizer optimizer;

    PlanSolver(AcceleratedGraph graph) {
        this.optimizer = new Descent(graph);
    }

    @Override
    public ConvexOptimizer getOptimizer() {
        return optimizer;
    }

    @Override
    public void setListeners(Collection<TrainingListener> listeners) {
        optimizer.setListeners(listeners);
    }

    private static final class Descent extends StochasticGradientDescent {
        private static final long serialVersionUID = 1L;

        private final transient AcceleratedGraph graph;

        Descent(AcceleratedGraph graph) {
            super(graph.conf(), stepFunction(graph), List.of(), graph);
            this.graph = graph;
        }

        /** As DL4J makes it; its default depends on the class of the optimizer, which is another one here. */
        private static StepFunction stepFunction(AcceleratedGraph graph) {
            StepFunction given = StepFunctions.createStepFunction(graph.conf().getStepFunction());
            return given == null ? new NegativeGradientStepFunction() : given;
        }

        @Override
        public boolean optimize(LayerWorkspaceMgr workspaces) {
            boolean subtracts = stepFunction instanceof NegativeGradientStepFunction && accumulator == null;
            FusedAdam adam = subtracts ? FusedAdam.of(graph, getComputationGraphUpdater(true)) : null;
            if (adam == null) {
                return super.optimize(workspaces);
            }
            oldScore = score;
            graph.computeGradientAndScore(workspaces);
            trainingListeners.forEach(listener -> listener.onGradientCalculation(graph));
            score = graph.score();
            graph.learn(() -> adam.step(graph.batchSize(), getIterationCount(graph), getEpochCount(graph)));
            MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
            try {
                for (TrainingListener listener : trainingListeners) {
                    listener.iterationDone(graph, getIterationCount(graph), getEpochCount(graph));
                }
            } finally {
                outside.close();
            }
            incrementIterationCount(graph, 1);
            applyConstraints(graph);
            return true;
        }
    }
}
