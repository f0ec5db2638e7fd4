package dev.stalemate.cli.verbs;

import com.google.common.base.Splitter;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.cli.shared.CertificateCheck;
import dev.stalemate.cli.shared.ClaimProofs;
import dev.stalemate.cli.shared.FoundRuns;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.cli.shared.ProofCertificates;
import dev.stalemate.cli.shared.ProofTargets;
import dev.stalemate.cli.shared.ProveMode;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.BeyondScope;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.execute.Weaving;
import dev.stalemate.prove.resolver.ResolverProofs;
import dev.stalemate.prove.resolver.ResolverReport;
import dev.stalemate.prove.solve.NoSolverException;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.prove.solve.Solvers;
import dev.stalemate.report.BeyondTable;
import dev.stalemate.report.Progress;
import dev.stalemate.report.ProofJson;
import dev.stalemate.report.ProofRun;
import dev.stalemate.report.ProofText;
import dev.stalemate.report.ResolverText;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves claims beyond every scope. */
@Command(
        name = "prove",
        description = {
            "Proves claims for every frame, every vCPU count and every register value, by induction: the code of the model is"
                    + " executed over terms, and z3 and cvc5 are asked whether each step keeps the invariant.",
            "Without an argument: every claim that has a proof. prove resolver [STATEMENT...]: statements about look-ups of memory"
                    + " types, for all registers and addresses.",
            "Ends with 0 if all is proved; with 12 if a run violates a claim, or a statement is not as expected; with 20 if"
                    + " something is not inductive, can't be proved in this way or has no answer.",
            "--check ends with 0 if the questions are answered as needed and the certificate is what this version would write; with"
                    + " 12 if not; with 20 if a question has no answer, or this version has nothing to compare it with; with 65 if"
                    + " the certificate is damaged.",
            "Both end with 64 if there is no solver, or one that is named can't be used; with 70 if solvers contradict each other,"
                    + " or one answers nonsense."
        })
public final class ProveCommand implements Callable<Integer> {
    private static final String RESOLVER = "resolver";

    private final Session session;
    private final Again again;

    @Parameters(
            paramLabel = "CLAIM|SYSTEM[/DESIGN]",
            description =
                    "A claim such as K13b, all claims of a system or of a design that have a proof; or resolver, alone or with"
                            + " statements about look-ups.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--property", paramLabel = "P", description = "Only claims about this property.")
    private List<String> laws = new ArrayList<>();

    @Option(
            names = "--like",
            paramLabel = "CLAIM",
            description = "Whether the design that is named has the property of this claim, by the same proof.")
    private @Nullable String like;

    @Option(
            names = "--list",
            description =
                    "List the claims that hold: which are proved beyond their scopes, and why the others are not.")
    private boolean list;

    @Option(
            names = "--certificate",
            paramLabel = "DIR",
            description =
                    "Write into DIR/CLAIM what anyone can check without this tool: the invariant, and each question as SMT-LIB 2.")
    private @Nullable Path certificate;

    @Option(
            names = "--check",
            paramLabel = "DIR",
            description =
                    "Ask the questions of a certificate, or of each in a directory of certificates, again, and compare it with"
                            + " those of this version.")
    private @Nullable Path check;

