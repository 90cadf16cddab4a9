package org.convzoo.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.convzoo.core.Architecture;
import org.convzoo.core.Engine;
import org.convzoo.core.ModelZoo;
import org.convzoo.core.Spec.Stem;
import org.convzoo.core.TrainingOptions.Optimizer;
import org.convzoo.core.TrainingOptions.Schedule;
import org.convzoo.core.Tta;
import org.convzoo.core.WeightsEntry;
import org.convzoo.course.Syllabus;
import org.convzoo.course.Topic;
import org.convzoo.data.CatalogEntry;
import org.convzoo.data.Datasets;
import org.convzoo.onednn.Precision;
import org.convzoo.style.Constants;
import org.convzoo.style.Pooling;
import org.convzoo.style.StyleSettings;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values that options and parameters take, for messages, help and shell completion. Read when asked, not when declared. */
abstract class Choices implements Iterable<String> {
    private final Supplier<Stream<String>> names;

    private Choices(Supplier<Stream<String>> names) {
        this.names = names;
    }

    @Override
    public Iterator<String> iterator() {
        return names.get().iterator();
    }

    /** How a constant is written on the command line: {@code TEN_CROP} is ten-crop. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> ITypeConverter<E> converter(Class<E> type) {
        return text -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "must be " + String.join(" or ", names(type).toList()) + ", got '" + text + "'"));
    }

    private static Stream<String> names(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Choices::name);
    }

    static final class Engines extends Choices {
        Engines() {
            super(() -> names(Engine.class));
        }
    }

    static final class Precisions extends Choices {
        Precisions() {
            super(() -> names(Precision.class));
        }
    }

    static final class Methods extends Choices {
        Methods() {
            super(() -> names(ExplainCommand.Method.class));
        }
    }

    static final class Starts extends Choices {
        Starts() {
            super(() -> names(StyleSettings.Start.class));
        }
    }

    static final class Minimizers extends Choices {
        Minimizers() {
            super(() -> names(StyleSettings.Optimizer.class));
        }
    }

    static final class FastStyles extends Choices {
        FastStyles() {
            super(() -> FastStyle.names().stream());
        }
    }

    static final class Poolings extends Choices {
        Poolings() {
            super(() -> names(Pooling.class));
        }
    }

    static final class CostConstants extends Choices {
        CostConstants() {
            super(() -> names(Constants.class));
        }
    }

    static final class Formats extends Choices {
        Formats() {
            super(() -> names(ExportCommand.Format.class));
        }
    }

    static final class Ttas extends Choices {
        Ttas() {
            super(() -> names(Tta.class));
        }
    }

    /** Of faces. */
    static final class FaceViews extends Choices {
        FaceViews() {
            super(() -> Stream.of(name(Tta.NONE), name(Tta.MIRROR)));
        }
    }

    static final class Stems extends Choices {
        Stems() {
            super(() -> names(Stem.class));
        }
    }

    static final class Optimizers extends Choices {
        Optimizers() {
            super(() -> names(Optimizer.Kind.class));
        }
    }

    static final class Schedules extends Choices {
        Schedules() {
            super(() -> names(Schedule.Curve.class));
        }
    }

    static final class Architectures extends Choices {
        Architectures() {
            super(() -> ModelZoo.architectures().stream().map(Architecture::id));
        }
    }

    static final class Weights extends Choices {
        Weights() {
            super(() -> ModelZoo.weights().stream().map(WeightsEntry::id));
        }
    }

    static final class Embedders extends Choices {
        Embedders() {
            super(() -> ModelZoo.weights().stream()
                    .filter(weights -> isEmbedding(weights.architecture()))
                    .map(WeightsEntry::id));
        }

        private static boolean isEmbedding(String architecture) {
            return ModelZoo.architectures().stream()
                    .anyMatch(one -> one.id().equals(architecture) && one.kind() == Architecture.Kind.EMBEDDING);
        }
    }

    static final class Models extends Choices {
        Models() {
            super(() -> ModelZoo.list("*").stream());
        }
    }

    static final class Topics extends Choices {
        Topics() {
            super(() -> Syllabus.TOPICS.stream().map(Topic::number));
        }
    }

    static final class Data extends Choices {
        Data() {
            super(() -> Datasets.catalogue().stream().map(CatalogEntry::name));
        }
    }
}
