package org.convzoo.cli;

import java.io.PrintStream;
import java.util.List;
import org.convzoo.core.Engine;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.core.Tta;
import org.convzoo.onednn.Precision;
import org.convzoo.style.Constants;
import org.convzoo.style.Pooling;
import org.convzoo.style.StyleSettings;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The command {@code zoo}. */
public final class Main {
    static final int DONE = 0, FAILED = 1, WRONG_USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args, System.out, System.err));
    }

    /** Runs one command and gives its exit code; never ends the JVM. */
    static int execute(String[] args, PrintStream out, PrintStream err) {
        Console console = new Console(out, err, List.of(args).contains("--json"));
        Failures failures = new Failures(console, List.of(args).contains("--verbose"));
        try {
            return commandLine(console)
                    .setParameterExceptionHandler((e, a) -> failures.wrongUsage(e))
                    .setExecutionExceptionHandler((e, command, result) -> failures.failed(e))
                    .execute(args);
        } catch (Error e) { // picocli passes on exceptions only; out of memory is an error
            return failures.failed(e);
        } finally {
            out.flush();
            err.flush();
        }
    }

    static CommandLine commandLine(Console console) {
        CommandLine data = new CommandLine(new DataCommand(console))
                .addSubcommand(new DataListCommand(console))
                .addSubcommand(new DataFetchCommand(console))
                .addSubcommand(new DataVerifyCommand(console))
                .addSubcommand(new DataShowCommand(console));
        return new CommandLine(new ZooCommand(console))
                .addSubcommand(new ListCommand(console))
                .addSubcommand(new DescribeCommand(console))
                .addSubcommand(data)
                .addSubcommand(new CourseCommand(console))
                .addSubcommand(new TrainCommand(console))
                .addSubcommand(new EvaluateCommand(console))
                .addSubcommand(new CompareCommand(console))
                .addSubcommand(new PredictCommand(console))
                .addSubcommand(new FeaturesCommand(console))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new DetectCommand(console))
                .addSubcommand(new StyleCommand(console))
                .addSubcommand(FaceCommand.commandLine(console))
                .addSubcommand(new ImportCommand(console))
                .addSubcommand(new ExportCommand(console))
                .addSubcommand(new BenchCommand(console))
                .addSubcommand(new InfoCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new WarmUpCommand(console))
                .registerConverter(Engine.class, Choices.converter(Engine.class))
                .registerConverter(Precision.class, Choices.converter(Precision.class))
                .registerConverter(ExplainCommand.Method.class, Choices.converter(ExplainCommand.Method.class))
                .registerConverter(StyleSettings.Start.class, Choices.converter(StyleSettings.Start.class))
                .registerConverter(StyleSettings.Optimizer.class, Choices.converter(StyleSettings.Optimizer.class))
                .registerConverter(Pooling.class, Choices.converter(Pooling.class))
                .registerConverter(Constants.class, Choices.converter(Constants.class))
                .registerConverter(ExportCommand.Format.class, Choices.converter(ExportCommand.Format.class))
                .registerConverter(Tta.class, Choices.converter(Tta.class))
                .registerConverter(Optimizer.Kind.class, Choices.converter(Optimizer.Kind.class))
                .registerConverter(Stem.class, Choices.converter(Stem.class))
                .registerConverter(Schedule.Curve.class, Choices.converter(Schedule.Curve.class))
                .registerConverter(InputSize.class, InputSize::parse)
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(100)
                .setOut(console.outWriter())
                .setErr(console.errWriter());
    }
}
