package dev.stalemate.lab.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.real.xen.XenImitation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random sequences for a real Xen, played by imitations of it. */
class XenSequencesTest {
    private static final int SEQUENCES = 8;

    private static XenLabRun run(String design, String version, List<XenScenario> scenarios) {
        XenLabRun run = new XenLabRun("imitation", null, verdict -> {});
        run.asked(scenarios);
        XenImitation xen = new XenImitation(design, run::line).begin(version);
        scenarios.forEach(scenario -> xen.play(scenario.name(), scenario.commands()));
        xen.end();
        run.end();
        return run;
    }

    @Test
    void aSeedGivesTheSameSequencesAndAnotherOneGivesOthers() {
        assertThat(new XenSequences(3).first(4)).isEqualTo(new XenSequences(3).first(4));
        assertThat(new XenSequences(4).sequence(0).commands())
                .isNotEqualTo(new XenSequences(3).sequence(0).commands());
        assertThat(new XenSequences(3).sequence(2))
                .isEqualTo(new XenSequences(3).first(4).get(2));
    }

    @Test
    void allThatAToolstackAndAGuestCanDoIsAmongThem() {
        List<String> commands = new XenSequences(1)
                .first(60).stream().flatMap(s -> s.commands().stream()).toList();
        Set<String> verbs = commands.stream().map(c -> c.split(" ", -1)[0]).collect(Collectors.toSet());
        assertThat(verbs)
                .contains(
                        "create",
                        "destroy",
                        "mtrrinit",
                        "load",
                        "use",
                        "ram",
                        "rd",
                        "wr",
                        "wrmsr",
                        "rdmsr",
                        "cr0",
                        "wbinvd",
                        "iomem",
                        "ioport",
                        "mmap",
                        "pin",
                        "physmap",
                        "unphysmap",
                        "grant",
                        "mapgrant",
                        "mtrrctx",
                        "saverestore",
                        "dump");
        assertThat(commands)
                .contains("create A 1", "create A 2", "create A 3", "iomem A 0 b0 1", "mmap A 1 c00 f0000 200");
    }

    @Test
    void whatTheDesignOfTheVersionDoesAgrees() {
        XenLabRun run = run("4.17.7", "4.17.7", new XenSequences(7).first(SEQUENCES));
        assertThat(run.agrees()).as(run.toText() + run.problems()).isTrue();
        assertThat(run.verdicts()).hasSize(SEQUENCES);
        assertThat(run.toText())
                .contains(SEQUENCES + " runs of Xen 4.17.7")
                .contains("0 different")
                .contains("Stale leaves, as the model says")
                .contains("iomem denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xen-4.16.4", "xen-4.13.0", "xen-4.17.0", "xen-4.21", "pins-forgotten"})
    void whatAnotherDesignDoesIsTold(String design) {
        XenLabRun run = run(design, "4.17.7", new XenSequences(7).first(SEQUENCES));
        assertThat(run.agrees()).isFalse();
        assertThat(run.toText()).contains("differs from the model");
        assertThat(run.toJson().path("outcomes").path("differs from the model").asInt())
                .isPositive();
    }

    /** Stale leaves are of the scenarios that agree: what differs says nothing of a real Xen. */
    @Test
    void staleLeavesAreGroupedByTheCommandSinceWhichTheyAre() {
        XenScenario revoked = new XenScenario(
                "revoked",
                List.of(
                        "create A 1",
                        "ram A 10 24 0",
                        "ram A 200 1 9",
                        "load A",
                        "iomem A 1 b0 1",
                        "wrmsr 2ff 805",
                        "rd 200",
                        "dump before",
                        "iomem A 0 b0 1",
                        "dump after"));
        XenLabRun run = run("4.17.7", "4.17.7", List.of(revoked));
        assertThat(run.stale()).hasSize(1);
        XenStaleGroup group = run.stale().get(0);
        assertThat(group.cause()).isEqualTo("iomem denied");
        assertThat(group.leaves()).isEqualTo(25);
        assertThat(group.everywhere()).isEqualTo(25);
        assertThat(group.example().since()).isEqualTo(8);
        assertThat(group.example().has()).isEqualTo("WP");
        assertThat(group.example().now()).isEqualTo("WB+IPAT");
    }

    @Test
    void aVersionThatNoDesignStandsForIsTold() {
        XenLabRun run = run("4.17.7", "3.4.1", new XenSequences(7).first(1));
        assertThat(run.agrees()).isFalse();
        assertThat(run.problems()).first().asString().contains("3.4.1").contains("nothing of it is compared");
        assertThat(run.toText()).startsWith("nothing was compared");
    }

    @Test
    void aScenarioWithoutADumpIsNoPass() {
        XenLabRun run = run("4.17.7", "4.17.7", List.of(new XenScenario("none", List.of("create A 1", "destroy A"))));
        assertThat(run.agrees()).isFalse();
        assertThat(run.toText()).contains("nothing compared: 1: none");
    }

    @Test
    void aScenarioThatWasNotPlayedIsTold() {
        XenLabRun run = new XenLabRun("imitation", null, verdict -> {});
        List<XenScenario> asked = new XenSequences(7).first(2);
        run.asked(asked);
        XenImitation xen = new XenImitation("4.17.7", run::line).begin("4.17.7");
        xen.play(asked.get(0).name(), asked.get(0).commands()).end();
        run.end();
        assertThat(run.agrees()).isFalse();
        assertThat(run.problems()).containsExactly("not played, or without a verdict: x7-1");
    }

    @Test
    void verdictsComeAsScenariosEnd() {
        List<String> names = new ArrayList<>();
        XenLabRun run = new XenLabRun("imitation", null, verdict -> names.add(verdict.name()));
        XenImitation xen = new XenImitation("4.17.7", run::line).begin("4.17.7");
        XenScenario first = new XenSequences(7).sequence(0);
        xen.play(first.name(), first.commands());
        assertThat(names).containsExactly(first.name());
    }
}
