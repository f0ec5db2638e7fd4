package dev.stalemate.cli;

import static dev.stalemate.toy.Mutex.Way.BROKEN;
import static dev.stalemate.toy.Mutex.Way.FAULTY;
import static dev.stalemate.toy.Mutex.Way.IDLE;
import static dev.stalemate.toy.Mutex.Way.RIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Verdict;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Mutex.ClaimSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deciding claims: what is printed, saved and returned. */
class CheckCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private static Tool claiming(ClaimSpec... specs) {
        return new Tool(new Mutex(List.of(specs)));
    }

    private static ClaimSpec claim(String id, Mutex.Way design, String law, Verdict expected) {
        return new ClaimSpec(id, design, law, expected, null);
    }

    /** Checks, and saves new counterexamples in the test's directory. */
    private Tool.Result check(Tool tool, String... args) {
        String[] all = new String[args.length + 3];
        all[0] = "check";
        System.arraycopy(args, 0, all, 1, args.length);
        all[args.length + 1] = "--save";
        all[args.length + 2] = directory.toString();
        return tool.run(all);
    }

    private static JsonNode json(Tool.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void decidesEveryClaim() {
        Tool.Result result = Tool.mutex().run("check");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out().replaceAll(" +[0-9.]+ s\n", "\n").lines().limit(6))
                .containsExactly(
                        "id   system/design  property         expected  found     steps  states    time",
                        "M1   mutex/right    exclusive        holds     holds                 8",
                        "M1b  mutex/broken   exclusive        violated  violated      4       9",
                        "M2   mutex/right    somebody-enters  holds     holds                 8",
                        "M3   mutex/broken   exclusive        holds     violated      4       9",
                        "M4   mutex/right    exclusive        open      holds                 8");
    }

    /** No thread leaves a question about a commit open. */
    @Test
    void saysOfCommitsAndCodeThatNobodyExpectedAnything() {
        assertThat(Tool.ofEverySystem().run("check", "H28c", "N11g").out().replaceAll("\\s+", " "))
                .contains("H28c: an open question; it is violated. gnttab_unpopulate_status_frames()")
                .contains("N11g: expected to hold; it is violated. np2m_flush_base()")
                .contains("N11g is violated; expected was: Xen's code since 4.10: ")
                .doesNotContain("the thread");
    }

    @Test
    void explainsFindingsAndTellsNoExpectedCounterexample() {
        assertThat(Tool.mutex().run("check").out())
                .contains(
                        """

                        Findings
                          M3: the thread expects it to hold; it is violated. it takes no lock.
                          M4: the thread leaves it open; it holds. the lock is enough.
                        """)
                .doesNotContain("(1)");
    }

    @Test
    void tellsTheCounterexampleOfAClaimThatWasNamed() {
        Tool.Result result = Tool.mutex().run("check", "M1b");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains(
                        "M1b is violated: the broken design keeps others out\n"
                                + "From \"[PATCH] a lock\", A. Uthor, toys, 3 Feb 2001\nmutex/broken at scope small\n  (1) want")
                .contains("  M1b: most inside 2\n");
    }

    @Test
    void choosesAClaimWithItsRelatives() throws IOException {
        assertThat(json(Tool.mutex().run("check", "M1", "M1b", "--json", "-")).path("claims"))
                .extracting(c -> c.path("id").asText())
                .containsExactly("M1", "M1b");
    }

    @Test
    void choosesByProperty() throws IOException {
        assertThat(json(Tool.mutex().run("check", "mutex", "--property", "somebody-enters", "--json", "-"))
                        .path("claims"))
                .extracting(c -> c.path("id").asText())
                .containsExactly("M2");
    }

    @Test
    void writesItsJson() throws IOException {
        Tool.Result result = Tool.mutex().run("check", "--json", "-");
        JsonNode claims = json(result).path("claims");
        JsonNode violated = claims.get(3);
        assertThat(violated.path("id").asText()).isEqualTo("M3");
        assertThat(violated.path("expected").asText()).isEqualTo("holds");
        assertThat(violated.path("found").asText()).isEqualTo("violated");
        assertThat(violated.path("asExpected").asBoolean()).isFalse();
        assertThat(violated.path("finding").asText()).isEqualTo("it takes no lock.");
        assertThat(violated.path("sources").get(0).toString())
                .isEqualTo(
                        "{\"kind\":\"mail\",\"name\":\"toys, 3 Feb 2001\",\"text\":\"\\\"[PATCH] a lock\\\", A. Uthor, toys, 3 Feb 2001\","
                                + "\"link\":\"https://lore.kernel.org/toys/lock@example.org/\"}");
        assertThat(violated.path("steps").asInt()).isEqualTo(4);
        assertThat(violated.path("counterexample").get(0).asText()).isEqualTo("want process=0");
        JsonNode open = claims.get(4);
        assertThat(open.path("expected").isNull()).isTrue();
        assertThat(open.path("asExpected").asBoolean()).isTrue();
        assertThat(open.path("steps").isNull()).isTrue();
        assertThat(open.path("counterexample").isNull()).isTrue();
        assertThat(open.path("figures").path("most inside").asInt()).isEqualTo(1);
    }

    @Test
    void writesItsJsonToAFileToo() throws IOException {
        Path file = directory.resolve("result.json");
        Tool.Result result = Tool.mutex().run("check", "M1", "--json", file.toString());
        assertThat(result.out()).startsWith("id ");
        assertThat(new ObjectMapper().readTree(file.toFile()).path("claims")).hasSize(2);
    }

    @Test
    void saysWhenTheJsonCannotBeWritten() {
        Path file = directory.resolve("none/result.json");
        Tool.Result result = Tool.mutex().run("check", "M1", "--json", file.toString());
        assertThat(result.code()).isEqualTo(70);
        assertThat(result.out()).contains("M1   mutex/right");
        assertThat(result.err())
                .startsWith("stalemate: " + directory.resolve("none"))
                .doesNotContain("\tat ");
    }

    @Test
    void endsWith12WhereAClaimThatHoldsIsViolated() throws Exception {
        Tool.Result result = check(claiming(claim("X1", BROKEN, "exclusive", Verdict.HOLDS)));
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out())
                .contains("\nUnexpected\nX1 is violated; the record says holds: the broken design")
                .contains("After (4) exclusive is violated")
                .contains("saved; to see it again: stalemate replay " + directory.resolve("mutex/X1-broken.json"));
        assertThat(CounterexampleReader.read(directory.resolve("mutex/X1-broken.json"))
                        .claim())
                .isEqualTo("X1");
    }

    @Test
    void endsWith12WhereAViolatedClaimHolds() {
        Tool.Result result = check(claiming(claim("X1", RIGHT, "exclusive", Verdict.VIOLATED)));
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out()).contains("X1 holds; the record says violated");
    }

    @Test
    void endsWith14WhereThePremiseNeverHeld() {
        Tool.Result result = check(claiming(claim("X1", RIGHT, "crowded", Verdict.HOLDS)));
        assertThat(result.code()).isEqualTo(14);
        assertThat(result.out()).contains("X1: never happened: crowded");
    }

    @Test
    void endsWith14WhereAnActionNeverFired() throws IOException {
        Tool tool = claiming(claim("X1", IDLE, "exclusive", Verdict.HOLDS));
        assertThat(check(tool).code()).isEqualTo(14);
        JsonNode claim = json(check(tool, "--json", "-")).path("claims").get(0);
        assertThat(claim.path("found").asText()).isEqualTo("vacuous");
        assertThat(claim.path("vacuous").get(0).asText()).isEqualTo("sleep");
    }

    @Test
    void endsWith20WhereABoundStoppedIt() {
        Tool.Result result = check(Tool.mutex(), "M1", "--max-depth", "1");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.out())
                .contains("M1, M1b: no violation up to depth 1 (3 states; stopped by the bound on depth)");
        assertThat(check(Tool.mutex(), "M1", "--max-states", "2").out())
                .containsPattern("stopped by the\\s+bound on states");
    }

    @Test
    void endsWithTheMostSevereOfSeveral() {
        ClaimSpec violated = claim("X1", BROKEN, "exclusive", Verdict.HOLDS);
        ClaimSpec vacuous = claim("X2", RIGHT, "crowded", Verdict.HOLDS);
        assertThat(check(claiming(vacuous, violated)).code()).isEqualTo(12);
        assertThat(check(claiming(vacuous, claim("X3", RIGHT, "exclusive", Verdict.HOLDS)))
                        .code())
                .isEqualTo(14);
    }

    @Test
    void endsWith0WhereAVacuousVerdictIsTheRecordedOne() {
        ClaimSpec spec = new ClaimSpec(
                "X1", RIGHT, "crowded", Verdict.HOLDS, new Claim.Finding(Verdict.VACUOUS, "there are not that many."));
        assertThat(check(claiming(spec)).code()).isZero();
    }

    @Test
    void exploresADesign() throws Exception {
        Tool.Result result = check(Tool.mutex(), "mutex/broken", "--property", "exclusive");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out()).contains("exclusive is violated\nmutex/broken at scope small\n  (1) want process=0");
        assertThat(CounterexampleReader.read(directory.resolve("mutex/broken-exclusive.json"))
                        .claim())
                .isNull();
        assertThat(check(Tool.mutex(), "mutex/right", "--property", "exclusive").code())
                .isZero();
    }

    @Test
    void exploresEveryPropertyOfADesign() throws IOException {
        Tool.Result result = check(Tool.mutex(), "mutex/right", "--json", "-", "--scope", "processes=1");
        assertThat(json(result).path("claims"))
                .extracting(c -> c.path("property").asText())
                .containsExactly("exclusive", "somebody-enters", "crowded", "nobody-wants");
        assertThat(json(result).path("claims").get(0).path("id").isNull()).isTrue();
        assertThat(json(result).path("claims").get(0).path("scope").asText()).isEqualTo("processes=1");
    }

    @Test
    void asksForNoRecordedVerdictAtAScopeOfTheUsers() {
        Tool.Result result = check(Tool.mutex(), "M1b", "--scope", "processes=1");
        assertThat(result.out()).contains("M1b  mutex/broken   exclusive  violated  holds");
        assertThat(result.code()).isZero();
        assertThat(check(Tool.mutex(), "M1b", "--scope", "processes=3").code()).isEqualTo(12);
    }

    @Test
    void showsWhatWasCovered() {
        assertThat(check(Tool.mutex(), "M1", "--coverage").out())
                .contains(
                        """

                        Coverage
                        M1
                        action  possible in  taken
                        want              5      6
                        enter             3      4
                        leave             4      4
                        property   premise held in  of states
                        exclusive                4          8
                        """);
        assertThat(check(claiming(claim("X1", IDLE, "exclusive", Verdict.HOLDS)), "--coverage")
                        .out())
                .containsPattern("sleep +never +never\n");
        assertThat(check(Tool.mutex(), "M1").out()).doesNotContain("Coverage");
    }

    @Test
    void savesRecordedCounterexamplesOnlyWhenAsked() throws IOException {
        check(Tool.mutex(), "M1b");
        assertThat(directory.resolve("mutex/M1b-broken.json")).exists();
        Tool.Result result = Tool.mutex().run("check", "M1b");
        assertThat(result.out()).doesNotContain("saved");
    }

    @Test
    void reportsWhatWasCoveredWhenInterrupted() {
        Tool.Result result = check(Tool.mutex().interrupted(), "M1");
        assertThat(result.code()).isEqualTo(20);
        assertThat(result.err()).isEqualTo("stalemate: interrupted: 2 of 2 questions were not looked at\n");
        assertThat(result.out()).startsWith("id ");
    }

    @Test
    void coloursOnATerminalAlone() {
        Session.Terminal terminal = new Session.Terminal(true, true, 80, true);
        Session.Terminal noColor = new Session.Terminal(true, true, 80, false);
        assertThat(Tool.mutex().on(terminal).run("check", "M1b").out())
                .contains("\u001b[32mviolated\u001b[0m", "\u001b[32mM1b is violated\u001b[0m")
                .doesNotContain("\u001b[31m");
        assertThat(Tool.mutex()
                        .on(terminal)
                        .run("check", "mutex/broken", "--property", "exclusive")
                        .out())
                .contains("\u001b[31mexclusive is violated\u001b[0m")
                .doesNotContain("\u001b[32m");
        assertThat(Tool.mutex().on(terminal).run("check", "M1b", "--no-color").out())
                .doesNotContain("\u001b");
        assertThat(Tool.mutex().on(noColor).run("check", "M1b").out()).doesNotContain("\u001b");
        assertThat(Tool.mutex().run("check", "M1b").out()).doesNotContain("\u001b");
    }

    @Test
    void findsByRandomWalksAndShrinks() throws Exception {
        Tool.Result result = check(Tool.mutex(), "M1b", "--driver", "random", "--seed", "1");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .containsPattern(
                        "M1b: found in walk [0-9,]+ \\(seed 1, [0-9,]+ steps?, .* steps per second\\); shrunk from")
                .contains("shrunk from 14 to 4");
        assertThat(CounterexampleReader.read(directory.resolve("mutex/M1b-broken.json"))
                        .found())
                .extracting(Counterexample.Found::seed)
                .isEqualTo(1L);
        assertThat(CounterexampleReader.read(directory.resolve("mutex/M1b-broken.json"))
                        .scope())
                .containsEntry("wide", "on");
    }

    @Test
    void takesNoRandomWalksThatFindNothingForAPass() throws IOException {
        String[] random = {"--driver", "random", "--seed", "1", "--walks", "50", "--length", "9", "--json", "-"};
        Tool.Result holds = check(claiming(claim("X1", RIGHT, "exclusive", Verdict.HOLDS)), random);
        assertThat(holds.code()).isEqualTo(20);
        assertThat(json(holds).path("claims").get(0).path("found").asText()).isEqualTo("undecided");
        assertThat(check(Tool.mutex(), concat("mutex/right", concat("--property=exclusive", random)))
                        .code())
                .isEqualTo(20);
        Tool.Result missed = check(claiming(claim("X1", RIGHT, "exclusive", Verdict.VIOLATED)), random);
        assertThat(missed.code()).isEqualTo(20);
    }

    @Test
    void saysWithWhichOddsItWalked() {
        String[] odds = {"--driver", "random", "--seed", "1", "--swarm", "--weights", "enter=3,leave=0.5"};
        assertThat(check(Tool.mutex(), concat("M1b", odds)).out())
                .contains("(seed 1, weights {enter=3.0, leave=0.5}, swarm, ");
    }

    private static String[] concat(String first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    @Test
    void keepsTheTracesOfADesignsErrorToItself() {
        Tool tool = claiming(claim("X1", FAULTY, "exclusive", Verdict.HOLDS));
        Tool.Result quiet = check(tool);
        assertThat(quiet.code()).isEqualTo(65);
        assertThat(quiet.err())
                .matches("stalemate: mutex/faulty failed at scope small, as its model was made: it threw"
                        + " IllegalStateException \\(the faulty design\\) at Mutex.java:[0-9]+\n");
        assertThat(check(tool, "--debug").err()).contains("\tat dev.stalemate.toy.Mutex.model");
    }

    @Test
    void leavesNoFileWhereNothingIsNew() throws IOException {
        check(Tool.mutex(), "M1", "--property", "somebody-enters", "--scope", "small");
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }
}
