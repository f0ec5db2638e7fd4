package dev.stalemate.systems.cacheflush;

import static dev.stalemate.systems.cacheflush.CacheFlushFields.BEING_VALIDATED;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.FLUSHED;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.GUEST;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.HOST;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.NEW;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.NOBODY;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.OLD;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.OTHER;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.OTHERS;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.PAGE;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.TABLE;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.WITH_CPUS;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.WITH_DEVICE;
import static dev.stalemate.systems.cacheflush.CacheFlushFields.WRITABLE;

import dev.stalemate.memtype.MemType;
import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.systems.cacheflush.CacheFlushSettings.FlushBy;
import java.util.ArrayList;
import java.util.List;

/**
 * What guests, a device and caches do with the page, and where the hypervisor comes in.
 *
 * <pre>
 * write, move                       the guest writes; its vCPU moves to another CPU
 * flush-caches, device-writes       it hands the page to the device, or takes it back; then the device may write
 * map-wc, write-wc, unmap-wc, map-wb   it maps the page with another type than WB, and WB again
 * promote, validate, demote         the page becomes a page table, in two steps, and is one no longer
 * free, allocate                    the page gets another owner
 * other-writes, turn-caches-on      the other guest writes to it, with its caches off or on
 * take-page                         the host takes the page from it, and reads it
 * </pre>
 */
final class CacheFlushActions {
    private final CacheFlushFields f;
    /** What the guest and the device write. */
    private final Index data;

    private final PageFlushes flushes;
    private final boolean follows;

    CacheFlushActions(CacheFlushFields fields, CacheFlushDesign design) {
        f = fields;
        data = new Index("data", NEW + 1, fields::dataText);
        flushes = new PageFlushes(fields, design);
        follows = design.directmapFollows && !fields.arm;
    }

    /** The actions that the scope leaves. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        all.add(write("write", MemType.WB));
        all.add(f.lines.actions().evictions());
        if (f.scope.get(CacheFlushSettings.FILLS)) {
            all.add(f.lines.actions().fills((s, c, l) -> true));
        }
        if (f.device) {
            shared(all);
        }
        if (f.alias != MemType.WB) {
            aliases(all);
        }
        if (f.scope.get(CacheFlushSettings.LATE_CLFLUSH)) {
            all.add(f.lines.actions().lateFlushes());
        }
        if (f.tables) {
            tables(all);
        }
        if (f.owner.bound() > 1) {
            owners(all);
        }
        return all;
    }

    /** Whether the guest may write to the page: it is its own, and not a page table, and the guest does not wait for a flush. */
    private boolean isGuests(long[] s) {
        return f.isOwner(s, GUEST) && f.isUsed(s, WRITABLE) && !f.forgetting.is(s, 0);
    }

    private boolean isSomeones(long[] s) {
        return !f.isOwner(s, NOBODY) && f.isUsed(s, WRITABLE);
    }

    private Action write(String name, MemType type) {
        return Action.named(name)
                .over(data)
                .when((s, a) ->
                        isGuests(s) && f.shared.get(s, 0) != WITH_DEVICE && (type == MemType.WB || f.aliased.is(s, 0)))
                .then((s, a) -> {
                    f.lines.store(s, f.here(s), PAGE, type, (int) a[0]);
                    wrote(s, (int) a[0]);
                    f.shared.set(s, 0, WITH_CPUS);
                });
    }

    private void wrote(long[] s, int data) {
        if (f.last.bound() > 1) {
            f.last.set(s, 0, data);
        }
    }

