package dev.stalemate.systems.pfncache;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.systems.pfncache.PfnCacheDesign.Checks;
import dev.stalemate.systems.pfncache.PfnCacheDesign.Meanwhile;
import dev.stalemate.systems.pfncache.PfnCacheDesign.ReadsCounter;
import dev.stalemate.systems.pfncache.PfnCacheDesign.ReadsGeneration;
import dev.stalemate.systems.pfncache.PfnCacheDesign.Waits;
import java.util.ArrayList;
import java.util.List;

/**
 * What a thread does to refresh the cache (kvm_gfn_to_pfn_cache_refresh(), from 6.3 on kvm_gpc_refresh()).
 *
 * <pre>
 * refresh        under the cache's lock: generation and user-space address are brought up to date; that is all if the cache is valid then
 * look-up        without the lock: the page behind the address is looked up
 * store          under the lock: the page is written, or the look-up is repeated
 * </pre>
 *
 * <p>Where the host invalidates, a design may wait, read the counter, and check whether to retry in steps of their own.
 */
final class PfnCacheRefresh {
    private static final String REFRESH = "kvm_gfn_to_pfn_cache_refresh()";
    private static final String RETRY = "hva_to_pfn_retry()";

    private final PfnCacheFields f;
    private final PfnCacheDesign design;
    private final Acts acts;
    private final String[] labels;

    PfnCacheRefresh(PfnCacheFields fields) {
        f = fields;
        design = fields.design;
        acts = fields.layout.acts();
        labels = labels(design, f.invalidates);
    }

    /** The labels of a refresh in order, the first one of a thread that refreshes nothing. */
    static String[] labels(PfnCacheDesign design, boolean invalidates) {
        List<String> all = new ArrayList<>(List.of("idle"));
        if (invalidates && design.waits == Waits.BEFORE_LOOK_UP) {
            all.add("wait");
        }
        if (invalidates && design.readsCounter == ReadsCounter.BEFORE_LOOK_UP) {
            all.add("read-counter");
        }
        all.add("look-up");
        if (invalidates && design.readsCounter == ReadsCounter.AFTER_LOOK_UP) {
            all.add("read-counter");
        }
        if (invalidates && design.waits == Waits.AFTER_LOOK_UP) {
            all.add("wait");
        }
        if (invalidates && design.checks == Checks.BEFORE_LOCK) {
            all.add("check");
        }
        all.add("store");
        return all.toArray(String[]::new);
    }

    List<Action> actions() {
        f.users
                .step("idle")
                .called("refresh")
                .atWill()
                .when((s, u) -> f.hasAddress && !f.isFresh(s) && !f.mutex.is(s, 0))
                .choose(this::refresh, "idle", labels[1]);
        for (int i = 1; i < labels.length; i++) {
            step(labels[i], i + 1 < labels.length ? labels[i + 1] : "idle");
        }
        return f.users.actions();
    }

    private void step(String label, String next) {
        var step = f.users.step(label);
        switch (label) {
            case "wait" -> step.when((s, u) -> !f.isInProgress(s)).then(this::waited, next);
            case "read-counter" -> step.then(this::readCounter, next);
            case "look-up" -> step.then(this::lookUp, next);
            case "check" -> step.choose(this::check, next, labels[1]);
            case "store" -> {
                if (!f.invalidates) {
                    step.then(this::store, next);
                } else {
                    step.choose(this::storeOrRetry, next, labels[1]);
                }
            }
            default -> throw new IllegalStateException("no step " + label);
        }
    }

