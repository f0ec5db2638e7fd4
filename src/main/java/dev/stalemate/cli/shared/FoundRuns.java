package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.ToolVersion;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.counterexample.Library;
import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Question;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.trace.Trace;
import java.nio.file.Path;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Saves the runs that a check found. */
public final class FoundRuns {
    private final Session session;
    private final ResultDirectory results;
    private final Library library;
    private final String driver;
    private final @Nullable Long seed;
    private final IdentityHashMap<Trace, Path> files = new IdentityHashMap<>();

    /**
     * Runs, none yet.
     *
     * @param directory where they go; null for the user's state directory
     * @param driver which found them
     * @param seed of the driver; null where it has none
     */
    public FoundRuns(Session session, @Nullable Path directory, String driver, @Nullable Long seed) {
        Path where = directory == null ? session.surroundings().counterexamples() : directory;
        this.session = session;
        this.results = new ResultDirectory(session, where);
        this.library = new Library(where);
        this.driver = driver;
        this.seed = seed;
    }

    /**
     * Saves the runs of a check.
     *
     * @param others further runs of a decision
     * @param known whether those are saved, too, that are recorded
     */
    public void save(
            Collection<Question> questions,
            Map<Question, Decision> decided,
            Function<Decision, List<Trace>> others,
            boolean known) {
        for (Question question : questions) {
            Decision d = decided.get(question);
            if (d != null && (known || d.newViolation())) {
                save(question.system(), d);
                others.apply(d).forEach(trace -> save(question.system(), d, trace));
            }
        }
    }

    /** Saves the run of a decision about a design of a system, if it has one. */
    public void save(ModelSystem system, Decision decision) {
        Trace trace = decision.trace();
        if (trace != null) {
            save(system, decision, trace);
        }
    }

    /** Saves the run with which a proof ended, if there is one. */
    public void save(ProofReport proof) {
        Trace trace = proof.violation();
        if (trace != null) {
            Claim claim = proof.claim();
            boolean known = claim.expected() != null || claim.finding() != null;
            save(
                    trace,
                    Counterexample.of(
                                    trace,
                                    trace.model().law(claim.law()),
                                    known
                                            ? claim.id()
                                            : null, // one without an answer is about a design of the user's choice
                                    new Counterexample.Found(driver, seed, ToolVersion.NUMBER),
                                    trace.loop() == Trace.NO_LOOP)
                            .withFile(claim.system().file(trace.model().design())));
        }
    }

    private void save(Trace trace, Counterexample found) {
        Path file = results.save(CounterexampleWriter.text(found), () -> library.save(found, session.files()::writes));
        if (file != null) {
            files.put(trace, file);
        }
    }

    /** Saves a run that violates the property of a decision. */
    private void save(ModelSystem system, Decision decision, Trace trace) {
        save(trace, of(system, decision, trace));
    }

    /** What is saved of a run that violates the property of a decision. */
    public Counterexample of(ModelSystem system, Decision decision, Trace trace) {
        Claim claim = decision.claim();
        // Code answers claims about the model of it, and its runs are no runs of that.
        boolean own = claim != null && claim.system().name().equals(system.name());
        return Counterexample.of(
                        trace,
                        decision.law(),
                        claim != null && own ? claim.id() : null,
                        new Counterexample.Found(driver, seed, ToolVersion.NUMBER),
                        trace.loop() == Trace.NO_LOOP) // the way around a loop is short, not shortest
                .withFile(system.file(trace.model().design()));
    }

    /** The seed of the driver that found them; null where it has none. */
    public @Nullable Long seed() {
        return seed;
    }

    /** The file that has a run; null if it was not saved. */
    @Nullable
    Path file(Trace trace) {
        return files.get(trace);
    }

    /** The files that could be written; what could not be is told at the end of the run. */
    public List<Path> saved() {
        results.tell();
        return results.saved();
    }
}