    @Option(
            names = "--solvers",
            paramLabel = "NAME|PATH,...",
            description = "Ask these: names of programs, their paths, or the jar of z3-turnkey. Default: z3 and cvc5.")
    private @Nullable String solvers;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = Seconds.class,
            description =
                    "Longest time that a solver thinks about one question, in seconds, minutes or hours, such as 30s or 5m."
                            + " Default: 60s.")
    private Duration maxTime = ProofOptions.USUAL.limit();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "On how many random states terms and code are compared before a proof. Default: ${DEFAULT-VALUE}.")
    private int samples = ProofOptions.USUAL.samples();

    @Option(
            names = "--mutants",
            description =
                    "Try each proof on planted bugs of the design, too. Those with which it succeeds all the same are listed: it"
                            + " would not notice such a mistake.")
    private boolean mutants;

    @Option(
            names = "--save",
            paramLabel = "DIR",
            description = "Where runs are saved that violate a claim. Default: the user's state directory.")
    private @Nullable Path save;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the tool once more, with its classes loaded so that the code of models can be looked into. */
    @FunctionalInterface
    public interface Again {
        /**
         * Runs it with the arguments of this run.
         *
         * @return its exit code
         */
        int run(String... args);
    }

    /** The verb in a session. */
    public ProveCommand(Session session, Again again) {
        this.session = session;
        this.again = again;
    }

    @Override
    public Integer call() throws IOException, BadFileException {
        checkMeaning();
        if (list) {
            return listed().number();
        }
        if (!Weaving.isInside()) {
            List<String> args = spec == null
                    ? List.of()
                    : spec.root().commandLine().getParseResult().originalArgs();
            return again.run(args.toArray(String[]::new));
        }
        checkFiles();
        named(solvers);
        if (maxTime.isZero() || samples < 1) {
            throw new Failure(ExitCode.USAGE, "--max-time and --samples need something positive");
        }
        return asked().number();
    }

    private void checkFiles() {
        json.operand(this::isTarget).ifPresent(word -> targets.add(json.operandsBefore(targets), word));
        session.files()
                .writes("--json", json.file(), OutputKind.PROVE)
                .keeps("--certificate", certificate)
                .check();
        json.tryToWrite();
    }

    private ExitCode listed() throws IOException {
        checkFiles();
        List<BeyondScope> claims = new ProofTargets(session, laws, null).thatHold(targets);
        json.write(session, BeyondTable.json(claims).toPrettyString() + "\n");
        if (!json.alone()) {
            session.out().print(BeyondTable.text(claims, session.width(), session.style()));
        }
        return ExitCode.OK;
    }

    private boolean isTarget(String word) {
        return word.equals(RESOLVER)
                || session.systems().names().contains(word.replaceFirst("/.*", ""))
                || !session.systems().claims(word).isEmpty();
    }

    private boolean isResolver() {
        return !targets.isEmpty() && targets.get(0).equals(RESOLVER);
    }

    private void checkMeaning() {
        ProveMode mode = list
                ? ProveMode.LIST
                : check != null ? ProveMode.CHECK : isResolver() ? ProveMode.RESOLVER : ProveMode.CLAIMS;
        if (spec != null) {
            mode.check(spec.commandLine().getParseResult());
        }
        if (mode == ProveMode.CHECK && !targets.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE, "--check DIR checks a certificate, and asks nothing of " + targets.get(0));
        }
        if (mode == ProveMode.RESOLVER && certificate != null && targets.size() > 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "a certificate has all statements: leave out " + targets.get(1) + ", or --certificate");
        }
    }

    private ExitCode asked() throws IOException, BadFileException {
        if (check != null) {
            return checked(check);
        }
        List<Claim> claims = isResolver() ? List.of() : new ProofTargets(session, laws, like).of(targets);
        ProofCertificates certificates = new ProofCertificates(session, certificate);
        Progress progress = session.drive();
        try (Solvers solvers = solvers(progress, true)) { // what is missing is told before anything is asked
            if (isResolver()) {
                certificates.checkResolver();
                return resolver(targets.subList(1, targets.size()), certificates, progress);
            }
            certificates.check(claims);
            ClaimProofs proofs = new ClaimProofs(session, solvers.all(), options(), progress, certificates);
            proofs.prove(claims);
            progress.clear();
            return told(claims, proofs, certificates, progress);
        }
    }

    private ExitCode told(List<Claim> claims, ClaimProofs proofs, ProofCertificates certificates, Progress progress)
            throws IOException, BadFileException {
        List<ProofRun> runs = proofs.runs();
        List<ExitCode> codes = new ArrayList<>(List.of(code(runs)));
        if (!runs.isEmpty()) {
            tell(runs, proofs.seconds());
        }
        if (runs.size() < claims.size() && proofs.failure() == null) {
            session.complain("interrupted: " + runs.size() + " of " + claims.size() + " claims were decided");
            codes.add(ExitCode.BOUND);
        }
        Optional.ofNullable(proofs.failure()).ifPresent(Throwables::throwIfUnchecked);
        codes.addAll(checked(certificates.written(), progress));
        return ExitCode.worst(codes);
    }

    private void tell(List<ProofRun> runs, double seconds) throws IOException {
        List<Path> saved = save(runs);
        if (!json.alone()) {
            session.out().print(new ProofText(runs, seconds, session.width(), session.style()).text());
        }
        if (json.wanted()) {
            json.write(session, ProofJson.of(runs, seconds).toPrettyString() + "\n");
        }
        PrintStream says = json.alone() ? session.err() : session.out();
        says.flush();
        for (Path file : saved) {
            says.print("saved; to see it again: " + session.replay(file) + "\n");
        }
    }

    /** Asks the questions of new certificates: they are not split into the cases that were asked for the proofs. */
    private List<ExitCode> checked(List<Path> written, Progress progress) throws IOException, BadFileException {
        List<CertificateCheck> checks = new ArrayList<>();
        for (Path folder : written) {
            checks.add(new CertificateCheck(session, folder, json.alone() ? session::complain : session::say));
        }
        return checks.isEmpty() ? List.of() : checked(checks, progress, false);
    }

    private ExitCode checked(Path folder) throws IOException, BadFileException {
        return ExitCode.worst(checked(CertificateCheck.of(session, folder), session.drive(), true));
    }

    private List<ExitCode> checked(List<CertificateCheck> certificates, Progress progress, boolean tells)
            throws IOException {
        List<ExitCode> codes = new ArrayList<>();
        try (Solvers solvers = solvers(progress, tells)) {
            for (CertificateCheck each : certificates) {
                if (progress.stopped()) {
                    session.complain("interrupted: " + codes.size() + " of " + certificates.size()
                            + " certificates were checked");
                    codes.add(ExitCode.BOUND);
                    break;
                }
                codes.add(each.run(solvers.all(), maxTime, check != null, ClaimProofs.telling(each.name(), progress)));
                session.out().flush();
            }
        } catch (SolverException e) {
            throw ClaimProofs.failed("", e);
        } catch (InterruptedIOException e) {
            session.complain("interrupted: no certificate was checked");
            codes.add(ExitCode.BOUND);
        }
        return codes;
    }

    /** The solvers, one at least; what is to be known of them is told, once in a run. */
    private Solvers solvers(Progress progress, boolean tells) throws IOException {
        try {
            Solvers found = Solvers.open(options().solvers(), maxTime, progress::stopped);
            if (found.all().isEmpty()) {
                found.close();
                throw new Failure(ExitCode.USAGE, String.join("; ", found.remarks()));
            }
            (tells ? found.remarks() : List.<String>of()).forEach(session::complain);
            return found;
        } catch (NoSolverException e) {
            throw ClaimProofs.failed("", e);
        }
    }

    private ProofOptions options() {
        ProofOptions usual = ProofOptions.USUAL;
        return new ProofOptions(
                named(solvers), maxTime, samples, usual.seed(), mutants, usual.strengthens(), usual.looksForRun());
    }

    private static ImmutableList<String> named(@Nullable String solvers) {
        if (solvers == null) {
            return ImmutableList.of();
        }
        ImmutableList<String> named =
                ImmutableList.copyOf(Splitter.on(',').trimResults().split(solvers));
        if (named.contains("")) {
            throw new Failure(ExitCode.USAGE, "--solvers " + solvers + " has an empty name");
        }
        return named;
    }

    private ExitCode resolver(List<String> statements, ProofCertificates certificates, Progress progress)
            throws IOException {
        long began = session.nanos();
        ResolverReport report;
        try {
            report = ResolverProofs.run(statements, options(), ClaimProofs.telling(RESOLVER, progress));
        } catch (RuntimeException e) {
            throw ClaimProofs.failed("", e);
        }
        progress.clear();
        double seconds = (session.nanos() - began) / 1e9;
        ResolverText text = new ResolverText(report, session.width(), session.style());
        if (!json.alone()) {
            session.out().print(text.text(!statements.isEmpty(), seconds));
        }
        if (json.wanted()) {
            json.write(session, text.json(seconds).toPrettyString() + "\n");
        }
        certificates.write(report);
        if (progress.stopped()) {
            session.complain("interrupted: what was not asked is undecided");
        }
        return ExitCode.worst(report.results().stream()
                .map(result -> result.asExpected()
                        ? ExitCode.OK
                        : result.known() == ResolverReport.Known.UNDECIDED ? ExitCode.BOUND : ExitCode.VIOLATED)
                .toList());
    }

    private List<Path> save(List<ProofRun> runs) {
        FoundRuns found = new FoundRuns(session, save, "prove", null);
        runs.forEach(run -> found.save(run.report()));
        return found.saved();
    }

    private static ExitCode code(List<ProofRun> runs) {
        return ExitCode.worst(runs.stream()
                .map(run -> switch (run.report().end()) {
                    case PROVED -> ExitCode.OK;
                    case VIOLATED -> ExitCode.VIOLATED;
                    case NOT_INDUCTIVE, UNDECIDED, REFUSED -> ExitCode.BOUND;
                })
                .toList());
    }
}
