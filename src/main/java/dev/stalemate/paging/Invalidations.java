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
 * the host invalidates one range of pages at a time, and several may be under way at once, of pages that are not the same.
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

    /** What the hooks at the start and at the end are told of the pages that change. */
    public enum Told {
        /** All of them. */
        WHOLE,
        /** Only the first one. */
        FIRST,
        /** Nothing: no hook is called. */
        NOTHING
    }

    /** The pages of each invalidation: how many there are one after the other, and of which of them the hooks are told. */
    public record Range(int pages, Told told) {
        /** One page each, of which the hooks are told. */
        public static final Range ONE_PAGE = new Range(1, Told.WHOLE);

        /**
         * Says both.
         *
         * @throws IllegalArgumentException if nothing is left out of a range of one page
         */
        public Range {
            if (told == Told.FIRST && pages == 1) {
                throw new IllegalArgumentException(
                        "scope setting told: a range of one page is no more than its first page, so range must be more");
            }
        }

        private boolean has(Part part) {
            return told != Told.NOTHING || part == Part.CHANGE || part == Part.FREE;
        }

        /** How many pages a step knows of: the host itself changes and frees all. */
        private int of(Part part) {
            return told == Told.WHOLE || part == Part.CHANGE || part == Part.FREE ? pages : 1;
        }
    }

    /** What a user does in a step of an invalidation of pages, from the first to the last one of which the step knows. */
    @FunctionalInterface
    public interface Hook {
        void apply(long[] state, int first, int last);
    }

    /** Whether a step may be taken, of each page of which it knows; must not change the state. */
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
    private final Range range;
    private final Index thread;
    private final Index page;
    private final Program program;
    /** The first page that a thread invalidates. */
    private final IntField target;
    /** 1 + the first and the last page of the range that is noted, or 0. */
    private final IntField first;

    private final IntField last;
    private final IntField read;
    /** The labels at which an invalidation is in progress. */
    private final boolean[] inProgress;

    private final Map<Part, Hook> hooks = new EnumMap<>(Part.class);
    private final Map<Part, Guard> guards = new EnumMap<>(Part.class);
    private Guard beginning = (s, p) -> true;

    /**
     * Declares it, with nothing in progress.
     *
     * @param present whether there are invalidations at all; if not, no field takes a bit
     * @param threads how many may be under way at once
     * @param page what is invalidated
     * @param range the pages of each invalidation
     * @param readers the threads that read the counter
     * @param parts the steps of each invalidation, in order
     * @throws IllegalArgumentException if there are not as many pages as in a range
     */
    public Invalidations(
            Layout.Builder builder,
            boolean present,
            int threads,
            Index page,
            Range range,
            Index readers,
            List<Part> parts) {
        this.present = present;
        this.range = range;
        if (present && range.pages > page.size()) {
            throw new IllegalArgumentException("scope setting range: there are only " + page.size() + " pages");
        }
        order = parts.stream().filter(range::has).toList();
        if (present && order.isEmpty()) {
            throw new IllegalArgumentException("scope setting told: without hooks nothing is left of an invalidation");
        }
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

    /** Says of which pages an invalidation may begin, whatever its first step is and knows. */
    public Invalidations begin(Guard guard) {
        beginning = guard;
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

    /** Whether one that has this very page is in progress: what ranges that are kept apart tell. */
    public boolean inProgress(long[] s, int p) {
        for (int t = 0; present && t < thread.size(); t++) {
            int ahead = p - target.get(s, t);
            if (ahead >= 0
                    && ahead < range.of(Part.START)
                    && inProgress[program.at().get(s, t)]) {
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
                boolean ends = i == order.size() - 1;
                program.step(part.label)
                        .when((s, t) -> mayTake(s, target.get(s, t), part))
                        .then((s, t) -> take(s, t, part, ends), ends ? IDLE : order.get(i + 1).label);
            }
            all.addAll(program.actions());
        }
        return all;
    }

    private Action begin() {
        Part part = order.get(0);
        return Action.named(part.label)
                .over(thread)
                .over(page.name(), Domain.of(page))
                .when((s, a) -> program.isAt(s, (int) a[0], 0) && mayBegin(s, (int) a[1], part))
                .then((s, a) -> {
                    int t = (int) a[0];
                    target.set(s, t, (int) a[1]);
                    take(s, t, part, false);
                    program.goTo(s, t, 1);
                });
    }

    private boolean mayBegin(long[] s, int p, Part part) {
        if (p + range.pages > page.size() || isUnderWay(s, p)) {
            return false;
        }
        for (int q = p; q < p + range.pages; q++) {
            if (!beginning.test(s, q)) {
                return false;
            }
        }
        return mayTake(s, p, part);
    }

    private boolean isUnderWay(long[] s, int p) {
        for (int t = 0; t < thread.size(); t++) {
            if (Math.abs(target.get(s, t) - p) < range.pages && program.at().get(s, t) != 0) {
                return true;
            }
        }
        return false;
    }

    private boolean mayTake(long[] s, int p, Part part) {
        Guard guard = guards.get(part);
        for (int q = p; guard != null && q < p + range.of(part); q++) {
            if (!guard.test(s, q)) {
                return false;
            }
        }
        return true;
    }

    private void take(long[] s, int t, Part part, boolean ends) {
        int p = target.get(s, t);
        int last = p + range.of(part) - 1;
        Hook hook = hooks.get(part);
        if (hook != null) {
            hook.apply(s, p, last);
        }
        switch (part) {
            case START -> note(s, p, last);
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

    private void note(long[] s, int from, int to) {
        boolean alone = !inProgress(s);
        first.set(s, 0, alone ? from + 1 : Math.min(first.get(s, 0), from + 1));
        last.set(s, 0, alone ? to + 1 : Math.max(last.get(s, 0), to + 1));
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
