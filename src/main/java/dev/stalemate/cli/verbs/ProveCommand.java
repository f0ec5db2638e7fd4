package dev.stalemate.cli.verbs;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.OutputKind;
import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.shared.Amount.Seconds;
import dev.stalemate.cli.shared.CertificateCheck;
import dev.stalemate.cli.shared.FoundRuns;
import dev.stalemate.cli.shared.JsonOption;
import dev.stalemate.cli.shared.ProofTargets;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.BeyondScope;
import dev.stalemate.prove.Prover;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.End;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
                    + " something is not inductive, can't be proved so or has no answer."
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
            description = "Prove the property of this claim, in the same way, of the design that is named.")
    private @Nullable String like;

    @Option(names = "--list", description = "Which claims are proved, and of each other one why not.")
    private boolean list;

    @Option(
            names = "--certificate",
            paramLabel = "DIR",
            description =
                    "Write what anyone can check again into DIR/CLAIM: the invariant, and each question as SMT-LIB 2.")
    private @Nullable Path certificate;

    @Option(
            names = "--check",
            paramLabel = "DIR",
            description =
                    "Ask the questions of a certificate, or of each in a directory of certificates, again, and compare them with"
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
            description = "Longest time that a solver thinks about one question, such as 30s or 5m. Default: 60s.")
    private Duration maxTime = ProofOptions.USUAL.limit();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description =
                    "On how many random states it is tried whether the terms do what the code does. Default: ${DEFAULT-VALUE}.")
    private int samples = ProofOptions.USUAL.samples();

    @Option(
            names = "--mutants",
            description =
                    "Try each proof on planted bugs of the design, too: it must fail, or not need what they change.")
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
        if (certificate != null && Files.exists(certificate) && !Files.isDirectory(certificate)) {
            throw new Failure(ExitCode.USAGE, "--certificate " + certificate + " is a file, and no directory");
        }
    }

    private ExitCode listed() throws IOException {
        checkFiles();
        List<BeyondScope> claims = new ProofTargets(session, laws, like).thatHold(targets);
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

    private ExitCode asked() throws IOException, BadFileException {
        boolean resolver = !targets.isEmpty() && targets.get(0).equals(RESOLVER);
        if (check != null) {
            return checked(check);
        }
        List<Claim> claims = resolver ? List.of() : new ProofTargets(session, laws, like).of(targets);
        Progress progress = session.drive();
        solvers(progress).close(); // what is missing is told before anything is asked
        if (resolver) {
            return resolver(targets.subList(1, targets.size()), progress);
        }
        List<ProofRun> runs = new ArrayList<>();
        Map<String, ProofReport> proofs = new HashMap<>();
        for (Claim claim : claims) {
            long began = session.nanos();
            ProofReport known = like == null ? proofs.get(claim.id()) : null;
            ProofReport report = known == null ? proved(claim, progress) : known.of(claim, Prover.contained(claim));
            if (report.end() == End.PROVED) {
                Prover.together(claim).forEach(id -> proofs.put(id, report));
            }
            runs.add(new ProofRun(report, (session.nanos() - began) / 1e9));
            if (progress.stopped()) {
                break;
            }
        }
        List<ExitCode> codes = new ArrayList<>(List.of(code(runs)));
        codes.addAll(certificates(runs, progress));
        progress.clear();
        List<Path> saved = save(runs);
        if (json.wanted()) {
            json.write(session, ProofJson.of(runs).toPrettyString() + "\n");
        }
        if (!json.alone()) {
            session.out().print(new ProofText(runs, session.width(), session.style()).text());
        }
        (json.alone() ? session.err() : session.out()).flush();
        for (Path file : saved) {
            (json.alone() ? session.err() : session.out())
                    .print("saved; to see it again: " + session.replay(file) + "\n");
        }
        if (runs.size() < claims.size()) {
            session.complain("interrupted: " + runs.size() + " of " + claims.size() + " claims were asked");
            codes.add(ExitCode.BOUND);
        }
        return ExitCode.worst(codes);
    }

    private ExitCode checked(Path folder) throws IOException, BadFileException {
        if (!targets.isEmpty() || certificate != null || json.wanted()) {
            throw new Failure(ExitCode.USAGE, "--check DIR checks a certificate, and nothing else");
        }
        return ExitCode.worst(checked(CertificateCheck.of(session, folder), session.drive()));
    }

    private List<ExitCode> checked(List<CertificateCheck> certificates, Progress progress) throws IOException {
        List<ExitCode> codes = new ArrayList<>();
        try (Solvers solvers = solvers(progress)) {
            for (CertificateCheck each : certificates) {
                codes.add(each.run(solvers.all(), maxTime, check != null, reporting(each.name(), progress)));
            }
        } catch (SolverException e) {
            throw failed(ExitCode.INTERNAL, e);
        }
        return codes;
    }

    /** The solvers, one at least; what is to be known of them is told. */
    private Solvers solvers(Progress progress) throws IOException {
        try {
            Solvers found = Solvers.open(options().solvers(), progress::stopped);
            if (found.all().isEmpty()) {
                throw new Failure(ExitCode.USAGE, String.join("; ", found.remarks()));
            }
            found.remarks().forEach(session::complain);
            return found;
        } catch (NoSolverException e) {
            throw failed(ExitCode.USAGE, e);
        }
    }

    private ProofReport proved(Claim claim, Progress progress) {
        try {
            return Prover.prove(claim.system(), claim, options(), reporting(claim.id(), progress));
        } catch (IllegalArgumentException e) {
            throw failed(ExitCode.USAGE, e);
        } catch (SolverException | IllegalStateException e) {
            throw failed(ExitCode.INTERNAL, e);
        }
    }

    private static Failure failed(ExitCode code, RuntimeException why) {
        Failure failure = new Failure(code, String.valueOf(why.getMessage()));
        failure.initCause(why);
        return failure;
    }

    private ProofProgress reporting(String what, Progress progress) {
        progress.begin(what, "questions");
        return new ProofProgress() {
            @Override
            public void at(String part, int done, int all) {
                progress.note(what + ": " + part + ", " + done + " of " + all);
            }

            @Override
            public boolean stopped() {
                return progress.stopped();
            }
        };
    }

    private ProofOptions options() {
        ProofOptions usual = ProofOptions.USUAL;
        ImmutableList<String> asked = solvers == null
                ? ImmutableList.of()
                : ImmutableList.copyOf(
                        Splitter.on(',').omitEmptyStrings().trimResults().split(solvers));
        return new ProofOptions(
                asked, maxTime, samples, usual.seed(), mutants, usual.strengthens(), usual.looksForRun());
    }

    private ExitCode resolver(List<String> statements, Progress progress) throws IOException {
        long began = session.nanos();
        ResolverReport report;
        try {
            report = ResolverProofs.run(statements, options(), reporting(RESOLVER, progress));
        } catch (IllegalArgumentException e) {
            throw failed(ExitCode.USAGE, e);
        } catch (SolverException | IllegalStateException e) {
            throw failed(ExitCode.INTERNAL, e);
        }
        progress.clear();
        double seconds = (session.nanos() - began) / 1e9;
        if (certificate != null && report.asExpected()) {
            report.certificate().write(certificate.resolve(RESOLVER));
        }
        ResolverText text = new ResolverText(report, session.width(), session.style());
        if (json.wanted()) {
            json.write(session, text.json(seconds).toPrettyString() + "\n");
        }
        if (!json.alone()) {
            session.out().print(text.text(!statements.isEmpty(), seconds));
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

    /** Writes one for each proof, and asks its questions: they are not split into the cases that were asked for the proof. */
    private List<ExitCode> certificates(List<ProofRun> runs, Progress progress) throws IOException, BadFileException {
        List<ExitCode> codes = new ArrayList<>();
        if (certificate == null) {
            return codes;
        }
        Set<Path> written = new HashSet<>();
        for (ProofRun run : runs) {
            ProofReport report = run.report();
            if (report.end() != End.PROVED) {
                continue;
            }
            List<String> together = like == null
                    ? Prover.together(report.claim())
                    : List.of(report.claim().id());
            Path folder = certificate.resolve(together.get(0));
            if (written.add(folder)) {
                report.certificate().write(folder, together);
                Consumer<String> says = json.alone() ? session::complain : session::say;
                codes.addAll(checked(List.of(new CertificateCheck(session, folder, says)), progress));
            }
        }
        return codes;
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
