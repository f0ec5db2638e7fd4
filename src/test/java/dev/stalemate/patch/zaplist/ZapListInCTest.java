package dev.stalemate.patch.zaplist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.Patch;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.zaplist.ZapListSteps;
import dev.stalemate.systems.zaplist.ZapListSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sketch of the thread and its mutants in C, each beside the design of the system that does the same. */
class ZapListInCTest {
    private static final ZapListSystem SYSTEM = new ZapListSystem();
    private static final Path TEMPLATE = Path.of("src/main/resources/dev/stalemate/patch/c/templates/sketch.c");
    private static final Path EXAMPLE = Path.of("docs/examples/search-outside-lock.c");

    @TempDir
    private Path directory = Path.of("");

    /** Every property at every scope that a claim has. */
    @Test
    void theTemplateIsTheSketch() throws Exception {
        try (CFiles files = new CFiles("zap-list")) {
            Design played = open(files, Files.readString(TEMPLATE));
            Map<String, Scope> scopes = new TreeMap<>();
            SYSTEM.claims().forEach(claim -> scopes.put(SYSTEM.text(claim.scope()), claim.scope()));
            for (Scope scope : scopes.values()) {
                assertThat(DesignSearch.verdicts(SYSTEM, played, scope))
                        .as("%s", scope)
                        .isEqualTo(DesignSearch.verdicts(SYSTEM, SYSTEM.design("sketch"), scope));
            }
        }
    }

    /** What a compiler makes of the text in registers and on the stack makes no difference. */
    @ParameterizedTest
    @CsvSource({"gcc, 1, 981", "clang, 1, 981", "gcc, 2, 16615", "clang, 2, 16615"})
    void compilersMakeTheSameStates(String compiler, int ranges, long states) throws Exception {
        try (CFiles files = new CFiles("zap-list", compiler, false)) {
            Model model = model(open(files, Files.readString(TEMPLATE)), "vcpus=2,ranges=" + ranges);
            assertThat(SystemChecks.search(model, "leaves-zapped").states()).isEqualTo(states);
        }
    }

    /** A place for each call, and one more for each set of values of i, range and do_zap with which it is reached and that still matters. */
    @Test
    void placesAreFew() throws Exception {
        try (CFiles files = new CFiles("zap-list")) {
            ZapListSteps sketch = (ZapListSteps) open(files, Files.readString(TEMPLATE));
            assertThat(sketch.code(1, false).places()).hasSize(25);
            assertThat(sketch.code(2, false).places()).hasSize(45);
            assertThat(sketch.code(2, false).pointers()).isEqualTo(2);
        }
    }

    /** A pointer that is only compared with what the list gives is used by that. */
    @Test
    void aComparedPointerIsKept() throws Exception {
        String text =
                """
                /* stalemate: system=zap-list base=sketch */
                #include "zap-list.h"
                #define FIRST_ENTRY list_first_entry(&kvm->arch.mtrr_zap_list, struct mtrr_zap_range, list)
                static void update_mtrr(struct kvm_vcpu *vcpu, u32 msr)
                {
                    struct kvm *kvm = vcpu->kvm;
                    struct mtrr_zap_range *first, *range = kmalloc(sizeof(*range), GFP_KERNEL);
                    range->start = vcpu->arch.changed[0].start;
                    range->end = vcpu->arch.changed[0].end;
                    spin_lock(&kvm->arch.mtrr_zap_lock);
                    list_add(&range->list, &kvm->arch.mtrr_zap_list);
                    BUG_ON(FIRST_ENTRY != range);
                    first = FIRST_ENTRY;
                    list_del(&first->list);
                    kvm_zap_gfn_range(kvm, first->start, first->end);
                    kfree(first);
                    spin_unlock(&kvm->arch.mtrr_zap_lock);
                }
                """;
        try (CFiles files = new CFiles("zap-list")) {
            Model model = model(open(files, text), "vcpus=2,ranges=1");
            assertThat(SystemChecks.search(model, "leaves-zapped")
                            .outcomes()
                            .get(0)
                            .verdict())
                    .isEqualTo(Verdict.HOLDS);
        }
    }

    /** Each mutant of the sketch as a change of its text breaks the property that its claim is about. */
    @Tag("thorough")
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            K15i | UNLOCKED-CLEAR  | ''
            K15j | while (READ_ONCE(kvm->arch.mtrr_zapping)) | while (0)
            K15l | !is_listed(kvm, range->start, range->end) | list_empty(&kvm->arch.mtrr_zap_list)
            K15n | EARLY-FREE      | ''
            K15o | kfree(range);LF | ;
            K15p | kfree(range);TAB| ;
            K15q | KEPT-POINTER    | ''
            K15r | while (!list_empty(&kvm->arch.mtrr_zap_list)) | if (!list_empty(&kvm->arch.mtrr_zap_list))
            K15s | if (!kvm->arch.mtrr_zapping) | if (1)
            K15t | LATE-CLAIM      | ''
            K15u | EARLY-CLEAR     | ''
            K15v | UNLOCKED-DEL    | ''
            K15w | LATE-DEL        | ''
            K15m | LATE-DEL-FREED  | ''
            """)
    void aMutantBreaksWhatItsClaimIsAbout(String id, String from, String to) throws Exception {
        Claim claim = SYSTEM.claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
        String template = Files.readString(TEMPLATE);
        String text = ZapListMutants.of(template, from, to);
        assertThat(text).isNotEqualTo(template);
        try (CFiles files = new CFiles("zap-list")) {
            Model model = SYSTEM.model(open(files, text), claim.scope());
            assertThat(SystemChecks.search(model, claim.law()).outcomes().get(0).verdict())
                    .isEqualTo(Verdict.VIOLATED);
        }
    }

    /** The broken example: the shortest run to its violation, step by step. */
    @Test
    void theExampleLeavesBeforeItsRangeIsZapped() throws Exception {
        assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(60);
        try (CFiles files = new CFiles("zap-list")) {
            Patch patch = files.open(EXAMPLE);
            Model model = model(patch.design(), patch.scope());
            assertThat(SystemChecks.shortest(model, "leaves-zapped").steps().stream()
                            .map(step -> step.action().name() + " " + String.join(" ", step.texts())))
                    .containsExactly(
                            "update 0 0",
                            "update 1 0",
                            "step 0 list_first_entry:11",
                            "step 0 kmalloc:44",
                            "step 0 spin_lock:47",
                            "step 0 list_add_tail:48",
                            "step 1 list_first_entry:11",
                            "step 1 mtrr_zap_range:12",
                            "step 1 mtrr_zapping:55");
        }
    }

    private Design open(CFiles files, String text) throws Exception {
        Path file = directory.resolve("my-patch.c");
        Files.writeString(file, text);
        return files.open(file).design();
    }

    private static Model model(Design design, String scope) {
        return SYSTEM.model(design, Scope.of("test", SYSTEM.settings()).with(scope));
    }
}
