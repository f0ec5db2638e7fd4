package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A design that is checked without a scope is asked wherever its system's claims ask. */
@Tag("thorough")
class EveryScopeTest {
    @TempDir
    private Path directory = Path.of("");

    /** Enough for each violation of a claim: larger scopes only say the same again. */
    private static final String MOST_STATES = "10000";

    private Tool.Result check(String... args) {
        List<String> all = new ArrayList<>(List.of("check", "--save", directory.toString()));
        all.addAll(List.of(args));
        return Tool.ofEverySystem().run(all.toArray(new String[0]));
    }

    private Map<String, String> found(String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--json", "-"));
        Map<String, String> found = new HashMap<>();
        for (JsonNode row : new ObjectMapper()
                .readTree(check(all.toArray(new String[0])).out())
                .path("claims")) {
            found.put(row.path("property").asText(), row.path("found").asText());
        }
        return found;
    }

    /** Whatever a claim finds of a design, a check of the design alone finds, too. */
    @ParameterizedTest
    @ValueSource(strings = {"nested-ept", "guest-tlb", "kvm-mmu", "ept-flush", "effective-type"})
    void findsWhatClaimsFind(String name) throws IOException {
        ModelSystem system = Systems.catalogue().system(name);
        Map<String, Set<String>> missed = new HashMap<>();
        Map<String, Map<String, String>> seen = new HashMap<>();
        for (Claim claim : system.claims()) {
            String design = claim.design().name();
            if (claim.recorded() == Verdict.VIOLATED) {
                Map<String, String> found = seen.get(design);
                if (found == null) {
                    found = found(name + "/" + design, "--max-states", MOST_STATES);
                    seen.put(design, found);
                }
                if (!"violated".equals(found.get(claim.law()))) {
                    missed.computeIfAbsent(design, v -> new TreeSet<>()).add(claim.id());
                }
            }
        }
        assertThat(missed).isEmpty();
    }

    /** Tables that frames leave, and types of pages that small has none of: what was changed must have run. */
    @Test
    void isNotVacuousWhereSomeScopeLetsAPremiseHold() throws IOException {
        assertThat(found("xen-ept/xen-4.20", "--scope", "small").values()).contains("vacuous");
        Map<String, String> every = found("xen-ept/xen-4.20");
        assertThat(every)
                .hasSizeGreaterThan(
                        found("xen-ept/xen-4.20", "--scope", "small").size());
        assertThat(every.get("large-page-types")).isNotEqualTo("vacuous");
        assertThat(every.get("grant-frames-wb")).isNotEqualTo("vacuous");
        assertThat(every.get("wc-bar")).isNotEqualTo("vacuous");
    }

    @Test
    void saysAtWhichScopesWhatWasFound() {
        assertThat(check("kvm/linux-6.7", "--property", "large-page-types").out())
                .containsPattern("large-page-types: asked at 16 scopes: violated\\s+at R2e, R2, H37, H37fix, H37c; "
                        + "holds\\s+at R2b, R2d,\\s+K18, R2c, K20i, K20, K20c, K20l and 3 more");
    }

    @Test
    void namesWhatABoundLeavesOut() {
        Tool.Result cut = check("kvm/cd0-zaps-all", "--property", "no-stale-quiescent", "--max-states", "100");
        assertThat(cut.out()).contains("a bound ended the search at ").contains("holds at ");
        Tool.Result holds = check("kvm/sdm-look-up", "--property", "lookup-is-sdm", "--max-states", "200");
        assertThat(holds.out()).containsPattern(" undecided [^~]*holds\\s+at [^~]*a\\s+bound\\s+ended");
        assertThat(holds.code()).as("holds where it was asked is no answer").isEqualTo(20);
        Tool.Result late = check("kvm/sdm-look-up", "--property", "lookup-is-sdm", "--max-time", "0");
        assertThat(late.err()).contains("time ran out: 1 of 1 questions");
        assertThat(late.code()).isEqualTo(20);
        Tool.Result none = check("kvm/cd0-zaps-all", "--property", "no-stale", "--max-states", "1");
        assertThat(none.code()).isEqualTo(20);
    }

    @Test
    void endsAs14WhereEveryScopeIsVacuous() {
        Tool.Result result = check("xen-ept/xen-4.21", "--property", "no-crash");
        assertThat(result.out()).contains("never happened: no-crash");
        assertThat(result.code()).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scope=small", "--scope=vcpus=3", "--property=no-stale", "--driver=random --walks=2"})
    void namesWhatTheUserLeftOut(String flags) {
        Set<String> args = new HashSet<>(Set.of(flags.split(" ")));
        args.add("kvm/linux-6.11");
        assertThat(check(args.toArray(new String[0])).out())
                .contains("\nNot asked\n  kvm/linux-6.11: ")
                .contains("no-retained-mapping (as K17, K17b, K17c)");
    }

    @Test
    void namesWhereWhatNeverHappenedHereIsAsked() {
        assertThat(check("kvm/linux-6.11", "--scope", "devices=0", "--property", "never-weaker")
                        .out())
                .containsPattern("kvm/linux-6.11, vacuous at this scope: never-weaker\\s+\\(as K9, K12b,")
                .contains("\nNot asked\n");
    }

    @Test
    void leavesNothingOutWhereTheUserNamesNothing() {
        assertThat(check("effective-type/sdm").out()).doesNotContain("Not asked");
    }

    @Test
    void refusesAPropertyThatNoScopeHas() {
        Tool.Result result = check("kvm/linux-6.11", "--property", "no-stael");
        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err())
                .contains("no property 'no-stael' of kvm/linux-6.11 at any scope of a claim; did you mean no-stale?");
    }
}
