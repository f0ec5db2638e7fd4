package dev.stalemate.systems.teardown;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import dev.stalemate.paging.TablePages;
import dev.stalemate.paging.TableRoots;
import dev.stalemate.systems.teardown.TeardownDesign.Target;
import dev.stalemate.systems.teardown.TeardownSettings.Fails;
import dev.stalemate.systems.teardown.TeardownSettings.Region;

/**
 * The state as a layout: what each function of a device walks, whose a device is, how far the domain's destruction is, the reserved region,
 * the domain's table page and a frame of its memory, and where the hypercall is that works on devices.
 */
final class TeardownFields {
    /** What a function walks that is on no table page. */
    static final int NOTHING = 0;

    static final int HOST = 1;
    static final int OWN_TABLES = 2;

    /** Where a hypercall that works on devices can be; numbers are places in {@link #STEPS}. */
    static final int IDLE = 0;

    static final int TRACK = 1;
    static final int MAP = 2;
    static final int ATTACH = 3;
    static final int UNMAP = 4;
    static final int REMOVE = 5;
    static final int MOVE = 6;
    static final String[] STEPS = {"idle", "track", "map", "attach", "unmap", "remove", "move"};

    /** How far the domain is: it runs, its devices are released, its tables and its memory are freed, it is gone. */
    static final int RUNS = 0;

    static final int RELEASE = 1;
    static final int TABLES = 2;
    static final int MEMORY = 3;
    static final int GONE = 4;
    private static final String[] STAGES = {"runs", "releases devices", "frees tables", "frees memory", "gone"};

    /** What a hypercall does. */
    static final int NONE = 0;

    static final int ASSIGN = 1;
    static final int UNPLUG = 2;
    static final int UNDO = 3;
    static final int DESTROY = 4;
    private static final String[] CALLS = {"none", "assign", "deassign", "undo an assignment", "destroy"};

    /** Whether the domain has ever had a device, for laws that would say nothing otherwise. */
    static final int NEVER = 0;

    static final int TRIED = 1;
    static final int ASSIGNED = 2;
    private static final String[] EVER = {"never", "tried", "assigned"};

    /** The domain's only table page, and the frame that it maps. */
    static final int TABLE = 0;

    static final int FRAME = 0;

    final Layout layout;
    final Scope scope;
    final Index device;
    /** A device's functions, the one with its number first, then the phantoms. */
    final Index function;

    final int perDevice;
    final TablePages pages;
    final TableRoots roots;
    final MachineFrames frames;
    final ReservedRegion region;
    final Program hypercall;

    /** Whether a device is on the domain's list. */
    final IntField listed;

    final IntField stage;
    final IntField call;
    /** The function that the hypercall works on. */
    final IntField current;
    /** Whether the loop over the devices has had an error. */
    final IntField error;
    /** 1 + what has failed, or 0: a function, or the region. */
    final IntField failed;
    /** Whether the guest has started DMA of a device that goes on. */
    final IntField dma;
    /** Whether Xen has forgotten where the domain's root table is. */
    final IntField rootless;
    /** Whether Xen has written to a page that was a table no longer. */
    final IntField corrupted;

    private final IntField ever;

    TeardownFields(Scope scope, TeardownDesign design) {
        TeardownSettings.check(scope);
        this.scope = scope;
        device = Index.of("device", scope.get(TeardownSettings.DEVICES));
        perDevice = 1 + scope.get(TeardownSettings.PHANTOMS);
        function = new Index("function", device.size() * perDevice, this::functionText);
        boolean maps = scope.get(TeardownSettings.MAPS);

        Layout.Builder b = new Layout.Builder();
        hypercall = new Program(b, Index.single("hypercall"), STEPS);
        stage = b.number("domain", STAGES.length, v -> STAGES[v]);
        call = b.number("call", CALLS.length, v -> CALLS[v]);
        current = b.number("current", function.size(), function::text);
        b.called(current, "function of the hypercall");
        error = b.flag("error");
        failed = b.number("failed", fails(Fails.NOTHING) ? 1 : function.size() + 1, this::failedText);
        listed = b.flag("listed", device);
        pages = new TablePages(b, true, 1);
        roots = new TableRoots(
                b, "context-entry", function, pages, "nothing", "the host's tables", "tables of its own");
        region = new ReservedRegion(b, scope.get(TeardownSettings.REGION) != Region.NONE, device.size());
        frames = new MachineFrames(b, true, 1);
        dma = b.number("dma", scope.get(TeardownSettings.DMA) ? 2 : 1, Integer::toString, device);
        rootless = b.number("root-forgotten", maps ? 2 : 1, Integer::toString);
        corrupted = b.number("freed-page-written", maps ? 2 : 1, Integer::toString);
        ever = b.number("ever-assigned", scope.get(TeardownSettings.ASSIGNED) ? 1 : EVER.length, v -> EVER[v]);
        b.unseen(failed, corrupted, ever).kept(Instead.ALWAYS_THERE, rootless).kept(Instead.ALWAYS_THERE, corrupted);
        if (maps) {
            pages.canBeLeft(b);
        }
        String host = design.code == TeardownDesign.Code.XEN ? "Xen" : "Linux";
        b.actor("toolstack", "assign", "unplug", "destroy", "destroy-again")
                .actor(host, "release-devices", "free-tables", "free-memory", "map-page", "unmap-page")
                .actor("guest", "start-dma")
                .actor("allocator", "reuse-table-page");
        layout = b.build();
    }

