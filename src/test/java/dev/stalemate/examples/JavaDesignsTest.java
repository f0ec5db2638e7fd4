package dev.stalemate.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.Head;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.java.JavaDesign;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The designs in Java under docs/examples: each is a file that a reader can start from. */
class JavaDesignsTest {
    private static final Path EXAMPLES = Path.of("docs/examples");

    private static String text(String name) throws IOException {
        return Files.readString(EXAMPLES.resolve(name));
    }

    private static Outcome decide(String name, String text, String scope, String law) throws PatchException {
        JavaDesign design = JavaDesign.of(PatchFile.of(name, text), name, name);
        assertThat(design.remarks()).as("warnings").isEmpty();
        ModelSystem system = Systems.catalogue().system(design.system());
        return outcome(system.model(design.design(), system.scope(scope)), law);
    }

    private static Outcome outcome(Model model, String law) {
        return StateSearch.of(model, List.of(model.law(law)), Limits.none(), Monitor.SILENT)
                .outcomes()
                .get(0);
    }

    @Test
    void theirHeadsNameSystemAndBase() throws IOException, PatchException {
        for (String name : List.of("MyPatch.java", "DirtyFlag.java", "LastRange.java")) {
            Head head = Head.of(name, text(name));
            JavaDesign design = JavaDesign.of(PatchFile.of(name, text(name)), name, name);
            assertThat(head.system()).isEqualTo(design.system());
            ModelSystem system = Systems.catalogue().system(head.system());
            assertThat(system.designs()).anyMatch(d -> d.name().equals(head.base()));
        }
    }

    @Test
    void zappingAsCdIsClearedLeavesNothingStale() throws IOException, PatchException {
        Outcome outcome = decide("MyPatch.java", text("MyPatch.java"), "sdm", "no-stale-quiescent");
        assertThat(outcome.verdict()).isEqualTo(Verdict.HOLDS);
        assertThat(outcome.premiseHeld()).isPositive();
    }

    @Test
    void zappingAsCdIsSetLeavesWhatIsTouchedWhileItIsSet() throws IOException, PatchException {
        String first = text("MyPatch.java").replace("CLEARS = true", "CLEARS = false");
        Outcome outcome = decide("MyPatch.java", first, "sdm", "no-stale-quiescent");
        assertThat(outcome.verdict()).isEqualTo(Verdict.VIOLATED);
        assertThat(outcome.steps().stream().map(Step::toString))
                .containsExactly(
                        "set-cd vcpu=0",
                        "touch vcpu=0 gpa=0x0",
                        "wrmsr vcpu=0 msr=0x2ff value=0x0",
                        "wrmsr vcpu=0 msr=0x2ff value=0xc06",
                        "clear-cd vcpu=0");
    }

    @Test
    void aDirtyFlagIsEnoughIfEachVcpuHasOne() throws IOException, PatchException {
        String perVcpu = text("DirtyFlag.java");
        String perVm = perVcpu.replace("PER = Per.VCPU", "PER = Per.VM");
        assertThat(decide("DirtyFlag.java", perVcpu, "sdm", "no-stale-quiescent")
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
        assertThat(decide("DirtyFlag.java", perVm, "sdm", "no-stale-quiescent").verdict())
                .isEqualTo(Verdict.VIOLATED);
    }

    /** At the scope of claim X1d the release has stale leaves, and the patch has none. */
    @Test
    void aPatchOfXenFixesWhatARevocationLeavesStale() throws IOException, PatchException {
        Claim claim = Systems.catalogue().claim("X1d");
        Design release = claim.system().design("xen-4.17.7");
        Design patched = JavaDesign.of(PatchFile.of("LastRange.java", text("LastRange.java")), "", "")
                .design();
        assertThat(outcome(claim.system().model(release, claim.scope()), claim.law())
                        .verdict())
                .isEqualTo(Verdict.VIOLATED);
        assertThat(outcome(claim.system().model(patched, claim.scope()), claim.law())
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
    }
}
