package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * What a driver said of a property of a model, beside what was expected.
 *
 * @param claim the claim that it decides; null where a design is explored without one
 * @param binding whether the claim's verdict must be met: not so at a scope of the user's own
 * @param model what was explored
 * @param law the property
 * @param found the verdict; vacuous also where it holds but some action never fired
 * @param trace the counterexample; null unless violated by some run
 * @param effort what it took
 * @param vacuous premises that never held and actions that never fired
 * @param figures the model's costs
 * @param note how it was found, or why it was not decided; empty where the table says it all
 * @param clean whether random walks ran to their end and found nothing: no proof, but what a claim that holds looks like to them
 * @param coverage what was tried, where the user asked for it; null otherwise
 * @param reach how far it holds, where scopes grow; null otherwise
 */
public record Decision(
        @Nullable Claim claim,
        boolean binding,
        Model model,
        Law law,
        Verdict found,
        @Nullable Trace trace,
        Effort effort,
        ImmutableList<String> vacuous,
        ImmutableMap<String, Long> figures,
        String note,
        boolean clean,
        @Nullable Coverage coverage,
        @Nullable Reach reach) {

    /**
     * What a run took.
     *
     * @param states states, or walks
     * @param transitions steps taken
     * @param depth most steps from the initial state
     * @param seconds how long
     * @param storage how states were stored; null for walks
     */
    public record Effort(long states, long transitions, int depth, double seconds, @Nullable Storage storage) {}

    /**
     * How an exhaustive search stored its states.
     *
     * @param stoodFor the states that the stored ones stand for
     * @param symmetric the indices whose elements may change places
     * @param collisionProbability that a state was missed because another had its fingerprint; 0 where states are stored in full
     * @param collisionEstimate the same estimated from the fingerprints themselves
     */
    public record Storage(
            long stoodFor, ImmutableList<String> symmetric, double collisionProbability, double collisionEstimate) {}

    /** The same with another note, and other things that never happened. */
    public Decision noting(String text, ImmutableList<String> never) {
        return new Decision(
                claim, binding, model, law, found, trace, effort, never, figures, text, clean, coverage, reach);
    }

    /** The same, but without an answer: it does not cover all that was asked. */
    public Decision undecided() {
        return new Decision(
                claim,
                binding,
                model,
                law,
                Verdict.UNDECIDED,
                null,
                effort,
                vacuous,
                figures,
                note,
                clean,
                coverage,
                reach);
    }

    /** The same with how far it holds. */
    public Decision reaching(Reach far) {
        return new Decision(
                claim, binding, model, law, found, trace, effort, vacuous, figures, note, clean, coverage, far);
    }

    /** The claim's id; empty where a design is explored without one. */
    public String id() {
        return claim == null ? "" : claim.id();
    }

    /** Whether the property is the claim's own. At some scopes another one is asked, such as one about data, of which it expects nothing. */
    public boolean isOfClaim() {
        return claim != null && claim.law().equals(law.name());
    }

    /** The verdict that the thread expects; null where it leaves the question open or says nothing of the property. */
    public @Nullable Verdict expected() {
        return claim == null || !isOfClaim() ? null : claim.expected();
    }

    /** Whether the verdict is the thread's; of an open question, whether it is the recorded answer. */
    public boolean asExpected() {
        return claim != null && isOfClaim() && found == (claim.expected() == null ? recorded() : claim.expected());
    }

    /** The recorded explanation where the verdict is not the thread's, or the thread has none. */
    public @Nullable String finding() {
        return claim == null || !isOfClaim() || claim.finding() == null
                ? null
                : claim.finding().why();
    }

    /** Whether nothing speaks against a claim that holds, though nothing proves it either. */
    public boolean consistent() {
        return clean && recorded() == Verdict.HOLDS;
    }

    /** Whether it must be told in full: a violation that nothing recorded, or not the verdict that this version records. */
    public boolean unexpected() {
        return newViolation() || (binding && recorded() != null && found != recorded() && !consistent());
    }

    /** A violation that nothing recorded. */
    public boolean newViolation() {
        return found == Verdict.VIOLATED && (claim == null || recorded() != Verdict.VIOLATED);
    }

    /** The verdict that this version records; null where there is none. */
    public @Nullable Verdict recorded() {
        return claim == null || (claim.expected() == null && claim.finding() == null) ? null : claim.recorded();
    }
}
