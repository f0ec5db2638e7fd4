package dev.stalemate.paging;

import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The host's invalidations of pages in steps, as a piece of a layout: what a primary MMU tells secondary ones, which keep translations of
 * their own (mmu_notifier_invalidate_range_start() and _end() of Linux), with what these need to find out that they are late. Each thread of
 * the host invalidates one page at a time, and several may be under way at once, of different pages.
 *
 * <p>A reader reads the counter of invalidations before it looks a page up. The state has no number for it, only whether the counter has
 * changed since; so invalidations may go on for ever.
 */
public final class Invalidations {
    /** A step of an invalidation. A design puts them in order; without END it has RAISE and LOWER, and none twice. */
    public enum Part {
        /** The start hook: one more is in progress, the range is noted; users zap and flush. */
        START("invalidate-start"),
        /** A cache that does not zap under the lock of the start hook is marked invalid, before that hook's count or after it. */
        MARK("mark-cache"),
        /** The host's page table changes. */
        CHANGE("change-host-page"),
        /** The page that was there is freed. */
        FREE("free-host-page"),
        /** The counter is raised. */
        RAISE("raise-counter"),
        /** One less is in progress. */
        LOWER("lower-count"),
        /** The end hook: RAISE and LOWER in one step, as under a lock. */
        END("invalidate-end");

        private final String label;

        Part(String label) {
            this.label = label;
        }
    }

    /** What a user does in a step of an invalidation of a page. */
    @FunctionalInterface
    public interface Hook {
        void apply(long[] state, int page);
    }

    /** Whether a step of an invalidation of a page may be taken; must not change the state. */
    @FunctionalInterface
    public interface Guard {
        boolean test(long[] state, int page);
    }

    private static final String IDLE = "idle";
    private static final int UNREAD = 0;
    private static final int CURRENT = 1;
    private static final int CHANGED = 2;
    private static final String[] READ = {"not read", "as it is", "an older one"};

    private final boolean present;
    private final List<Part> order;
    private final Index thread;
    private final Index page;
    private final Program program;
    /** The page that a thread invalidates. */
    private final IntField target;
    /** 1 + the first and the last page of the range that is noted, or 0. */
    private final IntField first;

    private final IntField last;
    private final IntField read;
    /** The labels at which an invalidation is in progress. */
    private final boolean[] inProgress;

    private final Map<Part, Hook> hooks = new EnumMap<>(Part.class);
    private final Map<Part, Guard> guards = new EnumMap<>(Part.class);

    /**
     * Declares it, with nothing in progress.
     *
     * @param present whether there are invalidations at all; if not, no field takes a bit
     * @param threads how many may be under way at once
     * @param page what is invalidated
     * @param readers who reads the counter
     * @param order the steps of each invalidation, in order
     */
    public Invalidations(
            Layout.Builder builder, boolean present, int threads, Index page, Index readers, List<Part> order) {
        this.present = present;
        this.order = List.copyOf(order);
        this.page = page;
        thread = Index.of("host", threads);
        Layout.Builder b = builder.part(present);
        program = new Program(b, thread, labels());
        target = b.number("host.page", page.size(), page::text, thread);
        first = b.number("range-first", page.size() + 1, this::bound);
        last = b.number("range-last", page.size() + 1, this::bound);
        read = b.number("counter-read", READ.length, v -> READ[v], readers);
        b.interchangeable(thread);
        inProgress = new boolean[order.size() + 1];
        int from = order.indexOf(Part.START);
        int to = Math.max(order.indexOf(Part.END), order.indexOf(Part.LOWER));
        for (int place = from + 1; place <= to; place++) {
            inProgress[place] = true;
        }
    }

    private String[] labels() {
        // A thread that is at a label takes that step next: the first one is taken by those that are idle.
        List<String> labels = new ArrayList<>(List.of(IDLE));
        order.stream().skip(1).forEach(part -> labels.add(part.label));
        return labels.toArray(String[]::new);
    }

    private String bound(int v) {
        return v == 0 ? "none" : page.text(v - 1);
    }

    /** Says what a user does in a step, apart from what this piece does itself. */
    public Invalidations on(Part part, Hook hook) {
        hooks.put(part, hook);
        return this;
    }

