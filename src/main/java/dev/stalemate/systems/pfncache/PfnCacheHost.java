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
        return f.invalidations
                .begin((s, p) -> !f.isOwn(p) || f.moved.get(s, 0) < f.moved.bound() - 1)
                .on(Part.START, this::start)
                .on(Part.MARK, this::mark)
                .on(Part.CHANGE, this::change)
                .on(Part.FREE, this::free)
                .on(Part.RAISE, (s, p, last) -> tell(END, "raises the counter"))
                .on(Part.LOWER, (s, p, last) -> tell(END, "counts one less in progress"))
                .actions();
    }

    private void tell(String function, String decided) {
        if (acts.on()) {
            acts.did(function, decided);
        }
    }

    private void start(long[] s, int first, int last) {
        if (design.marks != Marks.NEVER || !f.hasOwn(first, last)) {
            tell(START, "counts one more in progress");
        } else if (acts.on()) {
            acts.did(START, "counts one more in progress, and does not mark the cache");
            acts.could(f.page, 0);
        }
    }

    private void mark(long[] s, int first, int last) {
        boolean own = f.hasOwn(first, last);
        boolean listens = design.flags ? !f.flagged.is(s, 0) : f.valid.is(s, 0);
        boolean marks = own && listens && (design.marksEmpty || f.page.is(s, 0)) && f.isOfSlot(s);
        if (acts.on()) {
            String marked = design.flags ? "flags the cache, marks it invalid" : "marks the cache invalid";
            acts.did(design.marksFunction(), marks ? marked : "passes the cache by: " + why(own, listens));
            acts.could(f.page, 0);
        }
        if (marks) {
            f.valid.set(s, 0, 0);
            f.flagged.set(s, 0, f.flagged.bound() - 1);
        }
    }

    private String why(boolean own, boolean listens) {
        if (!own) {
            return "it has another page";
        }
        if (!listens) {
            return design.flags ? "it is flagged already" : "it is not valid";
        }
        return "it has no page";
    }

    private void change(long[] s, int first, int last) {
        if (f.hasOwn(first, last)) {
            f.moved.set(s, 0, f.moved.get(s, 0) + 1);
        }
    }

    private void free(long[] s, int first, int last) {
        if (f.hasOwn(first, last)) {
            f.free(s);
        }
    }
}
