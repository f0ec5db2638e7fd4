package dev.stalemate.patch.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.kvm.KvmSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of docs/examples in C: what the thread proposes, each beside the design in Java that stands for it. */
class KvmExamplesTest {
    private static final KvmSystem KVM = new KvmSystem();
    private static final Path EXAMPLES = Path.of("docs/examples");
    private static final int MOST_LINES = 60;
    private static final int MOST_STATES = 500;

    /** At the scope of every claim, up to a bound: the same verdicts and runs, and states, transitions and figures where steps are the same. */
    @ParameterizedTest
    @CsvSource({
        "zap-non-wb,          cd0-zaps-precisely",
        "zap-all-at-cd0,      cd0-zaps-all",
        "marked-copy,         vm-copy-marked",
        "lowest-online-copy,  vm-copy-lowest-online",
        "zap-if-copy-differs, vm-copy-zap-all"
    })
    void anExampleDoesWhatTheSameDesignInJavaDoes(String name, String java) throws Exception {
        try (CFiles files = new CFiles("kvm")) {
            Design played = files.open(EXAMPLES.resolve(name + ".c")).design();
            DesignSearch.assertSame(KVM, played, KVM.design(java), MOST_STATES, !name.equals("marked-copy"));
        }
    }

    /** What the table of docs/explanation/systems/kvm.md says of each, at the claim's scope; the same is found for the claim's own design. */
    @ParameterizedTest
    @ValueSource(strings = {"zap-non-wb", "zap-all-at-cd0", "marked-copy", "lowest-online-copy", "zap-if-copy-differs"})
    void theTableOfTheDocsIsRight(String name) throws Exception {
        Path file = EXAMPLES.resolve(name + ".c");
        assertThat(Files.readAllLines(file)).hasSizeLessThan(MOST_LINES);
        try (CFiles files = new CFiles("kvm")) {
            Design played = files.open(file).design();
            List<List<String>> rows = rows("| [" + name + ".c]");
            assertThat(rows).isNotEmpty();
            for (List<String> row : rows) {
                Claim claim = new SystemChecks(KVM).claim(row.get(3));
                assertThat(row.get(2)).isEqualTo("`" + claim.design().name() + "`");
                assertThat(said(played, claim)).as(claim.id()).isEqualTo(row.get(4));
                assertThat(said(claim.design(), claim)).as(claim.id()).isEqualTo(row.get(4));
            }
        }
    }

    /** State of a design's own: with one flag per VM a second vCPU's leaves stay stale, and with one per vCPU none does. */
    @ParameterizedTest
    @CsvSource({"KEEPS_PER_VM, VIOLATED", "KEEPS_PER_VCPU, HOLDS"})
    void theFlagHasToBeTheVcpus(String keeps, Verdict verdict, @TempDir Path directory) throws Exception {
        String text = Files.readString(EXAMPLES.resolve("dirty-flag.c"));
        String changed = keeps.equals("KEEPS_PER_VM")
                ? text
                : text.replace("KEEPS_PER_VM(", keeps + "(").replace("kept_vm(vcpu->kvm,", "kept_vcpu(vcpu,");
        Path file = Files.writeString(directory.resolve("my-patch.c"), changed);
        try (CFiles files = new CFiles("kvm")) {
            Scope scope = Scope.of("test", KVM.settings()).with("guest=sdm,init=2ff:c06,frames=1");
            assertThat(DesignSearch.of(KVM, files.open(file).design(), "no-stale-quiescent", scope)
                            .verdict())
                    .isEqualTo(verdict);
        }
    }

    private static List<List<String>> rows(String beginning) throws IOException {
        return Files.readAllLines(Path.of("docs/explanation/systems/kvm.md")).stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> Splitter.on('|').trimResults().splitToList(line))
                .toList();
    }

    private static String said(Design design, Claim claim) {
        DesignSearch found = DesignSearch.of(KVM, design, claim.law(), claim.scope());
        return found.verdict() == Verdict.VIOLATED
                ? "violated in " + Splitter.on(", ").splitToList(found.steps()).size() + " steps"
                : found.verdict().toString();
    }
}
