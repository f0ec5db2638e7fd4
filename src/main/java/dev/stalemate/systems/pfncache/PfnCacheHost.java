package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.Invalidations.Part;
import dev.stalemate.systems.pfncache.PfnCacheDesign.Marks;
import java.util.ArrayList;
import java.util.List;

/**
 * What the host's invalidations do here: of the page behind the cache's address they mark the cache, change the page, and free the old one; of
 * other pages they only count. Each of them ends, and others may start before it does.
 */
final class PfnCacheHost {
    private static final String START = "kvm_mmu_notifier_invalidate_range_start()";
    private static final String END = "kvm_mmu_notifier_invalidate_range_end()";

    private final PfnCacheFields f;
    private final PfnCacheDesign design;
    private final Acts acts;

    PfnCacheHost(PfnCacheFields fields) {
        f = fields;
        design = fields.design;
        acts = fields.layout.acts();
    }

    /** The steps of each invalidation. */
    static List<Part> order(Scope scope, PfnCacheDesign design) {
        boolean moves = scope.get(PfnCacheSystem.MOVES) > 0;
        List<Part> order = new ArrayList<>(List.of(Part.START));
        if (moves && design.marks == Marks.AT_START) {
            order.add(design.countsFirst ? 1 : 0, Part.MARK);
        }
        if (moves) {
            order.addAll(List.of(Part.CHANGE, Part.FREE));
        }
        List<Part> end = new ArrayList<>(List.of(Part.LOWER));
        if (moves && design.marks == Marks.AT_END) {
            end.add(0, Part.MARK);
        }
        if (scope.get(PfnCacheSystem.IN_SLOT)) {
            end.add(design.raisesFirst ? 0 : end.size(), Part.RAISE);
        }
        order.addAll(end);
        return order;
    }

    List<Action> actions() {
        Part first = design.countsFirst || f.moved.bound() == 1 ? Part.START : Part.MARK;
        return f.invalidations
                .when(first, (s, p) -> !f.isOwn(p) || f.moved.get(s, 0) < f.moved.bound() - 1)
                .on(Part.START, (s, p) -> tell(START, "counts one more in progress"))
                .on(Part.MARK, this::mark)
                .on(Part.CHANGE, this::change)
                .on(Part.FREE, this::free)
                .on(Part.RAISE, (s, p) -> tell(END, "raises the counter"))
                .on(Part.LOWER, (s, p) -> tell(END, "counts one less in progress"))
                .actions();
    }

    private void tell(String function, String decided) {
        if (acts.on()) {
            acts.did(function, decided);
        }
    }

    private void mark(long[] s, int p) {
        boolean listens = design.flags ? !f.flagged.is(s, 0) : f.valid.is(s, 0);
        boolean marks = f.isOwn(p) && listens && (design.marksEmpty || f.page.is(s, 0)) && f.isOfSlot(s);
        if (acts.on()) {
            String marked = design.flags ? "flags the cache, marks it invalid" : "marks the cache invalid";
            acts.did(design.marksFunction(), marks ? marked : "passes the cache by: " + why(p, listens));
            acts.could(f.page, 0);
        }
        if (marks) {
            f.valid.set(s, 0, 0);
            f.flagged.set(s, 0, f.flagged.bound() - 1);
        }
    }

    private String why(int p, boolean listens) {
        if (!f.isOwn(p)) {
            return "it has another page";
        }
        if (!listens) {
            return design.flags ? "it is flagged already" : "it is not valid";
        }
        return "it has no page";
    }

    private void change(long[] s, int p) {
        if (f.isOwn(p)) {
            f.moved.set(s, 0, f.moved.get(s, 0) + 1);
        }
    }

    private void free(long[] s, int p) {
        if (f.isOwn(p)) {
            f.free(s);
        }
    }
}
