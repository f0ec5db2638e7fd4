package dev.stalemate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.CounterexampleReader;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.SavedRuns;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.model.Action;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Law;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Toys;
import dev.stalemate.pathfinder.CodeSystem;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import dev.stalemate.trace.Trace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Counterexamples as pieces of a mail. */
class MailTextTest {
    private static final Catalogue SYSTEMS = CodeSystem.catalogue();
    private static final Catalogue TOY = Catalogue.of(List.of(new Mutex()));
    private static final Found FOUND = new Found("bfs", null, "0.1.0");
    private static final String TOOL = "Stalemate 0.1.0 (commit 0123456789ab)";
    private static final String BEGIN = "    -----BEGIN STALEMATE COUNTEREXAMPLE-----\n";
    private static final MailText MAILS = new MailText(SYSTEMS, TOOL);

    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(SavedRuns.ofModels());
        files.addAll(SavedRuns.ofCode());
        return files;
    }

    private static String mail(Path file) throws BadFileException {
        Counterexample c = CounterexampleReader.read(file);
        return MAILS.of(c, Check.of(c, SYSTEMS), false);
    }

    private static String of(Trace trace, Law law, boolean minimal) {
        return MAILS.of(
                Counterexample.of(trace, law, "M1b", FOUND, minimal),
                new Check.Result(Check.Kind.STILL_VIOLATES, "", trace, law),
                false);
    }

    private static void assertFitForAMail(String text) {
        assertThat(text.lines())
                .allMatch(line -> line.length() <= 75 || (line.length() < 998 && line.matches("  https://\\S+")))
                .allMatch(line -> line.matches("[ -~]*"));
        assertThat(text).endsWith("\n").doesNotContain("\n\n\n").doesNotContain(" \n");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everySavedCounterexampleIsReportedWhole(Path file) throws BadFileException {
        Counterexample c = CounterexampleReader.read(file);
        String text = mail(file);
        assertFitForAMail(text);
        for (int step = 1; step <= c.steps().size(); step++) {
            assertThat(text).containsPattern("(?m)^ {4,6}\\(" + step + "\\) ");
        }
        String flat = text.replaceAll("\\s+", " ");
        assertThat(flat)
                .contains(c.system() + "/" + c.design() + " violates " + c.law() + " =")
                .contains(c.law() + " is violated ")
                .contains("What breaks: ");
        Check.Result result = Check.of(c, SYSTEMS);
        Conclusion conclusion =
                Conclusion.of(Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law()));
        conclusion.causes().forEach(cause -> assertThat(flat)
                .contains(Mail.ascii(cause).replaceAll("\\s+", " ")));
        SYSTEMS.claims().stream().filter(claim -> claim.id().equals(c.claim())).forEach(claim -> claim.sources()
                .forEach(source ->
                        assertThat(text).contains(source.link() == null ? "" : "\n  " + source.link() + "\n")));
        assertThat(SavedText.read("-", "mail", new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                        .get(0)
                        .counterexample())
                .isEqualTo(c);
        assertThat(flat.contains(" again and again "))
                .isEqualTo(c.loop() != null && c.loop() < c.steps().size());
    }

    @Test
    void aMailIsTheOneThatTheGuideShows() throws Exception {
        String guide = Files.readString(Path.of("docs/how-to/mail.md"));
        Path file = Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json");
        assertThat(guide).contains("\n```\n" + upTo(BEGIN, mail(file)));
        assertThat(SavedText.readOne(Path.of("docs/how-to/mail.md")).counterexample())
                .isEqualTo(CounterexampleReader.read(file));
    }

    @Test
    void severalElementsHaveAColumnEach() throws Exception {
        assertThat(upTo("\nTo see it again", mail(Path.of("counterexamples/zap-list/K15i-flag-cleared-unlocked.json"))))
                .isEqualTo(
                        Resources.toString(Resources.getResource("mail/zap-list-K15i.md"), StandardCharsets.US_ASCII));
    }

    private static String upTo(String end, String text) {
        return text.substring(0, text.indexOf(end));
    }

    @Test
    void stepsAreListedWhereThatIsWanted() throws BadFileException {
        Path file = Path.of("counterexamples/zap-list/K15i-flag-cleared-unlocked.json");
        Counterexample c = CounterexampleReader.read(file);
        assertThat(MAILS.of(c, Check.of(c, SYSTEMS), true))
                .contains("\n     (13) update vcpu=1 ranges=0\n          pending of vCPU 1, range 0: 0 -> 1\n")
                .doesNotContain(" | ");
    }

    @Test
    void aLoopSaysWhyNothingEndsIt() throws BadFileException {
        assertThat(mail(Path.of("counterexamples/kvm-mmu/H26-truncates-counter.json")))
                .contains("\n    From here on again and again\n      (4) fault ")
                .contains(
                        """

                        (4) .. (6) again and again: the state after (6) is that after (3)

                        Fairness does not end it:

                        - fault vcpu=0 is taken: (4)
                        - look-up vcpu=0 is taken: (5)
                        """)
                .contains("\nfault-ends is violated from (1) on:\n");
    }

    @Test
    void wordsAreBrokenThatFillMoreThanALine() {
        Layout.Builder b = new Layout.Builder();
        IntField field = b.number("long", 2, i -> i == 0 ? "none" : "f".repeat(200));
        Action grow = Action.named("grow").then((s, a) -> field.set(s, 0, 1));
        Model model = Toys.model(b, List.of(grow), Toys.never("h".repeat(90), s -> field.get(s, 0) == 1));
        Trace trace = Runs.run(model, "grow");
        String text = of(trace, model.laws().get(0), true);
        assertFitForAMail(text);
        assertThat(text.replaceAll("\\s+", ""))
                .contains("none->" + "f".repeat(200))
                .contains("h".repeat(90));
    }

    @Test
    void aRunOfNoStepsHasNone() {
        Model model = Toys.model(new Layout.Builder(), List.of(), Toys.never("p", s -> true));
        assertThat(of(Trace.replay(model, List.of()), model.laws().get(0), true))
                .contains("\np is violated in the initial state.\n")
                .doesNotContain("steps, each");
    }

    @Test
    void aRunThatMayBeLongerThanNeedBeSaysSo() {
        Trace trace = Runs.bothEnterSlowly();
        assertThat(of(trace, trace.model().law("exclusive"), false))
                .startsWith("M1b: mutex/broken violates exclusive\n====")
                .contains("\nA shorter run may exist.\n");
    }

    @Test
    void whatBecameOfARunIsSaid() {
        Counterexample c = Runs.saved(Runs.bothEnter());
        assertThat(told(with(c, "broken", "0000000000000000", "M1b")))
                .contains("\nA shorter run may exist.\n")
                .contains(
                        "\nReplayed: still violated, but the model changed: the initial state is not\nthe recorded one\n");
        assertThat(told(with(c, "right", c.initial(), "M1b")))
                .startsWith("mutex/right and exclusive\n")
                .contains("\nThe steps as they were saved:\n\n      (1) want process=0\n")
                .contains("\n      (4) enter process=1\n")
                .contains("can't be replayed: step 4 (enter process=1) is not possible")
                .doesNotContain("What breaks");
    }

    @Test
    void aRunThatViolatesNothingAnyMoreSaysSo() {
        Trace trace = Runs.run(Runs.broken(), "want 0");
        String text = told(Runs.saved(trace));
        assertThat(text)
                .startsWith("M1b: mutex/broken does not violate exclusive\n")
                .contains("\nNo state of this run violates exclusive.\n")
                .contains("\nReplayed: not violated any more: ");
    }

    @Test
    void aClaimAboutSomethingElseLendsNoWords() throws BadFileException {
        Counterexample k3 = CounterexampleReader.read(Path.of("counterexamples/kvm/K3-cd0-zaps-non-wb.json"));
        Counterexample c = with(k3, k3.design(), k3.initial(), "K1");
        String text = MAILS.of(c, Check.of(c, SYSTEMS), false);
        assertFitForAMail(text);
        assertThat(text)
                .startsWith("kvm/cd0-zaps-non-wb violates no-stale-quiescent\n====")
                .contains(
                        "- Claim: the file names K1, which does not fit: claim K1 is about linux-4.9\n  and no-stale-igmt\n")
                .doesNotContain("- Source: ")
                .doesNotContain("survive");
    }

    @Test
    void accentsAreLeftOut() {
        assertThat(Mail.ascii("Roger Pau Monn\u00e9, Ji\u0159\u00ed, Mu\u0308ller, \u2013"))
                .isEqualTo("Roger Pau Monne, Jiri, Muller, ?");
    }

    @Test
    void anAddressIsNeverBroken() {
        Mail mail = new Mail();
        mail.link("https://lore.kernel.org/" + "x".repeat(900));
        mail.link("https://lore.kernel.org/" + "x".repeat(1000));
        mail.link(null);
        assertThat(mail.toString()).isEqualTo("  https://lore.kernel.org/" + "x".repeat(900) + "\n");
    }

    @Test
    void whatIsNoAsciiInAFileBecomesAQuestionMark() {
        Counterexample c = with(Runs.saved(Runs.bothEnter()), "br\u00f6ken\u001b", "", "M1\u2013b\nx");
        String text = told(c);
        assertFitForAMail(text);
        assertThat(text).startsWith("mutex/broken? and exclusive\n====");
    }

    private static String told(Counterexample c) {
        return new MailText(TOY, TOOL).of(c, Check.of(c, TOY), false);
    }

    private static Counterexample with(Counterexample c, String design, @Nullable String initial, String claim) {
        return new Counterexample(
                c.system(),
                design,
                c.scope(),
                c.law(),
                claim,
                c.found(),
                c.minimal(),
                initial,
                c.steps(),
                c.loop(),
                c.file());
    }

    @Test
    void answersOfAProgramAreToldBesideThoseOfTheReference() {
        OutsideDifference d = difference(ImmutableList.of("./my mtrr", "--fast"), null, "UC");
        assertThat(upTo(BEGIN, MAILS.of(d)))
                .isEqualTo(
                        """
                        Answers of './my mtrr' --fast
                        =============================

                        The requests, each with the answer of the reference, the last also with the
                        one that the program gave:

                            wrmsr 0x2ff 0x806  ok
                            type 0x1000        WB, here: UC

                        To the last request the reference says WB, here: UC

                        No line can be left out.

                        To see it again, save this mail, quoted or not, as mail.txt:

                            stalemate drive --again mail.txt -- './my mtrr' --fast

                        Stalemate 0.1.0 (commit 0123456789ab)

                        """);
    }

    @Test
    void answersOfARecordingAreToldInLinesThatFit() {
        OutsideDifference d = difference(ImmutableList.of(), "r\u00e9cord.csv:" + "x".repeat(90), "U".repeat(100));
        String text = MAILS.of(d);
        assertFitForAMail(text);
        assertThat(text).startsWith("Answers of\nrecord.csv:xxx").contains("\n    stalemate replay mail.txt\n");
        assertThat(text.replaceAll("\\s+", "")).contains("here:" + "U".repeat(100));
    }

    @Test
    void aReferenceThatChangedIsReported() {
        OutsideDifference d = difference(ImmutableList.of("x"), null, "UC");
        OutsideDifference changed =
                new OutsideDifference(d.command(), d.recording(), d.found(), d.minimal(), d.lines(), "WT", d.answer());
        assertThat(MAILS.of(changed)).contains("\nReplayed: the reference changed: it said WT, and now says WB\n");
    }

    private static OutsideDifference difference(
            ImmutableList<String> command, @Nullable String recording, String answer) {
        return new OutsideDifference(
                command,
                recording,
                new Found("drive", 1L, "0.1.0"),
                true,
                ImmutableList.of("wrmsr 0x2ff 0x806", "type 0x1000"),
                "WB",
                answer);
    }
}
