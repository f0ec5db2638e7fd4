package dev.stalemate.cli.shared;

import dev.stalemate.model.Claim;
import dev.stalemate.prove.Prover;
import dev.stalemate.report.ProofRun;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Proofs of claims that are begun before it is their turn, as many at a time as the machine has processors: one thread executes code over
 * terms, and others ask solvers. Of claims that may have one proof only the first is begun.
 */
final class ProofsBegun {
    private final List<Claim> claims;
    private final Function<Claim, @Nullable ProofRun> prove;
    private final List<String> keys = new ArrayList<>();
    private final List<@Nullable FutureTask<@Nullable ProofRun>> tasks = new ArrayList<>();

    /**
     * None yet.
     *
     * @param prove proves one, in any thread
     */
    ProofsBegun(List<Claim> claims, Function<Claim, @Nullable ProofRun> prove) {
        this.claims = claims;
        this.prove = prove;
        for (Claim claim : claims) {
            keys.add(key(claim));
            tasks.add(null);
        }
    }

    private static String key(Claim claim) {
        if (ProofRun.isOfOtherDesign(claim)) {
            return ProofRun.name(claim);
        }
        try {
            return Prover.key(claim);
        } catch (IllegalArgumentException e) {
            return ProofRun.name(claim); // told by its proof
        }
    }

    /** The proof of a claim, begun now if it is not yet. */
    FutureTask<@Nullable ProofRun> of(int number) {
        FutureTask<@Nullable ProofRun> task = tasks.get(number);
        if (task == null) {
            task = begun(() -> prove.apply(claims.get(number)));
            tasks.set(number, task);
        }
        return task;
    }

    /**
     * Begins those behind a claim that there are processors for.
     *
     * @param known the ids of claims that are proved by now
     */
    void beginMore(int number, Set<String> known) {
        long running =
                tasks.stream().filter(task -> task != null && !task.isDone()).count();
        Set<String> before = new HashSet<>();
        for (int i = number; i < claims.size() && running < Runtime.getRuntime().availableProcessors(); i++) {
            boolean first = before.add(keys.get(i));
            if (first && tasks.get(i) == null && !known.contains(claims.get(i).id())) {
                FutureTask<@Nullable ProofRun> unused = of(i);
                running++;
            }
        }
    }

    /** What came of a claim, if that is known; null if not, or if it was not begun, or failed. */
    @Nullable
    ProofRun known(int number) {
        FutureTask<@Nullable ProofRun> task = tasks.get(number);
        try {
            return task != null && task.isDone() ? task.get() : null;
        } catch (ExecutionException e) {
            return null; // another one has failed before, which is told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Begins something in a thread of its own, which ends with the process. */
    static <T> FutureTask<T> begun(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "proof");
        thread.setDaemon(true);
        thread.start();
        return task;
    }
}