    private int refresh(long[] s, int u) {
        boolean moved = f.cached.get(s, 0) != f.generation.get(s, 0);
        f.cached.set(s, 0, f.generation.get(s, 0));
        if (f.valid.is(s, 0) && !moved) {
            if (acts.on()) {
                acts.did(REFRESH, "finds the cache valid");
            }
            return 0;
        }
        f.mutex.set(s, 0, f.mutex.bound() - 1);
        f.by.set(s, u, f.generation.get(s, 0));
        f.valid.set(s, 0, design.meanwhile == Meanwhile.INVALID ? 0 : 1);
        if (design.meanwhile == Meanwhile.PLACEHOLDER) {
            f.page.set(s, 0, 0);
            release(s);
        }
        attempt(s, u);
        if (acts.on()) {
            acts.did(
                    REFRESH,
                    (design.serializes ? "takes the mutex, " : "takes no mutex, ") + meanwhile() + ", drops the lock");
            acts.could(f.page, 0);
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

    /** Begins an attempt, under the cache's lock. */
    private void attempt(long[] s, int u) {
        f.flagged.set(s, 0, 0);
        if (design.readsCounter == ReadsCounter.UNDER_LOCK) {
            f.invalidations.readCounter(s, u);
        }
    }

    /** Lets a page go: it may have been kept from being freed. */
    private void release(long[] s) {
        if (f.references) {
            f.free(s);
        }
    }

    private void waited(long[] s, int u) {
        if (acts.on()) {
            acts.routine(RETRY, "has waited until no invalidation of the page is in progress");
        }
    }

    private void readCounter(long[] s, int u) {
        f.invalidations.readCounter(s, u);
        if (acts.on()) {
            acts.did(RETRY, "reads the counter");
        }
    }

    private void lookUp(long[] s, int u) {
        f.found.set(s, u, f.by.get(s, u) == f.generation.get(s, 0) ? f.present(s) + 1 : 0);
        if (acts.on()) {
            acts.did(RETRY, "finds " + (f.found.is(s, u) ? f.found.text(s, u) : "no page"));
        }
    }

    /** What makes a refresh retry, in words; empty if nothing does. Does not allocate. */
    private String reason(long[] s, int u) {
        if (!f.found.is(s, u)) {
            return "";
        }
        if (design.retries && f.isInProgress(s)) {
            return "an invalidation is in progress";
        }
        if (f.invalidations.counterChanged(s, u)) {
            return "the counter was raised";
        }
        return f.flagged.is(s, 0) ? "the cache was flagged" : "";
    }

    private int check(long[] s, int u) {
        String reason = reason(s, u);
        if (acts.on()) {
            acts.did(RETRY, reason.isEmpty() ? "does not retry" : "retries: " + reason);
        }
        if (reason.isEmpty()) {
            return 0;
        }
        retry(s, u);
        return 1;
    }

    private void retry(long[] s, int u) {
        f.found.set(s, u, 0);
        release(s);
        attempt(s, u);
    }

    private int storeOrRetry(long[] s, int u) {
        if (design.checks == Checks.UNDER_LOCK && check(s, u) != 0) {
            return 1;
        }
        store(s, u);
        return 0;
    }

    private void store(long[] s, int u) {
        f.page.set(s, 0, f.found.get(s, u));
        boolean late = design.readsGeneration == ReadsGeneration.AFTER_LOOK_UP;
        if (late) {
            f.cached.set(s, 0, f.generation.get(s, 0));
        }
        if (acts.on()) {
            acts.did(
                    REFRESH,
                    (late ? "reads the generation again, " : "")
                            + (f.found.is(s, u)
                                    ? "stores " + f.found.text(s, u)
                                    : "stores no page, marks the cache invalid")
                            + (design.serializes ? ", gives the mutex up" : ", over any refresh since the look-up"));
            acts.could(f.page, 0);
        }
        if (!f.found.is(s, u)) {
            f.valid.set(s, 0, 0);
        } else if (design.meanwhile == Meanwhile.INVALID) {
            f.valid.set(s, 0, 1);
        }
        f.by.set(s, u, 0);
        f.found.set(s, u, 0);
        f.invalidations.forgetCounter(s, u);
        release(s);
        f.mutex.set(s, 0, 0);
    }
}