    private void shared(List<Action> all) {
        boolean instruction = f.flushBy == FlushBy.INSTRUCTION;
        if (f.cpu.size() > 1) {
            all.add(Action.named("move")
                    .over("to", Domain.of(f.cpu))
                    .when((s, a) -> f.here(s) != a[0])
                    .then((s, a) -> {
                        flushes.atMove(s, (int) a[0]);
                        f.runsOn.set(s, 0, (int) a[0]);
                    }));
        }
        all.add(Action.named("flush-caches")
                .when((s, a) -> f.shared.get(s, 0) != FLUSHED && !f.forgetting.is(s, 0))
                .then((s, a) -> {
                    flushes.forGuest(s, instruction);
                    f.shared.set(s, 0, f.forgetting.is(s, 0) ? f.shared.get(s, 0) : FLUSHED);
                }));
        if (f.forgetting.bound() > 1) {
            all.add(Action.named("forget-cpus")
                    .when((s, a) -> f.forgetting.is(s, 0))
                    .then((s, a) -> {
                        flushes.forgetCpus(s);
                        f.shared.set(s, 0, FLUSHED);
                    }));
        }
        all.add(Action.named("device-writes")
                .over(data)
                .when((s, a) -> f.shared.get(s, 0) != WITH_CPUS)
                .then((s, a) -> {
                    f.lines.deviceWrites(s, PAGE, false, (int) a[0]);
                    wrote(s, (int) a[0]);
                    f.shared.set(s, 0, WITH_DEVICE);
                }));
    }

    private void aliases(List<Action> all) {
        all.add(write(f.actionOfAlias("write"), f.alias));
        all.add(Action.named(f.actionOfAlias("map"))
                .when((s, a) -> isGuests(s) && !f.aliased.is(s, 0))
                .then((s, a) -> {
                    f.aliased.set(s, 0, 1);
                    follow(s, true);
                    flushes.mark(s);
                }));
        all.add(Action.named(f.actionOfAlias("unmap"))
                .when((s, a) -> f.aliased.is(s, 0))
                .then((s, a) -> f.aliased.set(s, 0, 0)));
        if (follows) {
            all.add(Action.named("map-wb")
                    .when((s, a) -> isGuests(s) && f.followed.is(s, 0))
                    .then((s, a) -> follow(s, false)));
        }
    }

    private void follow(long[] s, boolean alias) {
        if (follows) {
            f.followed.set(s, 0, alias ? 1 : 0);
            flushes.tellDirectmap(s);
        }
    }

    private void tables(List<Action> all) {
        all.add(Action.named("promote")
                .when((s, a) -> isSomeones(s) && !f.aliased.is(s, 0))
                .then((s, a) -> {
                    flushes.beforeValidation(s);
                    f.use.set(s, 0, BEING_VALIDATED);
                }));
        all.add(Action.named("validate")
                .when((s, a) -> f.isUsed(s, BEING_VALIDATED))
                .then((s, a) -> {
                    flushes.beforeRead(s);
                    int entry = f.lines.load(s, f.here(s), PAGE, f.directmap(s));
                    flushes.tellValidated(entry);
                    f.use.set(s, 0, entry == OLD ? TABLE : WRITABLE);
                }));
        all.add(Action.named("demote").when((s, a) -> f.isUsed(s, TABLE)).then((s, a) -> f.use.set(s, 0, WRITABLE)));
    }

    private void owners(List<Action> all) {
        all.add(Action.named("free")
                .when((s, a) -> isGuests(s) && !f.aliased.is(s, 0))
                .then((s, a) -> {
                    flushes.beforeFree(s);
                    follow(s, false);
                    f.owner.set(s, 0, NOBODY);
                }));
        all.add(Action.named("allocate").when((s, a) -> f.isOwner(s, NOBODY)).then((s, a) -> {
            if (f.arm) {
                flushes.scrub(s);
                wrote(s, CacheFlushFields.ZEROES);
            }
            f.owner.set(s, 0, OTHER);
        }));
        if (f.arm) {
            all.add(Action.named("other-writes")
                    .when((s, a) -> f.isOwner(s, OTHER))
                    .then((s, a) -> {
                        f.lines.store(s, f.here(s), PAGE, f.otherType(s), OTHERS);
                        wrote(s, OTHERS);
                    }));
        }
        if (f.takes) {
            all.add(Action.named("take-page")
                    .when((s, a) -> f.isOwner(s, OTHER))
                    .then((s, a) -> {
                        flushes.forHost(s);
                        f.owner.set(s, 0, HOST);
                    }));
        } else if (f.arm) {
            all.add(Action.named("turn-caches-on")
                    .when((s, a) -> f.isOwner(s, OTHER) && !f.cachesOn.is(s, 0))
                    .then((s, a) -> {
                        flushes.atCachesOn(s);
                        f.cachesOn.set(s, 0, 1);
                    }));
        }
    }
}