    private String functionText(int f) {
        return f / perDevice + (f % perDevice == 0 ? "" : "." + f % perDevice);
    }

    private String failedText(int v) {
        if (v == 0) {
            return "nothing";
        }
        return fails(Fails.REMOVE) || fails(Fails.ASSIGN) ? "function " + functionText(v - 1) : "region";
    }

    boolean fails(Fails what) {
        return scope.get(TeardownSettings.FAILS) == what;
    }

    long[] initial() {
        long[] s = layout.blank();
        for (int f = 0; f < function.size(); f++) {
            if (scope.get(TeardownSettings.ASSIGNED)) {
                roots.load(s, f, TABLE);
                listed.set(s, device(f), 1);
            } else {
                roots.leave(s, f, HOST);
            }
        }
        for (int d = 0; d < device.size(); d++) {
            if (listed.is(s, d) && hasRegion(d)) {
                region.assignedAtStart(s);
            }
        }
        return s;
    }

    int device(int f) {
        return f / perDevice;
    }

    /** The function with the device's own number. */
    int own(int d) {
        return d * perDevice;
    }

    boolean isPhantom(int f) {
        return f % perDevice != 0;
    }

    /** Whether a device has the reserved region; its phantom functions don't use it. */
    boolean hasRegion(int d) {
        return switch (scope.get(TeardownSettings.REGION)) {
            case NONE -> false;
            case FIRST -> d == 0;
            case SHARED -> true;
        };
    }

    /** Whether a function's device has the region, and the function is the one that uses it. */
    boolean usesRegion(int f) {
        return !isPhantom(f) && hasRegion(device(f));
    }

    boolean isIdle(long[] s) {
        return hypercall.isAt(s, 0, IDLE);
    }

    /** A hypercall begins with a step. */
    void begin(long[] s, int what, int step) {
        call.set(s, 0, what);
        hypercall.goTo(s, 0, step);
    }

    /** The hypercall ends; the place where it is then. */
    int end(long[] s) {
        call.set(s, 0, NONE);
        current.set(s, 0, 0);
        error.set(s, 0, 0);
        return IDLE;
    }

    boolean runs(long[] s) {
        return stage.get(s, 0) == RUNS;
    }

    /** Whether the domain has had a device. */
    boolean hadDevice(long[] s) {
        return scope.get(TeardownSettings.ASSIGNED) || ever.get(s, 0) == ASSIGNED;
    }

    /** Whether the domain has had a device, or one was to be assigned to it. */
    boolean wasTried(long[] s) {
        return scope.get(TeardownSettings.ASSIGNED) || ever.get(s, 0) != NEVER;
    }

    /** An assignment was tried, or has succeeded. */
    void note(long[] s, int how) {
        if (!scope.get(TeardownSettings.ASSIGNED)) {
            ever.set(s, 0, Math.max(how, ever.get(s, 0)));
        }
    }

    /** How many devices with the reserved region are on the domain's list. */
    int regionUsers(long[] s) {
        int users = 0;
        for (int d = 0; d < device.size(); d++) {
            users += listed.is(s, d) && hasRegion(d) ? 1 : 0;
        }
        return users;
    }

    /** The first device on the domain's list from a number on, or -1. */
    int nextListed(long[] s, int from) {
        for (int d = from; d < device.size(); d++) {
            if (listed.is(s, d)) {
                return d;
            }
        }
        return -1;
    }

    /** Whether a function reaches the frame through the domain's tables, and another guest's data is in it. */
    boolean reachesAnothers(long[] s, int f) {
        return roots.walksTable(s, f) && frames.owner(s, FRAME) == Owner.OTHER_WROTE;
    }

    /** What a function walks that was taken off the domain's tables. */
    static int target(Target target) {
        return switch (target) {
            case NOTHING -> NOTHING;
            case HOST -> HOST;
            case OWN_TABLES -> OWN_TABLES;
        };
    }
}
