package dev.stalemate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rooms of the house, and who may enter which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("dev.stalemate");

    /** From the ground up: a room may use those before it. */
    private static final List<String> ROOMS = List.of(
            "text",
            "files",
            "memtype",
            "model",
            "paging",
            "sources",
            "systems",
            "search",
            "trace",
            "scenario",
            "counterexample",
            "real",
            "outside",
            "patch",
            "pathfinder",
            "decide",
            "lab",
            "prove",
            "report",
            "explorer",
            "bench",
            "cli",
            "cluster");

    /** The rooms of the search, likewise. */
    private static final List<String> SEARCH =
            List.of("disk", "store", "steps", "symmetry", "level", "progress", "runs", "walk");

    /** The rooms of the proofs, likewise. */
    private static final List<String> PROOFS =
            List.of("term", "solve", "execute", "answer", "certificate", "induct", "resolver");

    @Test
    void aRoomUsesOnlyThoseBeforeIt() {
        inOrder("dev.stalemate.", ROOMS);
    }

    @Test
    void aRoomOfTheSearchUsesOnlyThoseBeforeIt() {
        inOrder("dev.stalemate.search.", SEARCH);
    }

    @Test
    void aRoomOfXensEptUsesOnlyThoseBeforeIt() {
        inOrder("dev.stalemate.systems.xen.", List.of("leaf", "design", "domain", "model", "claims"));
    }

    /** {@code prove} itself, which puts a proof together, stands on top. */
    @Test
    void aRoomOfTheProofsUsesOnlyThoseBeforeIt() {
        String proofs = "dev.stalemate.prove";
        inOrder(proofs + ".", PROOFS);
        for (String room : PROOFS) {
            noClasses()
                    .that()
                    .resideInAPackage(proofs + "." + room + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(proofs)
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    private static void inOrder(String parent, List<String> rooms) {
        LayeredArchitecture house = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String room : rooms) {
            house = house.optionalLayer(room).definedBy(parent + room + "..");
        }
        for (int i = 0; i < rooms.size(); i++) {
            house = i == rooms.size() - 1
                    ? house.whereLayer(rooms.get(i)).mayNotBeAccessedByAnyLayer()
                    : house.whereLayer(rooms.get(i))
                            .mayOnlyBeAccessedByLayers(
                                    rooms.subList(i + 1, rooms.size()).toArray(new String[0]));
        }
        house.check(CLASSES);
    }

    @Test
    void everyClassIsInARoom() {
        String[] packages =
                ROOMS.stream().map(room -> "dev.stalemate." + room + "..").toArray(String[]::new);
        noClasses()
                .that(resideInAPackage("dev.stalemate.."))
                .should()
                .resideOutsideOfPackages(packages)
                .check(CLASSES);
    }

    @Test
    void descriptionsKnowNothingOfTheProcessor() {
        noClasses()
                .that()
                .resideInAPackage("dev.stalemate.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.stalemate.memtype..")
                .check(CLASSES);
    }

    @Test
    void driversKnowNoSystem() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.stalemate.search..",
                        "dev.stalemate.trace..",
                        "dev.stalemate.counterexample..",
                        "dev.stalemate.decide..",
                        "dev.stalemate.prove.term..",
                        "dev.stalemate.prove.solve..",
                        "dev.stalemate.prove.execute..",
                        "dev.stalemate.prove.answer..",
                        "dev.stalemate.prove.certificate..",
                        "dev.stalemate.prove.induct..",
                        "dev.stalemate.report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.stalemate.systems..", "dev.stalemate.memtype..", "dev.stalemate.paging..")
                .check(CLASSES);
    }

    @Test
    void noSystemUsesAnother() {
        slices().matching("dev.stalemate.systems.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** What real machines say, from lines to reports; {@code kvm} and {@code xen} stand beside each other on top. */
    @Test
    void realMachinesAreReadFromTheLineUp() {
        String real = "dev.stalemate.real";
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("line")
                .definedBy(real + ".line")
                .layer("format")
                .definedBy(real + ".format")
                .layer("map")
                .definedBy(real + ".map")
                .layer("log")
                .definedBy(real + ".log")
                .layer("real")
                .definedBy(real)
                .layer("kvm")
                .definedBy(real + ".kvm")
                .layer("xen")
                .definedBy(real + ".xen")
                .whereLayer("format")
                .mayOnlyBeAccessedByLayers("log", "real")
                .whereLayer("map")
                .mayOnlyBeAccessedByLayers("log", "real", "kvm")
                .whereLayer("log")
                .mayOnlyBeAccessedByLayers("real")
                .whereLayer("real")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("kvm")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("xen")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.stalemate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stalemate.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLineExits() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stalemate.cli..")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    /** The part for clusters is not always there, and its engine even less. */
    @Test
    void onlyOneRoomKnowsAnEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.stalemate.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "org.apache.logging..", "scala..")
                .check(CLASSES);
    }

    @Test
    void testLibrariesStayInTests() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.jqwik..", "org.junit..", "org.assertj..", "org.openqa.selenium..")
                .check(CLASSES);
    }
}
