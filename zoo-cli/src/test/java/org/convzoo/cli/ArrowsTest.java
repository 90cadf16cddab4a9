package org.convzoo.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which module may use which, and what none may do. */
class ArrowsTest {
    private static final String ROOT = "org.convzoo.";
    private static final Set<String> CORE = Set.of("core", "data", "onednn", "weights");

    /** Package below the root: the packages it may use beside its own. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("onednn", Set.of()),
            Map.entry("weights", Set.of()),
            Map.entry("data", Set.of()),
            Map.entry("core", Set.of("onednn", "weights", "data")),
            Map.entry("lenet", CORE),
            Map.entry("alexnet", CORE),
            Map.entry("vgg", CORE),
            Map.entry("resnet", CORE),
            Map.entry("inception", CORE),
            Map.entry("yolo", CORE),
            Map.entry("facenet", CORE),
            Map.entry("style", Set.of("core", "data", "onednn", "weights", "vgg")),
            Map.entry("onnx", CORE),
            Map.entry("dl4j", CORE),
            // It shows what the zoo can do, all of it, as the command line does; nothing but the command line may use
            // it.
            Map.entry(
                    "course",
                    Set.of(
                            "core",
                            "data",
                            "onednn",
                            "weights",
                            "lenet",
                            "alexnet",
                            "vgg",
                            "resnet",
                            "inception",
                            "yolo",
                            "facenet",
                            "style",
                            "onnx",
                            "dl4j")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.convzoo");

    @Test
    void everyModuleIsInTheTable() {
        assertThat(CLASSES.size()).isGreaterThan(50);
        Set<String> modules = new TreeSet<>();
        CLASSES.forEach(type -> modules.add(module(type)));
        modules.remove("cli"); // may use all
        assertThat(ARROWS.keySet()).containsAll(modules);
        assertThat(modules).contains("core", "data", "onednn", "weights", "lenet", "alexnet", "vgg", "resnet", "onnx");
    }

    @Test
    void arrowsPointOneWay() {
        ARROWS.forEach((module, others) -> classes()
                .that(resideInAPackage(ROOT + module + ".."))
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(ROOT + "."))
                        .or(resideInAnyPackage(Stream.concat(Stream.of(module), others.stream())
                                .map(name -> ROOT + name + "..")
                                .toArray(String[]::new))))
                .allowEmptyShould(true)
                .check(CLASSES));
    }

    @Test
    void weightFilesNeedLittle() {
        classes()
                .that()
                .resideInAPackage(ROOT + "weights..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "weights..", "java..", "org.nd4j..", "com.fasterxml.jackson..", "io.jhdf..")
                .check(CLASSES);
    }

    @Test
    void onlyMainEndsTheJvm() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void nobodyDeserializesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .check(CLASSES);
    }

    /** {@code zoo} downloads none of them; tests and {@code benchmarks} do. */
    @Test
    void noRivalIsOnTheClassPath() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "ai.djl..")
                .check(CLASSES);
        for (String rival : new String[] {"ai.onnxruntime.OrtEnvironment", "ai.djl.engine.Engine"}) {
            assertThatThrownBy(() -> Class.forName(rival)).isInstanceOf(ClassNotFoundException.class);
        }
    }

    private static String module(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        return below.contains(".") ? below.substring(0, below.indexOf('.')) : below;
    }
}
