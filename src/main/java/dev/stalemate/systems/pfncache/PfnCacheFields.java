package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.Invalidations;
import dev.stalemate.paging.Invalidations.Range;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * The state as a layout: the memory slot's generation, the page that the host has behind the address, the cache, where each thread stands in
 * its refresh, and the host's invalidations. The pages behind the address are the machine frames in order: each time that the slot or the
 * host changes, the next one is there, and those before are given up.
 */
final class PfnCacheFields {
    final Layout layout;
    final PfnCacheDesign design;
    final boolean references;
    final Index user;
    final Program users;
    final MachineFrames frames;
    final IntField generation;
    /** How often the host has moved the page. */
    final IntField moved;
    /** The generation that the cache is of, and with it the user-space address. */
    final IntField cached;
    /** 1 + the machine frame that it has, or 0. */
    final IntField page;

    final IntField valid;
    /** Whether a refresh holds the mutex. */
    final IntField mutex;
    /** The generation for which a thread looks the page up, and 1 + the machine frame that it has found, or 0. */
    final IntField by;

    final IntField found;
    /** Whether an invalidation has flagged the cache since a refresh began, or began another attempt. */
    final IntField flagged;

    /** Whether there is an address that the cache can be of. */
    final boolean hasAddress;
    /** Whether the host invalidates pages; the one behind the cache's address is one of these. */
    final boolean invalidates;

    final Invalidations invalidations;
    private final int own;

    final Acts acts;

    PfnCacheFields(Scope scope, PfnCacheDesign design) {
        this.design = design;
        references = scope.get(PfnCacheSystem.REFERENCES);
        hasAddress = design.byAddress || scope.get(PfnCacheSystem.IN_SLOT);
        user = Index.of("user", scope.get(PfnCacheSystem.USERS));
        int generations = scope.get(PfnCacheSystem.CHANGES) + 1;
        int moves = scope.get(PfnCacheSystem.MOVES);
        int pages = generations + moves;
        int others = scope.get(PfnCacheSystem.OTHER_PAGES);
        invalidates = moves > 0 || others > 0;
        own = others > 1 ? 1 : 0;
        checkSettings(scope);

        Layout.Builder b = new Layout.Builder().actor("VMM", "change-slot");
        users = new Program(b, user, PfnCacheRefresh.labels(design, invalidates));
        generation = b.number("generation", generations, Integer::toString);
        frames = new MachineFrames(b, true, pages);
        cached = b.number("cache.generation", generations, Integer::toString);
        page = b.number("cache.page", pages + 1, PfnCacheFields::pageText);
        b.kept(page);
        valid = b.flag("cache.valid");
        mutex = b.number("refresh-mutex", design.serializes ? 2 : 1, Integer::toString);
        by = b.number("generation-seen", generations, Integer::toString, user);
        found = b.number("found", pages + 1, PfnCacheFields::pageText, user);
        b.interchangeable(user);
        moved = b.part(moves > 0).number("moved", moves + 1, Integer::toString);
        b.called(moved, "moves of the page");
        flagged = b.part(invalidates && design.flags).number("cache.flagged", 2, Integer::toString);
        Index address = new Index("page", others + 1, p -> p == own ? "own" : p > own ? "above" : "below");
        Range range = new Range(scope.get(PfnCacheSystem.RANGE), scope.get(PfnCacheSystem.TOLD));
        invalidations = new Invalidations(
                b,
                invalidates,
                scope.get(PfnCacheSystem.AT_ONCE),
                address,
                range,
                user,
                PfnCacheHost.order(scope, design));
        layout = b.build();
        acts = layout.acts();
    }

    private void checkSettings(Scope scope) {
        if (!invalidates && scope.get(PfnCacheSystem.AT_ONCE) > 1) {
            throw new IllegalArgumentException(
                    "scope setting at-once: the host invalidates nothing without moves or other-pages");
        }
        if (!invalidates && !scope.get(PfnCacheSystem.IN_SLOT)) {
            throw new IllegalArgumentException(
                    "scope setting in-slot: the host invalidates nothing without moves or other-pages");
        }
    }

    /** Whether the page behind the address ever changes. */
    boolean changesPage() {
        return frames.index().size() > 1;
    }

    /** The cache is fresh; where the host invalidates, it is about to be used for the first time. */
    long[] initial() {
        long[] s = layout.blank();
        if (!invalidates) {
            page.set(s, 0, 1);
            valid.set(s, 0, 1);
        }
        return s;
    }

    /** Whether the cache counts as fresh, so that it is used (kvm_gfn_to_pfn_cache_check()). */
    boolean isFresh(long[] s) {
        return valid.is(s, 0) && isOfSlot(s);
    }

    /** Whether the cache is of the present slot. */
    boolean isOfSlot(long[] s) {
        return cached.get(s, 0) == generation.get(s, 0);
    }

    /** The machine frame behind the address. */
    int present(long[] s) {
        return generation.get(s, 0) + moved.get(s, 0);
    }

    /** The machine frame that the cache has, or -1. */
    int frame(long[] s) {
        return page.get(s, 0) - 1;
    }

    /** Whether the cache has no page, or the one that the guest has now. */
    boolean isCurrent(long[] s) {
        return frame(s) < 0 || frame(s) == present(s);
    }

    /** Whose a machine frame is. */
    Owner owner(long[] s, int m) {
        return frames.owner(s, m);
    }

    List<Action> actions() {
        List<Action> all = new ArrayList<>(new PfnCacheRefresh(this).actions());
        if (generation.bound() > 1) {
            all.add(Action.named("change-slot")
                    .when((s, a) -> generation.get(s, 0) < generation.bound() - 1 && !invalidations.inProgress(s))
                    .then((s, a) -> {
                        generation.set(s, 0, generation.get(s, 0) + 1);
                        free(s);
                    }));
        }
        all.addAll(new PfnCacheHost(this).actions());
        if (changesPage()) {
            all.add(frames.givenAway());
            all.add(frames.writtenByOther(s -> true));
        }
        return all;
    }

    /** Whether one of the host's pages is the one behind the cache's address. */
    boolean isOwn(int p) {
        return p == own;
    }

    /** Whether the one behind the cache's address is among them. */
    boolean hasOwn(int first, int last) {
        return first <= own && own <= last;
    }

    /** Whether a refresh is told that an invalidation which concerns it is in progress. */
    boolean isInProgress(long[] s) {
        return switch (design.inProgress) {
            case COUNT -> invalidations.inProgress(s);
            case RANGE -> invalidations.inRange(s, own);
            case EACH_RANGE -> invalidations.inProgress(s, own);
        };
    }

    /** Frees the frames that the guest has given up and that have no reference. */
    void free(long[] s) {
        for (int m = 0; m < present(s); m++) {
            if (frames.owner(s, m) == Owner.GUEST && !(references && isHeld(s, m))) {
                frames.own(s, m, Owner.FREE);
            }
        }
    }

    private boolean isHeld(long[] s, int m) {
        for (int u = 0; u < user.size(); u++) {
            if (found.get(s, u) == m + 1) {
                return true;
            }
        }
        return frame(s) == m;
    }

    private static String pageText(int v) {
        return v == 0 ? "none" : "mfn " + (v - 1);
    }
}
