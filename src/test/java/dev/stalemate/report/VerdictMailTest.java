package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.decide.Decision.Storage;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import dev.stalemate.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Mails of what was found of a property by looking at all states of a scope, or at some. */
class VerdictMailTest {
    private static final Mutex MUTEX = new Mutex();
    private static final Model RIGHT = MUTEX.model(Mutex.Way.RIGHT, MUTEX.scope("small"));
    private static final Storage EXACT = new Storage(0, ImmutableList.of(), 0, 0);
    private static final Asked ASKED = new Asked(ImmutableList.of("--max-states 100"), true, "");
    private static final MailText MAILS =
            new MailText(Catalogue.of(List.of(MUTEX)), "Stalemate 0.1.0 (commit 0123456789ab)");

    private static Decision decision(
            String law, Verdict found, @Nullable Storage storage, String note, String... never) {
        return new Decision(
                null,
                false,
                RIGHT,
                RIGHT.law(law),
                found,
                null,
                new Effort(1234, 5678, 9, 0.5, storage),
                ImmutableList.copyOf(never),
                ImmutableMap.of(),
                note,
                false,
                null,
                null);
    }

    private static String flat(Decision decision) {
        String mail = MAILS.of(decision, ASKED);
        assertThat(mail.lines()).allMatch(line -> line.length() <= 75).allMatch(line -> line.matches("[ -~]*"));
        assertThat(mail)
                .endsWith("\nStalemate 0.1.0 (commit 0123456789ab)\n")
                .doesNotContain("STALEMATE COUNTEREXAMPLE");
        return mail.replaceAll("\\s+", " ");
    }

    @Test
    void whatHoldsIsProvedForItsScope() {
        assertThat(flat(decision("exclusive", Verdict.HOLDS, EXACT, "")))
                .startsWith("exclusive holds for mutex/right ===")
                .contains("- Scope: ")
                .contains(" Proved for this scope, and for no larger one: every reachable state was visited,"
                        + " 1,234 states and 5,678 transitions in 0.50 s. No two of them can have been confused. ")
                .contains(" Nothing about it is vacuous: ")
                .contains(" stalemate check mutex/right --property exclusive --scope small \\ --max-states 100 ");
        assertThat(flat(decision("exclusive", Verdict.HOLDS, new Storage(0, ImmutableList.of(), 1e-9, 0), "")))
                .contains(" The probability that two of them were confused is at most 1e-09. ");
    }

    @Test
    void whatWasNotTriedOrNotSeenWholeProvesNothing() {
        assertThat(flat(decision("exclusive", Verdict.VACUOUS, EXACT, "", "enter", "exclusive")))
                .startsWith("exclusive is vacuous for mutex/right ===")
                .contains(" Nothing is proved, because something was never tried: every reachable state was visited, ")
                .contains(" The property's premise never held. Never taken: enter. ")
                .doesNotContain("Nothing about it is vacuous");
        assertThat(flat(decision("exclusive", Verdict.UNDECIDED, EXACT, "no violation up to depth 3")))
                .startsWith("exclusive is undecided for mutex/right ===")
                .contains(" Nothing is proved: seen were 1,234 states and 5,678 transitions in 0.50 s. ")
                .contains(" How: no violation up to depth 3. ")
                .doesNotContain("Nothing about it is vacuous");
        assertThat(flat(decision("exclusive", Verdict.UNDECIDED, null, "")))
                .contains(" seen were 1,234 walks and 5,678 transitions ");
    }

    @Test
    void aMailOfACounterexampleSaysHowMuchWasSearchedAndHowToAskAgain() {
        Trace trace = Runs.bothEnter();
        Decision decision = new Decision(
                null,
                false,
                trace.model(),
                trace.model().law("exclusive"),
                Verdict.VIOLATED,
                trace,
                new Effort(1234, 5678, 9, 0.5, EXACT),
                ImmutableList.of(),
                ImmutableMap.of(),
                "",
                false,
                null,
                null);
        assertThat(MAILS.of(decision, ASKED, trace, Runs.saved(trace)).replaceAll("\\s+", " "))
                .contains(" The search saw 1,234 states and 5,678 transitions in 0.50 s. ")
                .containsPattern(" stalemate check \\S+( \\S+){0,5} --max-states 100 Stalemate ");
    }

    @Test
    void whatWasAskedAtSeveralScopesIsAskedThereAgain() {
        Decision decision = decision("exclusive", Verdict.UNDECIDED, EXACT, "");
        assertThat(MAILS.of(decision, new Asked(ImmutableList.of(), false, "")))
                .contains(" stalemate check mutex/right --property exclusive\n");
        assertThat(MAILS.of(decision, new Asked(ImmutableList.of("--max-time 4"), false, " --scope auto")))
                .contains(" stalemate check mutex/right --property exclusive --scope auto \\\n    --max-time 4\n");
    }

    @Test
    void plantedBugsAreToldOfWhatIsProvedAtTheScopeWhereTheyWereTried() {
        Claim claim = claim("K4b");
        MailText mails = new MailText(Systems.catalogue(), "Stalemate");
        Decision undecided = decision(claim, claim.model(), Verdict.UNDECIDED);
        assertThat(mails.of(undecided, Asked.PLAINLY))
                .contains("- Claim: zapping everything when CD clears is enough")
                .doesNotContain("Planted bugs");
        Model larger = claim.system().build(claim.design(), claim.scope().with("vcpus", "3"), claim.law());
        assertThat(mails.of(decision(null, larger, Verdict.HOLDS), Asked.PLAINLY))
                .contains("Nothing about it is vacuous")
                .doesNotContain("Planted bugs");
        assertThat(mails.of(decision(null, claim.model(), Verdict.HOLDS), Asked.PLAINLY))
                .contains("Planted bugs: K4b was tried");
    }

    private static Claim claim(String id) {
        return Systems.catalogue().claims().stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Decision decision(@Nullable Claim claim, Model model, Verdict found) {
        return new Decision(
                claim,
                claim != null,
                model,
                model.law("no-stale-quiescent"),
                found,
                null,
                new Effort(782, 6715, 9, 0.37, EXACT),
                ImmutableList.of(),
                ImmutableMap.of(),
                "",
                false,
                null,
                null);
    }

    @Test
    void aClaimSaysWhichPlantedBugsItNotices() throws Exception {
        Claim claim = claim("K4b");
        Decision decision = decision(claim, claim.model(), Verdict.HOLDS);
        String mail =
                new MailText(Systems.catalogue(), "Stalemate 0.1.0 (commit 0123456789ab)").of(decision, Asked.PLAINLY);
        assertThat(Files.readString(Path.of("docs/how-to/mail.md")).replaceAll("\\d\\.\\d\\d s", "? s"))
                .contains("\n```\n" + mail.replaceAll("\\d\\.\\d\\d s", "? s") + "```\n");
    }
}
