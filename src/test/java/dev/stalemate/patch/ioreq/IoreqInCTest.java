package dev.stalemate.patch.ioreq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.decide.StateSearch;
import dev.stalemate.model.Act;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Verdict;
import dev.stalemate.patch.CFiles;
import dev.stalemate.patch.DesignSearch;
import dev.stalemate.patch.Patch;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Monitor;
import dev.stalemate.systems.SystemChecks;
import dev.stalemate.systems.ioreq.IoreqSystem;
import dev.stalemate.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The patch of the thread in C, and changes of it, each beside the design of the system that does the same. */
class IoreqInCTest {
    private static final IoreqSystem SYSTEM = new IoreqSystem();
    private static final Path TEMPLATE = Path.of("src/main/resources/dev/stalemate/patch/c/templates/arm-v3.c");
    private static final Path EXAMPLE = Path.of("docs/examples/clears-after-wait.c");

    @TempDir
    private Path directory = Path.of("");

    /** Every property at every scope that a claim has. */
    @Test
    void theTemplateIsThePatch() throws Exception {
        try (CFiles files = new CFiles("ioreq-mapcache")) {
            Design played = open(files, Files.readString(TEMPLATE));
            Map<String, Scope> scopes = new TreeMap<>();
            SYSTEM.claims().forEach(claim -> scopes.put(SYSTEM.text(claim.scope()), claim.scope()));
            assertThat(scopes).hasSizeGreaterThan(20);
            for (Scope scope : scopes.values()) {
                assertThat(DesignSearch.verdicts(SYSTEM, played, scope))
                        .as("%s", scope)
                        .isEqualTo(DesignSearch.verdicts(SYSTEM, SYSTEM.design("arm-v3"), scope));
            }
        }
    }

    /** The same steps make the same states, whatever a compiler makes of the text. */
    @ParameterizedTest
    @CsvSource({
        "gcc, ''",
        "clang, ''",
        "gcc, 'servers=2'",
        "gcc, 'extents=2,preempt=on'",
        "clang, 'superpage=on,extents=2,preempt=on,servers=2'",
        "gcc, 'vcpus=1,populate=on,others=on'"
    })
    void statesAreThoseOfTheDesignInJava(String compiler, String scope) throws Exception {
        try (CFiles files = new CFiles("ioreq-mapcache", compiler, false)) {
            Design played = open(files, Files.readString(TEMPLATE));
            assertThat(states(played, scope)).isEqualTo(states(SYSTEM.design("arm-v3"), scope));
        }
    }

    /** A change of the text does what a setting does, at the scope of each claim of the design with that setting. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            vcpu-flag            | curr->domain->map              | curr->map
            domain-clear-only    | unlikely(curr->domain->mapcache_invalidate) && | ''
            at-completion        | FLAG-PER-VCPU                  | WHEN-COMPLETE
            waits-for-one        | FLAG-PER-VCPU                  | wait_for_one_ioreq_server
            no-wait              | FLAG-PER-VCPU                  | NOTHING
            no-superpages        | FLAG-PER-VCPU                  | LEVEL-3
            always-flagged       | p2m->domain == current->domain | p2m->domain->creation_finished
            """)
    void aChangeIsASetting(String design, String from, String to) throws Exception {
        String text = changed(Files.readString(TEMPLATE), from, to);
        try (CFiles files = new CFiles("ioreq-mapcache")) {
            Design played = open(files, text);
            List<Claim> claims = SYSTEM.claims().stream()
                    .filter(claim -> claim.design().name().equals(design))
                    .toList();
            assertThat(claims).isNotEmpty();
            for (Claim claim : claims) {
                assertThat(verdict(played, claim)).as(claim.id()).isEqualTo(verdict(SYSTEM.design(design), claim));
            }
        }
    }

    private static String changed(String template, String from, String to) {
        String perVcpu = template.replace("curr->domain->map", "curr->map").replace("p2m->domain->map", "current->map");
        String text =
                switch (to) {
                    case "curr->map" -> perVcpu;
                    case "NOTHING" -> perVcpu.replace("wait_for_ioreq_servers(curr->domain);", "");
                    case "WHEN-COMPLETE" -> perVcpu.replace("if (unlikely", "if (!curr->hcall_preempted && unlikely");
                    case "LEVEL-3" ->
                        perVcpu.replace("p2m_is_superpage(entry, level) || level == 3", "level == 3")
                                .replace("/* A table that", "return; /* A table that");
                    case "wait_for_one_ioreq_server" -> perVcpu.replace("wait_for_ioreq_servers", to);
                    default -> template.replace(from, to);
                };
        assertThat(text).isNotEqualTo(template);
        return text;
    }

    /** The broken example: the shortest run to its violation, step by step. */
    @Test
    void theExampleForgetsWhatAnotherDomainRemoves() throws Exception {
        assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(60);
        try (CFiles files = new CFiles("ioreq-mapcache")) {
            Patch patch = files.open(EXAMPLE);
            Model model = model(patch.design(), patch.scope());
            Trace trace = SystemChecks.shortest(model, "sent-before-return");
            assertThat(trace.acts(13))
                    .extracting(Act::toString)
                    .containsExactly("vcpu_end_of_hypercall() or hvm_do_resume(): clears the flag of vCPU 0");
            assertThat(trace.acts(2))
                    .extracting(Act::toString)
                    .containsExactly("p2m_free_entry(): sets the flag of vCPU 0");
            assertThat(trace.steps().stream().map(step -> step.action().name() + " " + String.join(" ", step.texts())))
                    .containsExactly(
                            "call-remove 0",
                            "remove-page 0 0",
                            "step 0 write_mapcache_invalidate:19",
                            "step 0 read_mapcache_invalidate:28",
                            "step 0 send_invalidate_ioreq:30",
                            "drop 0 0",
                            "acknowledge 0 0",
                            "foreign-call 0",
                            "quiesce 0",
                            "take-page 0 1",
                            "foreign-step 0 write_mapcache_invalidate:22",
                            "foreign-done 0",
                            "step 0 wait_for_ioreq_servers:31",
                            "step 0 write_mapcache_invalidate:33");
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

    private static long states(Design design, String scope) {
        Scope of = Scope.of("test", SYSTEM.settings());
        Model model = SYSTEM.model(design, scope.isEmpty() ? of : of.with(scope));
        List<Law> none = List.of();
        return StateSearch.of(model, none, Limits.none(), Monitor.SILENT).states();
    }

    private static Verdict verdict(Design design, Claim claim) {
        Model model = SYSTEM.model(design, claim.scope());
        return Objects.requireNonNull(
                SystemChecks.search(model, claim.law()).outcomes().get(0).verdict());
    }
}
