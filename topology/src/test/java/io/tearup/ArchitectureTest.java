package io.tearup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The shape of the product: the engine is pure, dependencies point downwards. */
@AnalyzeClasses(packages = "io.tearup", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule engineKnowsNothingButItself = classes()
            .that()
            .resideInAPackage("io.tearup.engine..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.tearup.engine..", "java.lang..", "java.math..", "java.util..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule engineHasNoClockRandomnessThreadsOrFiles = noClasses()
            .that()
            .resideInAPackage("io.tearup.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "java.time..", "java.io..", "java.nio..")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("Random")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("SplittableRandom");

    /** What a record does not cause is in no order log: exact replay would miss it. */
    @ArchTest
    static final ArchRule onlyRecordsMakeTheProcessorsAct = noClasses()
            .that()
            .resideInAPackage("io.tearup.stream..")
            .should()
            .callMethod(ProcessorContext.class, "schedule", Duration.class, PunctuationType.class, Punctuator.class)
            .orShould()
            .callMethod(ProcessorContext.class, "currentStreamTimeMs")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule layersPointDownwards = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("stream")
            .definedBy("io.tearup.stream..")
            .layer("store")
            .definedBy("io.tearup.store..")
            .layer("rulebook")
            .definedBy("io.tearup.rulebook..", "io.tearup.yaml..")
            .layer("engine")
            .definedBy("io.tearup.engine..")
            .whereLayer("rulebook")
            .mayOnlyBeAccessedByLayers("stream")
            .whereLayer("stream")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("stream")
            .whereLayer("engine")
            .mayOnlyBeAccessedByLayers("stream", "store", "rulebook");

    @ArchTest
    static final ArchRule moneyIsNeverFloating = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(
                    "io.tearup.engine.price..",
                    "io.tearup.engine.trigger..",
                    "io.tearup.engine.allocation..",
                    "io.tearup.engine.decision..",
                    "io.tearup.engine.event..",
                    "io.tearup.engine.model..",
                    "io.tearup.store..")
            .should()
            .haveRawType(double.class)
            .orShould()
            .haveRawType(float.class)
            .orShould()
            .haveRawType(double[].class);

    @ArchTest
    static final ArchRule pricesAndQuantitiesAreNeverFloating = noMethods()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(
                    "io.tearup.engine.price..", "io.tearup.engine.trigger..", "io.tearup.engine.allocation..")
            .should()
            .haveRawReturnType(double.class);
}
