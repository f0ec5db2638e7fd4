package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.KvmSystem;
import dev.stalemate.systems.kvm.LinuxGuestMtrrs;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a design does wrong is told as its author's mistake: which design, where, on which run, and what it threw. */
class BadDesignTest {
    @TempDir
    private Path directory = Path.of("");

    /** What the code of a design can do wrong; each as it clears CD, but for those of leaves and of the model itself. */
    private enum Mistake {
        VALUE,
        INDEX,
        NULL,
        ARITHMETIC,
        CAST,
        RECURSION,
        ASSERTION,
        LEAF,
        FRESH_LEAF,
        KEPT
    }

    private static final class Bad extends LinuxGuestMtrrs {
        private final Mistake mistake;

        Bad(Mistake mistake) {
            super("bad-" + mistake.name().toLowerCase(Locale.ROOT), "does something wrong");
            this.mistake = mistake;
        }

        @Override
        public int mtrrCopies() {
            return mistake == Mistake.KEPT ? -1 : 1;
        }

        @Override
        public void cdWritten(Vm vm, int vcpu, Zap zap) {
            if (vm.vcpu(vcpu).cd()) {
                return;
            }
            switch (mistake) {
                case VALUE -> vm.mtrrCopy(0).write(0x2FF, 1);
                case INDEX -> vm.vcpu(vm.vcpus()).cd();
                case NULL -> nothing().all();
                case ARITHMETIC -> zap.range(0, 1 / (vm.vcpu(vcpu).defType() & 1));
                case CAST -> ((Design) (Object) zap).name();
                case RECURSION -> cdWritten(vm, vcpu, zap);
                case ASSERTION -> throw new AssertionError("never here");
                default -> {}
            }
        }

        @SuppressWarnings("NullAway") // a mistake
        private static Zap nothing() {
            return null;
        }

        @Override
        public int leaf(Vm vm, int vcpu, long gpa) {
            if (mistake == Mistake.FRESH_LEAF && vm.vcpu(0).cd() && vm.vcpu(1).cd()) {
                throw new IllegalStateException("two at once");
            }
            return mistake == Mistake.LEAF ? 99 : super.leaf(vm, vcpu, gpa);
        }
    }

    /** KVM with nothing but bad designs. */
    private static final class BadKvm implements ModelSystem {
        private final KvmSystem kvm = new KvmSystem();

        @Override
        public String name() {
            return kvm.name();
        }

        @Override
        public String says() {
            return kvm.says();
        }

        @Override
        public List<KvmDesign> designs() {
            return Arrays.stream(Mistake.values())
                    .map(Bad::new)
                    .map(KvmDesign.class::cast)
                    .toList();
        }

        @Override
        public List<Setting<?>> settings() {
            return kvm.settings();
        }

        @Override
        public Map<String, Scope> scopes() {
            return kvm.scopes();
        }

        @Override
        public List<Claim> claims() {
            return List.of();
        }

        @Override
        public Model model(Design design, Scope scope) {
            return kvm.model(design, scope);
        }
    }

    private static Tool.Result run(String... args) {
        return new Tool(new BadKvm()).run(args);
    }

