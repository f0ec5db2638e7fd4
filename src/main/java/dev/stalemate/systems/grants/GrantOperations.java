package dev.stalemate.systems.grants;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.Program;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Operations of other domains on grants of the guest, which drop its grant lock in between, and the change of the version back to 2.
 *
 * <pre>
 * copy a transitive grant (acquire_grant_for_copy()):
 *     copy              the status bits are looked up; unlock; the grant behind it is looked up in another table
 *     copy-fails        lock; the status bits are cleared
 *     copy-ends         lock; if the version has changed, the status bits are cleared, and the copy is made again
 * map a reserved entry (map_grant_ref()):
 *     map-grant         the status bits are looked up; unlock; the page is mapped
 *     map-grant-fails   lock; the status bits are cleared
 *     map-grant-ends    it is mapped
 * transfer a page (gnttab_transfer()):
 *     transfer          the reference is checked; unlock; the page changes its owner
 *     transfer-ends     lock; the entry of the reference is written
 * </pre>
 */
final class GrantOperations {
    static final String COPYING = "copying";
    private static final String MAPPING = "mapping";
    private static final String TRANSFERRING = "transferring";
    private static final String COPIES = "acquire_grant_for_copy()";
    private static final String MAPS = "map_grant_ref()";
    private static final String TRANSFERS = "gnttab_transfer()";

    private final GrantFields f;
    private final GrantDesign design;
    private final Acts acts;

    GrantOperations(GrantFields fields, GrantDesign design) {
        this.f = fields;
        this.design = design;
        this.acts = fields.layout.acts();
    }

    /** The places of a CPU's program, with those of operations. */
    static String[] andSteps(String... calls) {
        String[] all = Arrays.copyOf(calls, calls.length + 3);
        all[calls.length] = COPYING;
        all[calls.length + 1] = MAPPING;
        all[calls.length + 2] = TRANSFERRING;
        return all;
    }

    /** The actions that the scope has; the steps after them are the CPUs' program's. */
    List<Action> all() {
        List<Action> all = new ArrayList<>();
        if (f.scope.get(GrantSystem.COPIES)) {
            all.add(begin("copy", COPYING, true, COPIES));
            step(COPYING, "copy-fails").then((s, c) -> clear(s, c, f.status.get(s, c), COPIES), "idle");
            step(COPYING, "copy-ends").then(this::copied, "idle");
        }
        if (f.scope.get(GrantSystem.MAPPINGS)) {
            all.add(begin("map-grant", MAPPING, false, MAPS));
            step(MAPPING, "map-grant-fails").then(this::unmapped, "idle");
            step(MAPPING, "map-grant-ends").then((s, c) -> f.status.set(s, c, 0), "idle");
        }
        if (f.scope.get(GrantSystem.TRANSFERS)) {
            all.add(begin("transfer", TRANSFERRING, false, TRANSFERS));
            step(TRANSFERRING, "transfer-ends").then(this::transferred, "idle");
        }
        if (f.scope.get(GrantSystem.BACK)) {
            all.add(setVersionBack());
        }
        return all;
    }

    private Action begin(String name, String place, boolean onlyStatusFrames, String function) {
        int next = f.cpus.place(place);
        return Action.named(name)
                .over(f.cpu)
                .when((s, a) -> f.mayCall(s, (int) a[0]) && (!onlyStatusFrames || f.statusFrame(s, 0) >= 0))
                .then((s, a) -> {
                    int at = lookUp(s);
                    f.status.set(s, (int) a[0], at);
                    if (acts.on()) {
                        acts.did(function, "looks the status bits up, " + place(at) + ", and drops the grant lock");
                        acts.could(f.status, (int) a[0]);
                    }
                    f.cpus.goTo(s, (int) a[0], next);
                });
    }

    private Program.Step step(String place, String name) {
        return f.cpus.step(place).called(name).when((s, c) -> !f.grantLock.is(s, 0));
    }

    /** Where the status bits are now. */
    private int lookUp(long[] s) {
        return f.statusFrame(s, 0) + 1;
    }

    private String place(int at) {
        return at == 0 ? "in the shared entry" : "in mfn " + (at - 1);
    }

    /** Clears status bits that were looked up before, or just now. */
    private void clear(long[] s, int c, int at, String function) {
        if (acts.on()) {
            boolean gone = at != 0 && f.frames.owner(s, at - 1) != Owner.GUEST;
            acts.did(function, "clears the status bits " + place(at) + (gone ? ", which was freed" : ""));
        }
        if (at != 0 && f.belongsToAnother(s, at - 1)) {
            f.damaged.set(s, at - 1, 1);
        }
        f.status.set(s, c, 0);
    }

    private void copied(long[] s, int c) {
        if (lookUp(s) == 0) {
            clear(s, c, f.status.get(s, c), COPIES);
        }
        f.status.set(s, c, 0);
    }

    private void unmapped(long[] s, int c) {
        int before = f.status.get(s, c);
        int now = lookUp(s);
        boolean again =
                switch (design.mapStatus) {
                    case KEPT -> false;
                    case BY_VERSION -> (before == 0) != (now == 0);
                    case AGAIN -> true;
                };
        clear(s, c, again ? now : before, MAPS);
    }

    /** Of the version in which its reference was checked, the shared entries are smaller, so that there are more of them. */
    private void transferred(long[] s, int c) {
        boolean grown = f.status.get(s, c) == 0 && lookUp(s) != 0;
        if (acts.on()) {
            acts.did(TRANSFERS, toldTransfer(grown));
            acts.could(f.beyond, 0);
        }
        if (grown && !design.transferChecks) {
            f.beyond.set(s, 0, 1);
        }
        f.status.set(s, c, 0);
    }

    private String toldTransfer(boolean grown) {
        if (!grown) {
            return "writes the entry of its reference";
        }
        return design.transferChecks
                ? "finds another version, and fails"
                : "writes the entry of its reference, which is beyond the table";
    }

    private Action setVersionBack() {
        return Action.named("set-version-2")
                .over(f.cpu)
                .over(f.frames.index())
                .when((s, a) -> f.mayCall(s, (int) a[0])
                        && f.statusFrame(s, 0) < 0
                        && f.frames.owner(s, (int) a[1]) == Owner.FREE)
                .then((s, a) -> {
                    f.references.allocate(s, (int) a[1]);
                    if (acts.on()) {
                        acts.did("gnttab_populate_status_frames()", "takes mfn " + a[1] + " for the status bits");
                    }
                });
    }
}
