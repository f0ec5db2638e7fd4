package dev.stalemate.model;

import dev.stalemate.model.Claim.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A system's claims as they are written down:
 *
 * <pre>
 * claims.of("H28", NOTHING_HELD, RETAINED).at("cpus=2").violated("Up to eb6bbf7b30 ...");
 * claims.of("H28c", REFERENCE_HELD, CRASHED).open("The first fix, where ...").violated("The count is ...");
 * claims.of("A3", LOCKED, ORDERED).expectedToHold("The lock keeps ...").violated("It is dropped ...");
 * </pre>
 */
public final class Claims {
    private final ModelSystem system;
    private final List<Claim> all = new ArrayList<>();
    private @Nullable String begun;

    /** No claims yet. */
    public Claims(ModelSystem system) {
        this.system = system;
    }

    /**
     * Begins a claim.
     *
     * @param id as tables print it; no other claim of the system has it
     * @param design the design that it is about
     * @param law the law's name
     * @throws IllegalStateException if the claim before has no verdict, or the id is taken
     */
    public Draft of(String id, Design design, String law) {
        mustBeWhole();
        if (all.stream().anyMatch(claim -> claim.id().equals(id))) {
            throw new IllegalStateException("claim " + id + " exists already");
        }
        begun = id;
        return new Draft(id, design, law);
    }

    /**
     * What was written down, in that order.
     *
     * @throws IllegalStateException if a claim has no verdict
     */
    public List<Claim> all() {
        mustBeWhole();
        return List.copyOf(all);
    }

    private void mustBeWhole() {
        if (begun != null) {
            throw new IllegalStateException("claim " + begun + " has no verdict");
        }
    }

    /** A claim without its verdict. */
    public final class Draft {
        private final String id;
        private final Design design;
        private final String law;
        private String changes = "";

        private Draft(String id, Design design, String law) {
            this.id = id;
            this.design = design;
            this.law = law;
        }

        /** Where it is decided: the settings that differ from their initial values, such as {@code cpus=3,gfns=3}. */
        public Draft at(String settings) {
            changes = settings;
            return this;
        }

        /** The thread says, rightly, that the law holds. */
        public void holds(String says) {
            add(Verdict.HOLDS, says, null);
        }

        /** The thread says, rightly, that the law is violated. */
        public void violated(String says) {
            add(Verdict.VIOLATED, says, null);
        }

        /** The thread says that the law holds; the model finds something else. */
        public Answer expectedToHold(String says) {
            return new Answer(this, Verdict.HOLDS, says);
        }

        /** The thread says that the law is violated; the model finds something else. */
        public Answer expectedToFail(String says) {
            return new Answer(this, Verdict.VIOLATED, says);
        }

        /** The thread leaves it open, or nobody has asked. */
        public Answer open(String says) {
            return new Answer(this, null, says);
        }

        private void add(@Nullable Verdict expected, String says, @Nullable Finding finding) {
            Scope initial = Scope.of(id, system.settings());
            Scope scope = changes.isEmpty() ? initial : initial.with(changes).named(id);
            all.add(new Claim(id, system, design, law, scope, expected, says, finding));
            begun = null;
        }
    }

    /** A claim that lacks what the model finds. */
    public static final class Answer {
        private final Draft draft;
        private final @Nullable Verdict expected;
        private final String says;

        private Answer(Draft draft, @Nullable Verdict expected, String says) {
            this.draft = draft;
            this.expected = expected;
            this.says = says;
        }

        /** It holds, and why. */
        public void holds(String why) {
            found(Verdict.HOLDS, why);
        }

        /** It is violated, and why. */
        public void violated(String why) {
            found(Verdict.VIOLATED, why);
        }

        /** The verdict, and why. */
        public void found(Verdict verdict, String why) {
            draft.add(expected, says, new Finding(verdict, why));
        }
    }
}
