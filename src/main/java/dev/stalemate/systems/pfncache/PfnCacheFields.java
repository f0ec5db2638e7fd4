package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.systems.pfncache.PfnCacheDesign.Meanwhile;
import java.util.ArrayList;
import java.util.List;

/**
 * The state as a layout, and what changes it: the memory slot's generation, the cache, and where each thread stands in its refresh
 * (kvm_gfn_to_pfn_cache_refresh()). In generation n the guest has machine frame n behind the address; it has given up those before.
 *
 * <pre>
 * refresh   under the cache's lock: generation and user-space address are brought up to date; that is all if the cache is valid then
 * look-up   without the lock: the page behind the address is looked up
 * store     under the lock: the page is written
 * </pre>
 */
final class PfnCacheFields {
    private static final String REFRESH = "kvm_gfn_to_pfn_cache_refresh()";

    final Layout layout;
    private final PfnCacheDesign design;
    private final boolean references;
    private final Index user;
    private final Program users;
    private final MachineFrames frames;
    private final IntField generation;
    /** The generation that the cache is of, and with it the user-space address. */
    private final IntField cached;
    /** 1 + the machine frame that it has, or 0. */
    private final IntField page;

    private final IntField valid;
    /** Whether a refresh holds the mutex. */
    private final IntField mutex;
    /** The generation for which a thread looks the page up, and 1 + the machine frame that it has found, or 0. */
    private final IntField by;

    private final IntField found;
    private final Acts acts;

    PfnCacheFields(Scope scope, PfnCacheDesign design) {
        this.design = design;
        references = scope.get(PfnCacheSystem.REFERENCES);
        user = Index.of("user", scope.get(PfnCacheSystem.USERS));
        int generations = scope.get(PfnCacheSystem.CHANGES) + 1;

        Layout.Builder b = new Layout.Builder().actor("VMM", "change-slot");
        users = new Program(b, user, "idle", "look-up", "store");
        generation = b.number("generation", generations, Integer::toString);
        frames = new MachineFrames(b, true, generations);
        cached = b.number("cache.generation", generations, Integer::toString);
        page = b.number("cache.page", generations + 1, PfnCacheFields::pageText);
        b.kept(page);
        valid = b.flag("cache.valid");
        mutex = b.number("refresh-mutex", design.serializes ? 2 : 1, Integer::toString);
        by = b.number("generation-seen", generations, Integer::toString, user);
        found = b.number("found", generations + 1, PfnCacheFields::pageText, user);
        b.interchangeable(user);
        layout = b.build();
        acts = layout.acts();
    }

    /** The cache is fresh. */
    long[] initial() {
        long[] s = layout.blank();
        page.set(s, 0, 1);
        valid.set(s, 0, 1);
        return s;
    }

    /** Whether the cache counts as fresh, so that it is used (kvm_gfn_to_pfn_cache_check()). */
    boolean isFresh(long[] s) {
        return valid.is(s, 0) && cached.get(s, 0) == generation.get(s, 0);
    }

    /** The machine frame that the cache has, or -1. */
    int frame(long[] s) {
        return page.get(s, 0) - 1;
    }

    /** Whether the cache has no page, or the one that the guest has now. */
    boolean isCurrent(long[] s) {
        return frame(s) < 0 || frame(s) == generation.get(s, 0);
    }

    /** Whose a machine frame is. */
    Owner owner(long[] s, int m) {
        return frames.owner(s, m);
    }

    List<Action> actions() {
        users.step("idle")
                .called("refresh")
                .atWill()
                .when((s, u) -> !isFresh(s) && !mutex.is(s, 0))
                .choose(this::refresh, "idle", "look-up");
        users.step("look-up").then(this::lookUp, "store");
        users.step("store").then(this::store, "idle");
        List<Action> all = new ArrayList<>(users.actions());
        all.add(Action.named("change-slot")
                .when((s, a) -> generation.get(s, 0) < generation.bound() - 1)
                .then((s, a) -> {
                    generation.set(s, 0, generation.get(s, 0) + 1);
                    free(s);
                }));
        all.add(frames.givenAway());
        all.add(frames.writtenByOther(s -> true));
        return all;
    }

    /** Frees the frames that the guest has given up and that have no reference. */
    private void free(long[] s) {
        for (int m = 0; m < generation.get(s, 0); m++) {
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

    private int refresh(long[] s, int u) {
        boolean moved = cached.get(s, 0) != generation.get(s, 0);
        cached.set(s, 0, generation.get(s, 0));
        if (valid.is(s, 0) && !moved) {
            if (acts.on()) {
                acts.did(REFRESH, "finds the cache valid");
            }
            return 0;
        }
        mutex.set(s, 0, mutex.bound() - 1);
        by.set(s, u, generation.get(s, 0));
        valid.set(s, 0, design.meanwhile == Meanwhile.INVALID ? 0 : 1);
        if (design.meanwhile == Meanwhile.PLACEHOLDER) {
            page.set(s, 0, 0);
            free(s);
        }
        if (acts.on()) {
            acts.did(
                    REFRESH,
                    (design.serializes ? "takes the mutex, " : "takes no mutex, ") + meanwhile() + ", drops the lock");
            acts.could(page, 0);
        }
        return 1;
    }

    private String meanwhile() {
        return switch (design.meanwhile) {
            case INVALID -> "marks the cache invalid";
            case PLACEHOLDER -> "marks the cache valid, without a page";
            case OLD_PAGE -> "marks the cache valid, with its old page";
        };
    }

    private void lookUp(long[] s, int u) {
        found.set(s, u, by.get(s, u) == generation.get(s, 0) ? by.get(s, u) + 1 : 0);
        if (acts.on()) {
            acts.did("hva_to_pfn_retry()", "finds " + (found.is(s, u) ? found.text(s, u) : "no page"));
        }
    }

    private void store(long[] s, int u) {
        page.set(s, 0, found.get(s, u));
        if (acts.on()) {
            acts.did(
                    REFRESH,
                    (found.is(s, u) ? "stores " + found.text(s, u) : "stores no page, marks the cache invalid")
                            + (design.serializes ? ", gives the mutex up" : ", over any refresh since the look-up"));
            acts.could(page, 0);
        }
        if (!found.is(s, u)) {
            valid.set(s, 0, 0);
        } else if (design.meanwhile == Meanwhile.INVALID) {
            valid.set(s, 0, 1);
        }
        by.set(s, u, 0);
        found.set(s, u, 0);
        free(s);
        mutex.set(s, 0, 0);
    }

    private static String pageText(int v) {
        return v == 0 ? "none" : "mfn " + (v - 1);
    }
}
