package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.open.Templates;
import dev.stalemate.patch.open.Templates.Language;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that a user's own design begins with. */
class DesignCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private static Tool.Result design(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "design";
        System.arraycopy(args, 0, all, 1, args.length);
        return Tool.ofEverySystem().run(all);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    static Stream<Arguments> templates() {
        return Systems.catalogue().all().stream()
                .flatMap(system -> Stream.of(Language.values()).flatMap(language -> templates(system, language)));
    }

    private static Stream<Arguments> templates(ModelSystem system, Language language) {
        ImmutableList<Design> bases = Templates.of(system, language);
        return bases.stream().map(base -> Arguments.of(language, system.name(), base.name()));
    }

    /** What is written is accepted as it is, and does what its base does: every claim of the base is as before. */
    @Tag("thorough")
    @ParameterizedTest
    @MethodSource("templates")
    void whatIsWrittenIsAsItsBase(Language language, String system, String base) {
        assumeTrue(language == Language.JAVA || hasCompiler(), "there is no cc, so no design in C is compiled");
        String name = file(language == Language.JAVA ? "Mine.java" : "mine.c");
        Tool.Result written = design("--new", system, name, "--base", base);
        assertThat(written.err()).isEmpty();
        assertThat(written.out())
                .isEqualTo(name + " does what " + system + "/" + base + " does. Change it, then: stalemate check "
                        + name + "\n");
        Tool.Result checked = Tool.ofEverySystem().run("check", name, "--max-states", "2000");
        assertThat(checked.code()).as(checked.out() + checked.err()).isIn(0, 14, 20);
        assertThat(checked.out())
                .contains("against " + system + "/" + base, "none newly broken, none fixed")
                .containsPattern("[1-9][0-9]* still\\s+hold");
    }

    @Test
    void thereIsATemplateInEachLanguage() {
        assertThat(templates().map(each -> each.get()[0] + " " + each.get()[1]))
                .contains("C xen-ept", "Java xen-ept", "Java kvm");
    }

    @Test
    void aJavaClassHasTheNameOfItsFile() throws IOException {
        assertThat(design("--new", "kvm", file("Own.java")).code()).isZero();
        assertThat(Files.readString(directory.resolve("Own.java"))).contains("final class Own extends", " Own(String");
        assertThat(design("--new", "kvm", file("own-patch.java")).code()).isZero();
        assertThat(Files.readString(directory.resolve("own-patch.java"))).contains("final class MyPatch extends");
    }

    @Test
    void aFileIsNeverWrittenOver() throws IOException {
        Path there = Files.writeString(directory.resolve("own.c"), "mine");
        Tool.Result result = design("--new", "xen-ept", there.toString());
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err())
                .isEqualTo("stalemate: " + there + " exists, and is not written over; name another file\n");
        assertThat(there).hasContent("mine");
        Path link = Files.createSymbolicLink(directory.resolve("link.c"), directory.resolve("nowhere.c"));
        assertThat(design("--new", "xen-ept", link.toString()).code()).isEqualTo(64);
        assertThat(directory.resolve("nowhere.c")).doesNotExist();
    }

    @Test
    void whatCannotBeBegunIsRefused() {
        String[][] wrong = {
            {"", "what to do? --new SYSTEM FILE, --list, or --headers DIR"},
            {"--list --new kvm own.c", "what to do?"},
            {"--new kvm", "which file? design --new kvm my-patch.c"},
            {"--list --base linux-6.7", "--base belongs to --new"},
            {"--new kwm own.c", "no system 'kwm'; did you mean kvm?"},
            {"--new kvm own.py", "own.py ends in neither .c nor .java"},
            {"--new kvm linux-6.7.java", "linux-6.7.java would be a second design kvm/linux-6.7"},
            {"--new kvm .java", "'' can't be a design's name"},
            {"--new kvm own.java --base linux-6.77", "there is no linux-6.77"},
            {"--new xen-ept own.java --base xen-4.21", "there is no template of xen-ept/xen-4.21 in Java; there are "},
            {"--new iotlb own.c", "there is no template for iotlb in C; there are templates for "},
        };
        for (String[] each : wrong) {
            Tool.Result result = design(each[0].isEmpty() ? new String[0] : each[0].split(" ", -1));
            assertThat(result.err()).as(each[0]).contains(each[1]);
            assertThat(result.code()).as(each[0]).isEqualTo(64);
        }
        assertThat(Path.of("own.c")).doesNotExist();
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Tool.Result result = design("--new", "xen-ept", file("none/own.c"));
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).contains(file("none/own.c"));
    }

    @Test
    void theListSaysWhatCanBeWritten() {
        String all = design("--list").out();
        assertThat(all)
                .containsPattern("xen-ept +.*xen-4.17.7.*emt, ")
                .containsPattern("kvm +.*linux-6.7.*leaf, msr-written")
                .doesNotContain("iotlb");
        assertThat(design("--list", "xen-ept").out())
                .contains("void memory_type_changed(struct domain *d)", "whether every leaf is marked")
                .contains("order, uint8_t *ipat, bool_t direct_mmio)")
                .doesNotContain("kvm");
        assertThat(design("--list", "iotlb").out()).contains("iotlb");
    }

    @Test
    void headersAreWrittenAndNoOtherFileIsLost() throws IOException {
        Path to = directory.resolve("include");
        assertThat(design("--headers", to.toString()).code()).isZero();
        assertThat(to.resolve("xen.h")).content().contains("#include \"stalemate.h\"");
        assertThat(to.resolve("stalemate.h")).exists();
        assertThat(design("--headers", to.toString()).code()).isZero();
        Files.writeString(to.resolve("xen.h"), "mine");
        assertThat(design("--headers", to.toString()).code()).isEqualTo(64);
        assertThat(to.resolve("xen.h")).hasContent("mine");
    }

    private static boolean hasCompiler() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, "cc")));
    }
}
