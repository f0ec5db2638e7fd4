package dev.stalemate.cli.shared;

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
import dev.stalemate.prove.solve.SolverException;
import dev.stalemate.report.Progress;
import dev.stalemate.report.ProofRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Proves claims one after another. What is known is kept if a later one fails, or the user ends the run. */
public final class ClaimProofs {
    private static final long LOOK_MILLIS = 50;

    /** How often is looked whether what was begun ends by itself once the user wants it to. */
    private static final int PATIENCE = 60;

    private final Session session;
    private final ProofOptions options;
    private final Progress progress;
    private final ProofCertificates certificates;
    private final List<ProofRun> runs = new ArrayList<>();
    private @Nullable Throwable failure;

    /**
     * Proofs, none yet.
     *
     * @param certificates gets that of each proof at once
     */
    public ClaimProofs(Session session, ProofOptions options, Progress progress, ProofCertificates certificates) {
        this.session = session;
        this.options = options;
        this.progress = progress;
        this.certificates = certificates;
    }

    /** Proves claims, up to the first that fails. */
    public void prove(List<Claim> claims) {
        Map<String, ProofReport> proofs = new HashMap<>();
        for (Claim claim : claims) {
            long began = session.nanos();
            ProofReport known = ProofRun.isOfOtherDesign(claim) ? null : proofs.get(claim.id());
            ProofReport report;
            try {
                report = known == null ? proved(claim) : known.of(claim, Prover.contained(claim));
            } catch (RuntimeException | Error e) {
                failure = e;
                return;
            }
            if (report == null || (progress.stopped() && report.end() == End.UNDECIDED)) {
                return; // nothing came of it but that it was ended
            }
            if (report.end() == End.PROVED && !ProofRun.isOfOtherDesign(claim)) {
                certificates.together(claim).forEach(id -> proofs.put(id, report));
            }
            runs.add(new ProofRun(report, (session.nanos() - began) / 1e9));
            certificates.write(report);
            if (progress.stopped()) {
                return;
            }
        }
    }

    /** Those that came to an end. */
    public List<ProofRun> runs() {
        return runs;
    }

    /** The exception or error that ended the run before all claims were asked; null if none did. */
    public @Nullable Throwable failure() {
        return failure;
    }

    private @Nullable ProofReport proved(Claim claim) {
        ProofProgress telling = telling(claim.id(), progress);
        try {
            return unlessStopped(() -> Prover.prove(claim.system(), claim, options, telling));
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
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread = new Thread(task, "proof");
        thread.setDaemon(true);
        thread.start();
        int late = 0;
        while (late < PATIENCE) {
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
        progress.begin(what, "questions");
        return new ProofProgress() {
            @Override
            public void at(String part, int done, int all) {
                if (!progress.stopped()) {
                    progress.note(what + ": " + part + ", " + done + " of " + all);
                }
            }

            @Override
            public boolean stopped() {
                return progress.stopped();
            }
        };
    }
}
