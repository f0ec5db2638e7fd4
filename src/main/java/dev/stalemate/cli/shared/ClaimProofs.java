package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.Prover;
import dev.stalemate.prove.answer.ProofOptions;
import dev.stalemate.prove.answer.ProofProgress;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.End;
import dev.stalemate.prove.solve.NoSolverException;
import dev.stalemate.prove.solve.Remembering;
import dev.stalemate.prove.solve.Solver;
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.report.Progress;
import dev.stalemate.report.ProofRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves claims, as many at a time as the machine has processors, and tells of them in their order. What is known is kept if one fails, or the user
 * ends the run.
 */
public final class ClaimProofs {
    private static final long LOOK_MILLIS = 50;

    /** How often is looked whether what was begun ends by itself once the user wants it to. */
    private static final int PATIENCE = 60;

    private final Session session;
    private final ImmutableList<Solver> solvers;
    private final ProofOptions options;
    private final Progress progress;
    private final ProofCertificates certificates;
    private final List<ProofRun> runs = new ArrayList<>();
    /** The proofs of claims, and of those that are proved with them. */
    private final Map<String, ProofReport> proofs = new HashMap<>();

    private @Nullable Throwable failure;
    private double seconds;
    /** Whether nobody waits for what was begun. */
    private volatile boolean ended;

    /**
     * Proofs, none yet.
     *
     * @param solvers that are asked, in all proofs; they must not be closed before what was begun has ended
     * @param certificates gets that of each proof at once
     */
    public ClaimProofs(
            Session session,
            List<? extends Solver> solvers,
            ProofOptions options,
            Progress progress,
            ProofCertificates certificates) {
        this.session = session;
        this.solvers = Remembering.of(solvers);
        this.options = options;
        this.progress = progress;
        this.certificates = certificates;
    }

    /** Proves claims, up to the first that fails; of those behind it what is known by then. */
    public void prove(List<Claim> claims) {
        long began = session.nanos();
        ProofsBegun begun = new ProofsBegun(claims, this::proved);
        try {
            int next = 0;
            while (next < claims.size() && isProved(claims.get(next), begun, next)) {
                next++;
            }
            for (int i = next + 1; i < claims.size(); i++) {
                ProofRun run = begun.known(i);
                if (run != null) {
                    keep(run);
                }
            }
        } finally {
            ended = true;
            seconds = seconds(began);
        }
    }

    /** Whether something came of a claim, so that the next one is looked at. */
    private boolean isProved(Claim claim, ProofsBegun begun, int number) {
        long began = session.nanos();
        ProofReport known = ProofRun.isOfOtherDesign(claim) ? null : proofs.get(claim.id());
        ProofRun run;
        try {
            run = known == null
                    ? got(begun.of(number), () -> begun.beginMore(number, proofs.keySet()))
                    : new ProofRun(known.of(claim, Prover.contained(claim)), seconds(began));
        } catch (RuntimeException | Error e) {
            failure = e;
            return false;
        }
        return run != null && keep(run) && !progress.stopped();
    }

    /** Keeps what came of a claim; false if nothing came of it but that it was ended. */
    private boolean keep(ProofRun run) {
        ProofReport report = run.report();
        if (progress.stopped() && report.end() == End.UNDECIDED) {
            return false;
        }
        if (report.end() == End.PROVED && !ProofRun.isOfOtherDesign(report.claim())) {
            certificates.together(report.claim()).forEach(id -> proofs.put(id, report));
        }
        runs.add(run);
        certificates.write(report);
        return true;
    }

    private double seconds(long began) {
        return (session.nanos() - began) / 1e9;
    }

    /** Those that came to an end. */
    public List<ProofRun> runs() {
        return runs;
    }

    /** How long all of them took, in seconds: several are proved at the same time. */
    public double seconds() {
        return seconds;
    }

    /** The exception or error that ended the run before all claims were asked; null if none did. */
    public @Nullable Throwable failure() {
        return failure;
    }

    private @Nullable ProofRun proved(Claim claim) {
        long began = session.nanos();
        ProofProgress telling = telling(claim.id(), progress, () -> ended);
        try {
            return new ProofRun(Prover.prove(claim.system(), claim, solvers, options, telling), seconds(began));
        } catch (RuntimeException e) {
            if (progress.stopped()) {
                return null; // what was ended half-way may fail in any way
            }
            throw failed(ProofRun.name(claim), e);
        }
    }

    /**
     * What something gives that may not notice for long that the user ends the run; null if it is not waited for.
     *
     * @throws RuntimeException what it throws
     */
    public <T> @Nullable T unlessStopped(Supplier<T> work) {
        return got(ProofsBegun.begun(work::get), () -> {});
    }

    /** The same of what was begun. Meanwhile something else is done now and then. */
    private <T> @Nullable T got(Future<T> task, Runnable meanwhile) {
        int late = 0;
        while (late < PATIENCE) {
            meanwhile.run();
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                late += progress.stopped() ? 1 : 0;
            } catch (ExecutionException e) {
                throw thrown(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private static RuntimeException thrown(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e.getCause());
    }

    /** What is told of an exception of a proof: anything that is not known is the program's mistake, and is thrown again. */
    public static RuntimeException failed(String what, RuntimeException e) {
        boolean usage = e instanceof IllegalArgumentException || e instanceof NoSolverException;
        if (!usage && !(e instanceof SolverException) && !(e instanceof IllegalStateException)) {
            return e;
        }
        Failure failure = new Failure(
                usage ? ExitCode.USAGE : ExitCode.INTERNAL, (what.isEmpty() ? "" : what + ": ") + e.getMessage());
        failure.initCause(e);
        return failure;
    }

    /** Tells a run's progress how far something has come. */
    public static ProofProgress telling(String what, Progress progress) {
        return telling(what, progress, () -> false);
    }

    private static ProofProgress telling(String what, Progress progress, BooleanSupplier ended) {
        progress.begin(what, "questions");
        return new ProofProgress() {
            @Override
            public void at(String part, int done, int all) {
                if (!stopped()) {
                    progress.note(what + ": " + part + ", " + done + " of " + all);
                }
            }

            @Override
            public boolean stopped() {
                return progress.stopped() || ended.getAsBoolean();
            }
        };
    }
}