    private Tool.Result check(String... args) {
        List<String> all = new ArrayList<>(List.of("check", "--save", directory.toString()));
        all.addAll(List.of(args));
        return run(all.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            value      | step (2) clear-cd vcpu=0 threw IllegalArgumentException (kept0.0x2ff can't be 0x1 in this scope) at BadDesignTest.java:
            index      | step (2) clear-cd vcpu=0 threw ArrayIndexOutOfBoundsException (Index 2 out of bounds for length 2) at PackedVm.java:
            null       | step (2) clear-cd vcpu=0 threw NullPointerException (
            arithmetic | step (2) clear-cd vcpu=0 threw ArithmeticException (/ by zero) at BadDesignTest.java:
            cast       | step (2) clear-cd vcpu=0 threw ClassCastException (
            recursion  | step (2) clear-cd vcpu=0 threw StackOverflowError at
            assertion  | step (2) clear-cd vcpu=0 threw AssertionError (never here) at BadDesignTest.java:
            leaf       | step (1) touch vcpu=0 gpa=0x0 threw IllegalArgumentException (ept can't be 99 in this scope, only 0 to
            fresh_leaf | step (3) touch vcpu=0 gpa=0x0 threw IllegalStateException (two at once) at BadDesignTest.java:
            """)
    void aSearchNamesTheShortestRunToIt(String name, String failure) {
        Tool.Result result = check("kvm/bad-" + name, "--property", "no-stale-igmt", "--scope", "devices=1");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .startsWith("stalemate: kvm/bad-" + name + " failed at scope small,devices=1")
                .contains(failure)
                .doesNotContain("internal error");
        if (failure.startsWith("step (2)")) {
            assertThat(result.err()).endsWith(", after (1) set-cd vcpu=0\n");
        }
    }

    /** As "report and JSON come first" asks of a file that can't be written. */
    @Test
    void whatIsFoundOfOtherDesignsIsReported() {
        Tool.Result result = check(
                "kvm/bad-arithmetic", "kvm/bad-fresh_leaf", "--property", "never-weaker-while-off", "--scope", "small");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out())
                .containsPattern("kvm/bad-arithmetic +never-weaker-while-off +undecided")
                .contains("never-weaker-while-off: the design's code failed")
                .containsPattern("kvm/bad-fresh_leaf +never-weaker-while-off +violated");
    }

    /** Of several failures the exit code is the worst one's. */
    @Test
    void aFileThatCanNotBeWrittenIsWorse() {
        Tool.Result result =
                check("kvm/bad-value", "--property", "no-stale", "--scope", "small", "--json", "/dev/full");
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.err()).contains("kvm/bad-value failed at scope small", "/dev/full: ");
    }

    @Test
    void whereNoScopeIsNamedOneMistakeEndsTheCheck() {
        Tool.Result result = check("kvm/bad-value", "--property", "no-stale");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).containsOnlyOnce(" failed at scope ");
        assertThat(result.out())
                .containsPattern("kvm/bad-value +no-stale +undecided")
                .contains("the design's code failed");
        Tool.Result all = check("kvm/bad-value");
        assertThat(all.err()).doesNotContain("interrupted").doesNotContain("time was spent");
    }

    @Test
    void aPropertyThatAsksTheDesignIsNamed() {
        Tool.Result result = check("kvm/bad-fresh_leaf", "--property", "no-stale", "--scope", "frames=1");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).containsPattern("(property no-stale|step \\(3\\) .*) threw IllegalStateException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "index", "null", "arithmetic", "cast", "recursion", "assertion", "leaf"})
    void aRandomWalkNamesItsSteps(String name) {
        for (String scope : List.of("small", "wide")) {
            Tool.Result result = check(
                    "kvm/bad-" + name, "--property", "no-stale", "--scope", scope, "--driver", "random", "--seed", "1");
            if (scope.equals("wide") && name.equals("value")) {
                continue; // a register may have any value there
            }
            assertThat(result.code()).as(scope).isEqualTo(65);
            assertThat(result.err())
                    .startsWith("stalemate: kvm/bad-" + name + " failed at scope " + scope)
                    .contains(name.equals("leaf") ? ") touch vcpu=" : ") clear-cd vcpu=");
        }
    }

    @Test
    void aDesignOfWhichNoModelCanBeMadeIsNamed() {
        for (String driver : List.of("bfs", "random")) {
            Tool.Result result = check("kvm/bad-kept", "--scope", "small", "--driver", driver);
            assertThat(result.code()).isEqualTo(65);
            assertThat(result.err())
                    .startsWith(
                            "stalemate: kvm/bad-kept failed at scope small, as its model was made: it threw NegativeArraySizeException (-1)"
                                    + " at KvmFields.java:");
        }
    }

    /** A saved run of another design, as if of this one: its steps lead to the mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"replay", "shrink"})
    void aSavedRunThatLeadsToItIsNamed(String verb) throws IOException {
        Path file = directory.resolve("k1.json");
        String saved = Files.readString(Path.of("counterexamples/kvm/K1-linux-4.9.json"));
        Files.writeString(file, saved.replace("\"linux-4.9\"", "\"bad-arithmetic\""));
        String where = verb.equals("shrink") ? "--in-place" : "--list";
        Tool.Result result = run(verb, file.toString(), where);
        assertThat(result.code()).as(result.out() + result.err()).isEqualTo(65);
        assertThat(result.err() + result.out())
                .contains("kvm/bad-arithmetic failed at scope ")
                .contains("step (3) clear-cd vcpu=0 threw ArithmeticException (/ by zero)");
    }
}
