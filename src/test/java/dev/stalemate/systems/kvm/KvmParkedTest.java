package dev.stalemate.systems.kvm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.Subject;
import dev.stalemate.search.level.BreadthFirst;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** vCPUs that start parked, as after reset: the claims asked with one, and what such a vCPU is and does. */
class KvmParkedTest {
    private static final int MOST_STATES = 500_000;
    private static final Pattern ROW =
            Pattern.compile("\\| ((?:[A-Z][0-9]+(?:fix|[a-z]?)(?:, )?)+) \\| (violated|undecided) \\| .+ \\|");

    @SuppressWarnings("UnusedVariable") // a source of parameters
    private static final List<Claim> CLAIMS = KvmChecks.KVM.claims().stream()
            .filter(c -> c.scope().get(KvmSettings.PARKED) == 0)
            .toList();

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void aVcpuThatStaysParkedIsNotThere(Claim claim) {
        if (claim.scope().get(KvmSettings.OFFLINE)) {
            return; // a vCPU that may come on line does not stay parked
        }
        Scope parked = parked(claim.scope());
        String fewer = Integer.toString(parked.get(KvmSettings.VCPUS) - 1);
        Outcome with = decide(claim, parked.with(KvmSettings.SIPI, "never"));
        Outcome without = decide(claim, claim.scope().with(KvmSettings.VCPUS, fewer));
        assertThat(with.verdict()).isEqualTo(without.verdict()).isNotEqualTo(Verdict.UNDECIDED);
        assertThat(with.steps()).hasSameSizeAs(without.steps());
    }

    @ParameterizedTest
    @FieldSource("CLAIMS")
    void whatAClaimGivesWithAVcpuThatStartsParkedIsDocumented(Claim claim) throws IOException {
        String expected = documented().getOrDefault(claim.id(), claim.recorded().toString());
        assertThat(decide(claim, parked(claim.scope())).verdict()).hasToString(expected);
    }

    @Test
    void documentsNoClaimThatThereIsNot() throws IOException {
        assertThat(CLAIMS).extracting(Claim::id).containsAll(documented().keySet());
        assertThat(documented()).hasSizeGreaterThan(10);
    }

    @Test
    void oneThatIsReprogrammedKeepsOneZapARound() {
        Claim claim = KvmChecks.claim("K8b");
        Scope scope = parked(claim.scope()).with(KvmSettings.ONLINE, "reprogrammed");
        assertThat(decide(claim, scope).verdict()).isEqualTo(Verdict.HOLDS);
    }

    /** What starts parked has CD=1 and MTRRs as after reset, whatever the others start with; what runs from the start on has them, too. */
    @ParameterizedTest
    @CsvSource({"never, 1", "later, 1", "came, 0"})
    void startsAsAfterReset(String sipi, String offline) {
        Model model = KvmChecks.KVM.model(
                KvmDesigns.LINUX_6_7,
                KvmChecks.scope("vcpus=3,parked=1,init=2ff:c06+250:606060606060606+277:7040600070400,sipi=" + sipi));
        Map<String, String> state = model.layout().describe(model.initial());
        assertThat(state)
                .containsEntry("cr0.cd[0]", "0")
                .containsEntry("cr0.cd[1]", "0")
                .containsEntry("cr0.cd[2]", "1")
                .containsEntry("msr.0x2ff[1]", "0xc06")
                .containsEntry("msr.0x2ff[2]", "0x0")
                .containsEntry("msr.0x250[2]", "0x0")
                .containsEntry("msr.0x277[2]", "0x7040600070406");
        assertThat(state.getOrDefault("offline[2]", "0")).isEqualTo(offline);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            parked=1                         | touch set-cd clear-cd wrmsr online
            parked=1,cd=off                  | touch clear-cd wrmsr online
            parked=1,cd=off,sipi=never       | touch wrmsr
            parked=1,sipi=came               | touch set-cd clear-cd wrmsr
            parked=1,offline=on              | touch set-cd clear-cd wrmsr offline online
            """)
    void isStartedOnce(String scope, String actions) {
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_6_7, KvmChecks.scope(scope));
        assertThat(model.actions().stream().map(a -> a.name()).distinct()).containsExactly(actions.split(" "));
    }

    /** It does nothing before SIPI, and has to clear CD after it, which a design is told. */
    @Test
    void runsWithItsCachesOffUntilItClearsCd() {
        Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_4_9_NO_QUIRK, KvmChecks.scope("cd=off,parked=1,frames=1"));
        long[] state = model.initial();
        assertThat(model.step("touch", List.of("1", "0x0")).enabled(state)).isFalse();
        assertThat(model.step("clear-cd", List.of("1")).enabled(state)).isFalse();
        model.step("online", List.of("1")).apply(state);
        model.step("touch", List.of("1", "0x0")).apply(state);
        assertThat(model.layout().describe(state)).containsEntry("ept[0x0]", "UC+IPAT");
        model.step("clear-cd", List.of("1")).apply(state);
        assertThat(model.layout().describe(state)).containsEntry("ept[0x0]", "none");
        assertThat(model.step("online", List.of("1")).enabled(state)).isFalse();
    }

    /** States without such a vCPU are packed and printed as if there were none: saved counterexamples hash them. */
    @Test
    void takesNoBitsWhereThereIsNone() {
        for (String scope : List.of("vcpus=2", "cd=off,vcpus=2", "guest=sdm,init=2ff:c06", "offline=on")) {
            Model model = KvmChecks.KVM.model(KvmDesigns.LINUX_6_7, KvmChecks.scope(scope));
            assertThat(model.layout().describe(model.initial()).containsKey("offline[0]"))
                    .as(scope)
                    .isEqualTo(scope.contains("offline"));
            assertThat(model.layout().describe(model.initial()).containsKey("cr0.cd[0]"))
                    .as(scope)
                    .isEqualTo(!scope.contains("cd=off"));
        }
    }

    /** A vCPU more where the claim has one, and the last one parked. */
    private static Scope parked(Scope scope) {
        int vcpus = Math.max(2, scope.get(KvmSettings.VCPUS));
        return scope.with(KvmSettings.VCPUS, Integer.toString(vcpus)).with(KvmSettings.PARKED, "1");
    }

    private static Outcome decide(Claim claim, Scope scope) {
        Model model = claim.system().model(claim.design(), scope);
        Law law = model.law(claim.law());
        return new BreadthFirst(
                        () -> {
                            Model own = claim.system().model(claim.design(), scope);
                            return new Subject(own, List.of(own.law(claim.law())));
                        },
                        SearchOptions.standard().withLimits(Limits.none().withStates(MOST_STATES)),
                        Monitor.SILENT)
                .run()
                .outcome(law);
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> verdicts = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/explanation/systems/kvm.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                for (String id : row.group(1).split(", ", -1)) {
                    verdicts.put(id, row.group(2));
                }
            }
        }
        return verdicts;
    }
}
