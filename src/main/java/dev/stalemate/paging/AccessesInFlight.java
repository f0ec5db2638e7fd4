package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Notation;

/**
 * Accesses in flight, as a piece of a layout: a translation has let them pass, and they take effect later, wherever that translation has gone
 * meanwhile. An invalidation removes translations; whether its completion also waits for the accesses that they have let pass is what
 * processors, IOMMUs and designs differ in. Each agent has at most one access in flight.
 *
 * <p>Of each access the state has how far the invalidations have come that concern it, so that a completion can wait for less than all.
 */
public final class AccessesInFlight {
    /** What an access takes effect on; must not allocate. */
    @FunctionalInterface
    public interface Effect {
        void apply(long[] state, int agent, int target, boolean read);
    }

    /** Its translation is still kept. */
    private static final int KEPT = 0;
    /** An invalidation has removed its translation. */
    private static final int REMOVED = 1;
    /** That invalidation is said to be complete. */
    private static final int COMPLETED = 2;
    /** Another invalidation has begun since then. */
    private static final int REPEATED = 3;

    private static final String[] STAGES = {
        "kept", "removed", "removed, completed", "removed, completed, invalidated again"
    };

    private final Index agent;
    private final Index target;
    private final boolean reads;
    /** Twice 1 + the target, and one more of a read; or 0. */
    private final IntField access;
    /** What has become of the translation that let it pass. */
    private final IntField translation;

    /**
     * Declares them, with none in flight.
     *
     * @param agent who accesses: CPUs, or devices
     * @param target what is accessed, such as machine frames
     * @param reads whether there are reads; there always are writes
     */
    public AccessesInFlight(Layout.Builder b, Index agent, Index target, boolean reads) {
        this.agent = agent;
        this.target = target;
        this.reads = reads;
        int kinds = reads ? 2 : 1;
        access = b.number("in-flight", 1 + kinds * target.size(), this::text, agent);
        translation = b.number("its-translation", STAGES.length, v -> STAGES[v], agent);
        b.kept(Instead.DROPPED, access)
                .called(access, "access in flight")
                .called(translation, "translation of the access")
                .told(translation, new Translation());
    }

    /** An access that has taken effect has no translation any more. */
    private static final class Translation implements Notation {
        @Override
        public String words(long value) {
            return STAGES[(int) value];
        }

        @Override
        public String change(long before, long after) {
            return words(before) + " -> " + (after == KEPT ? "none" : words(after));
        }
    }

    private String text(int v) {
        if (v == 0) {
            return "none";
        }
        return (isRead(v) ? "read" : "write") + " of " + target.name() + " " + target.text(targetOf(v));
    }

    private boolean isRead(int v) {
        return reads && v % 2 == 0;
    }

    private int targetOf(int v) {
        return reads ? (v - 1) / 2 : v - 1;
    }

    /** Whether an agent has an access in flight. */
    public boolean has(long[] s, int a) {
        return access.is(s, a);
    }

    /** An access that a translation lets pass now. */
    public void begin(long[] s, int a, int to, boolean read) {
        access.set(s, a, reads ? 1 + 2 * to + (read ? 1 : 0) : 1 + to);
        translation.set(s, a, KEPT);
    }

    /** An invalidation removes the translations of a target. It also is one more after those that are complete. */
    public void remove(long[] s, int to) {
        repeat(s);
        for (int a = 0; a < agent.size(); a++) {
            if (has(s, a) && targetOf(access.get(s, a)) == to && translation.get(s, a) == KEPT) {
                translation.set(s, a, REMOVED);
            }
        }
    }

    /** One more invalidation, of whatever. */
    public void repeat(long[] s) {
        raise(s, COMPLETED, REPEATED);
    }

    /** All invalidations so far are said to be complete. */
    public void complete(long[] s) {
        raise(s, REMOVED, COMPLETED);
    }

    private void raise(long[] s, int from, int to) {
        for (int a = 0; a < agent.size(); a++) {
            if (has(s, a) && translation.get(s, a) == from) {
                translation.set(s, a, to);
            }
        }
    }

    /** Whether an access is in flight whose translation has been removed: what a completion should wait for. */
    public boolean anyRemoved(long[] s, boolean readsToo) {
        return anyFrom(s, REMOVED, readsToo);
    }

    /** Whether one is in flight that an earlier completion did not wait for, though another invalidation has begun since then. */
    public boolean anyRepeated(long[] s, boolean readsToo) {
        return anyFrom(s, REPEATED, readsToo);
    }

    private boolean anyFrom(long[] s, int stage, boolean readsToo) {
        for (int a = 0; a < agent.size(); a++) {
            if (has(s, a) && translation.get(s, a) >= stage && (readsToo || !isRead(access.get(s, a)))) {
                return true;
            }
        }
        return false;
    }

    /** An access takes effect. It does so in the end. */
    public Action takesEffect(String name, boolean read, Effect effect) {
        return Action.named(name)
                .over(agent)
                .when((s, a) -> has(s, (int) a[0]) && isRead(access.get(s, (int) a[0])) == read)
                .fairly()
                .then((s, a) -> {
                    int who = (int) a[0];
                    int to = targetOf(access.get(s, who));
                    access.set(s, who, 0);
                    translation.set(s, who, KEPT);
                    effect.apply(s, who, to, read);
                });
    }

    /** Tells of each access with a removed translation that the function which was told of last could have waited for. */
    public void could(Acts acts, long[] s) {
        for (int a = 0; a < agent.size(); a++) {
            if (has(s, a) && translation.get(s, a) != KEPT) {
                acts.could(access, a);
            }
        }
    }
}