    /** Says what a step waits for, such as a lock. */
    public Invalidations when(Part part, Guard guard) {
        guards.put(part, guard);
        return this;
    }

    /** Whether any invalidation is in progress: what a count tells. */
    public boolean inProgress(long[] s) {
        for (int t = 0; present && t < thread.size(); t++) {
            if (inProgress[program.at().get(s, t)]) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of this very page is in progress: what ranges that are kept apart tell. */
    public boolean inProgress(long[] s, int p) {
        for (int t = 0; present && t < thread.size(); t++) {
            if (target.get(s, t) == p && inProgress[program.at().get(s, t)]) {
                return true;
            }
        }
        return false;
    }

    /** Whether a page is in the one range that is noted of all those in progress, which only grows until none is. */
    public boolean inRange(long[] s, int p) {
        return first.get(s, 0) != 0 && first.get(s, 0) <= p + 1 && p + 1 <= last.get(s, 0);
    }

    /** A reader reads the counter. */
    public void readCounter(long[] s, int reader) {
        if (present) {
            read.set(s, reader, CURRENT);
        }
    }

    /** Whether the counter is another than the one that a reader has read. */
    public boolean counterChanged(long[] s, int reader) {
        return read.get(s, reader) == CHANGED;
    }

    /** A reader forgets what it has read. */
    public void forgetCounter(long[] s, int reader) {
        read.set(s, reader, UNREAD);
    }

    /** The steps; none without invalidations. Hooks and guards are given before this. */
    public List<Action> actions() {
        List<Action> all = new ArrayList<>();
        if (present) {
            all.add(begin());
            for (int i = 1; i < order.size(); i++) {
                Part part = order.get(i);
                Hook hook = hooks.getOrDefault(part, (s, p) -> {});
                Guard guard = guards.getOrDefault(part, (s, p) -> true);
                boolean ends = i == order.size() - 1;
                program.step(part.label)
                        .when((s, t) -> guard.test(s, target.get(s, t)))
                        .then((s, t) -> take(s, t, part, hook, ends), ends ? IDLE : order.get(i + 1).label);
            }
            all.addAll(program.actions());
        }
        return all;
    }

    private Action begin() {
        Part part = order.get(0);
        Hook hook = hooks.getOrDefault(part, (s, p) -> {});
        Guard guard = guards.getOrDefault(part, (s, p) -> true);
        return Action.named(part.label)
                .over(thread)
                .over(page.name(), Domain.of(page))
                .when((s, a) ->
                        program.isAt(s, (int) a[0], 0) && !isUnderWay(s, (int) a[1]) && guard.test(s, (int) a[1]))
                .then((s, a) -> {
                    int t = (int) a[0];
                    target.set(s, t, (int) a[1]);
                    take(s, t, part, hook, false);
                    program.goTo(s, t, 1);
                });
    }

    private boolean isUnderWay(long[] s, int p) {
        for (int t = 0; t < thread.size(); t++) {
            if (target.get(s, t) == p && program.at().get(s, t) != 0) {
                return true;
            }
        }
        return false;
    }

    private void take(long[] s, int t, Part part, Hook hook, boolean ends) {
        int p = target.get(s, t);
        hook.apply(s, p);
        switch (part) {
            case START -> note(s, p);
            case RAISE -> raise(s);
            case LOWER -> lower(s, t);
            case END -> {
                raise(s);
                lower(s, t);
            }
            default -> {}
        }
        if (ends) {
            target.set(s, t, 0);
        }
    }

    private void note(long[] s, int p) {
        boolean alone = !inProgress(s);
        first.set(s, 0, alone ? p + 1 : Math.min(first.get(s, 0), p + 1));
        last.set(s, 0, alone ? p + 1 : Math.max(last.get(s, 0), p + 1));
    }

    private void raise(long[] s) {
        for (int reader = 0; reader < read.size(); reader++) {
            if (read.get(s, reader) == CURRENT) {
                read.set(s, reader, CHANGED);
            }
        }
    }

    /** The range is that of no invalidation any more once the last one ends. */
    private void lower(long[] s, int t) {
        for (int other = 0; other < thread.size(); other++) {
            if (other != t && inProgress[program.at().get(s, other)]) {
                return;
            }
        }
        first.set(s, 0, 0);
        last.set(s, 0, 0);
    }
}
