package dev.stalemate.cli.verbs;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.cli.shared.FoundRuns;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Exhaustive;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.report.Conclusion;
import dev.stalemate.report.StepWords;
import dev.stalemate.report.page.Report;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From a question to a page, for somebody new. */
@Command(
        name = "demo",
        description = {
            "Asks one question about a patch to KVM, searches for the answer, and shows the run that it finds as a page in the browser.",
            "It is check K3 and a page of what that finds; nothing is kept ready."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final String CLAIM = "K3";
    private static final String QUESTION =
            """
            A guest changes its MTRRs as the SDM says, with caches off (CR0.CD=1). A patch to KVM zaps nothing meanwhile, and
            only what the MTRRs don't make write-back as CD is cleared: is every leaf of the EPT right then?
            """;

    private final Session session;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The page. Default: ${DEFAULT-VALUE}.")
    private String output = "stalemate-demo.html";

    @Option(names = "--no-browser", description = "Open no browser.")
    private boolean noBrowser;

    /** The verb in a session. */
    public DemoCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        session.files().writes("-o", output, OutputKind.OTHER).check();
        session.out().print(QUESTION);
        Claim claim = Failure.asUsage(() -> session.systems().claim(CLAIM));
        Question question = Question.of(claim);
        session.drive();
        Decision decision = new Exhaustive(SearchOptions.standard(), session.listener())
                .decide(List.of(question))
                .get(question);
        Trace run = decision == null ? null : decision.trace();
        if (decision == null || run == null) {
            throw new Failure(
                    decision == null ? ExitCode.BOUND : ExitCode.of(decision),
                    decision == null
                            ? "interrupted before there was an answer"
                            : "this version finds no run that shows it");
        }
        Conclusion conclusion = Conclusion.of(run, decision.law());
        session.say("");
        session.say("No. " + Amounts.count(decision.effort().states(), "state")
                + ", and the shortest run that shows it has "
                + Amounts.count(run.steps().size(), "step") + ":");
        StepWords words = new StepWords(run);
        for (int i = 0; i < run.steps().size(); i++) {
            session.say("  (" + (i + 1) + ") " + words.words(i));
        }
        conclusion.details().forEach(line -> session.say("      " + line));
        Counterexample found = new FoundRuns(session, null, "bfs", null).of(question.system(), decision, run);
        Report page = Report.shared(session.systems(), ToolVersion.FULL);
        page.add(Path.of(output), found, Check.of(found, session.systems()));
        if (session.write(output, page.html())) {
            session.say(output + " shows it step by step" + (open() ? ", in your browser." : "."));
        }
        String command = session.surroundings().command();
        session.say("Next: " + command + " list kvm, or " + command
                + " design --new kvm my-patch.c for a patch of your own.");
        return ExitCode.of(decision).number();
    }

    private boolean open() {
        String opener = noBrowser ? null : opener(System.getenv(), System.getProperty("os.name", ""));
        if (opener == null) {
            return false;
        }
        try {
            new ProcessBuilder(opener, Path.of(output).toAbsolutePath().toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return true;
        } catch (IOException e) {
            return false; // the page is there all the same
        }
    }

    /** The program that opens a page; null where there is no desktop. */
    static @Nullable String opener(Map<String, String> environment, String system) {
        if (system.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return "open";
        }
        return environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY") ? "xdg-open" : null;
    }
}
