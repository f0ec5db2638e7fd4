package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Tally;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import java.util.List;
import java.util.Set;

/**
 * The state as a layout: the guest's p2m and whose its frames are, each server's map cache, the flags, the requests between vCPUs and servers,
 * and where vCPUs and the toolstack stand in their programs.
 *
 * <p>vCPUs, servers, frames and machine frames are each alike. What a scope leaves constant takes no bits.
 */
final class IoreqFields {
    /** No removal of a gfn is under way: what is stale of it now should have been dropped. */
    static final int DONE = 0;
    /** The toolstack is removing it. */
    static final int BY_TOOLSTACK = 1;
    /** This plus v: vCPU v's hypercall, which has not returned for good, removed it. */
    static final int BY_VCPU = 2;

    /** States of a request to a server. */
    static final int NONE = 0;

    static final int POSTED = 1;
    /** The server has dropped its mappings and not acknowledged; or, where it acknowledges first, the other way round. */
    static final int HALF = 2;

    /** States of the domain. */
    static final int RUNNING = 0;

    static final int CREATING = 1;
    static final int PAUSED = 2;
    static final int DYING = 3;

    /** What the worst write of a server has hit: nothing that is wrong, a page that the guest lost, a page of another guest. */
    static final int LOST = 1;

    static final int ANOTHERS = 2;

    final Scope scope;
    final Layout layout;
    final Index vcpu;
    final Index server;
    final Index gfn;
    final MachineFrames frames;
    /** Whether frames change owners, so that it matters which is which. */
    final boolean owned;

    private final boolean references;

    final Program cpus;
    final Program tools;
    /** Pages that a vCPU's hypercall still has to remove. */
    final IntField left;

    final IntField flag;
    final IntField request;
    final IntField forwarded;
    final IntField domain;
    final IntField whole;
    /** 0, or what a gfn maps: see {@link #behind}. */
    final IntField p2m;
    /** The same of each server's cache. */
    final IntField map;
    /** 1 + the gfn that a server looked up and has not kept yet, or 0; and what it found. */
    final IntField lookedUp;

    final IntField found;
    /** Whether a server holds a mapping locked, for DMA under way. */
    final IntField locked;
    /** Who is removing a gfn's frame: {@link #DONE} and so on. */
    final IntField removal;
    /** Whether no invalidation was sent since a gfn's frame was removed. */
    final IntField unsent;

    final IntField written;

    final Tally hypercalls;
    final Tally invalidations;
    final Tally requests;
    final Tally needless;
    final Tally sharedWrites;
    final Tally ownWrites;

    private final IoreqDesign design;
    /** Of each place of a vCPU's: whether it is not on a CPU there, and whether it is about to send an invalidation. */
    private final boolean[] stopped;

    private final boolean[] sending;

    /** Of a design, whose vCPUs and toolstack stand at these places. */
    IoreqFields(Scope scope, IoreqDesign design, IoreqLabels labels) {
        this.scope = scope;
        this.design = design;
        this.stopped = places(labels.cpus(), labels.stopped());
        this.sending = places(labels.cpus(), labels.sending());
        vcpu = Index.of("vcpu", scope.get(IoreqSettings.VCPUS));
        server = Index.of("server", scope.get(IoreqSettings.SERVERS));
        gfn = Index.of("gfn", scope.get(IoreqSettings.FRAMES));
        references = scope.get(IoreqSettings.REFERENCES);
        owned = scope.get(IoreqSettings.POPULATE) || scope.get(IoreqSettings.OTHERS);
        boolean foreign = scope.get(IoreqSettings.FOREIGN);
        boolean domainChanges = scope.get(IoreqSettings.LIFE) || (foreign && design.pauses);
        boolean unlocked = design.server == IoreqDesign.Server.MAPS_UNLOCKED;
        boolean domainFlag = design.flag == IoreqDesign.Flag.DOMAIN;

        Layout.Builder b = new Layout.Builder();
        b.lane(vcpu).lane(server);
        cpus = new Program(b, vcpu, labels.cpus().toArray(String[]::new));
        left = b.number("left", scope.get(IoreqSettings.EXTENTS) + 1, Integer::toString, vcpu);
        flag = domainFlag ? b.flag("invalidate") : b.flag("invalidate", vcpu);
        request = b.number("request", 3, v -> slotText(v, design), vcpu, server);
        forwarded = b.number(
                "forwarded",
                foreign && design.foreign == IoreqDesign.Foreign.FORWARD ? 3 : 1,
                v -> slotText(v, design),
                server);
        tools = new Program(
                b, Index.single("toolstack"), foreign ? labels.tools().toArray(String[]::new) : new String[] {"idle"});
        domain = b.number("domain", domainChanges ? 4 : 1, IoreqFields::domainText);
        whole = b.number("superpage", scope.get(IoreqSettings.SUPERPAGE) ? 2 : 1, Integer::toString);
        frames = new MachineFrames(b, owned, gfn.size());
        int targets = owned ? gfn.size() + 1 : 2;
        p2m = b.number("p2m", targets, this::target, gfn);
        map = b.number("map", targets, this::target, server, gfn);
        b.place(gfn).kept(Instead.DROPPED, map);
        lookedUp =
                b.number("looked-up", unlocked ? gfn.size() + 1 : 1, v -> v == 0 ? "none" : "gfn " + (v - 1), server);
        found = b.number("found", unlocked ? targets : 1, this::target, server);
        boolean locks = design.server == IoreqDesign.Server.KEEPS_LOCKED;
        locked = b.number("locked", locks ? 2 : 1, Integer::toString, server, gfn);
        removal = b.number("removal", BY_VCPU + vcpu.size(), IoreqFields::removalText, gfn);
        unsent = b.flag("unsent", gfn);
        written = b.number("written", owned ? 3 : 1, v -> v == 0 ? "right" : v == LOST ? "lost" : "another guest's");
        b.unseen(written);
        boolean counts = scope.get(IoreqSettings.COSTS);
        hypercalls = new Tally(b, "hypercalls", counts);
        invalidations = new Tally(b, "invalidations", counts);
        requests = new Tally(b, "requests to servers", counts);
        needless = new Tally(b, "needless invalidations", counts);
        sharedWrites = new Tally(b, "writes to the domain's line", counts);
        ownWrites = new Tally(b, "writes to vCPUs' lines", counts);
        b.called(left, "pages left")
                .told(removal, v -> v < BY_VCPU ? removalText((int) v) : vcpu.inWords((int) v - BY_VCPU));
        b.interchangeable(vcpu).interchangeable(server).reference(removal, vcpu, BY_VCPU);
        // Where frames have owners and none is populated again, gfn i has frame i or none: neither changes places
        // without the other.
        boolean populates = scope.get(IoreqSettings.POPULATE);
        if (!owned || populates) {
            b.interchangeable(gfn).reference(lookedUp, gfn, 1);
        }
        if (owned && populates) {
            b.interchangeable(frames.index());
            b.reference(p2m, frames.index(), 1).reference(map, frames.index(), 1);
            b.reference(found, frames.index(), 1);
        }
        layout = b.build();
    }

    private static boolean[] places(List<String> labels, Set<String> which) {
        boolean[] places = new boolean[labels.size()];
        for (int i = 0; i < places.length; i++) {
            places[i] = which.contains(labels.get(i));
        }
        return places;
    }

    /** Every gfn maps the frame of its number; no server has mapped anything. */
    long[] initial() {
        long[] s = layout.blank();
        boolean created = scope.get(IoreqSettings.LIFE);
        domain.set(s, 0, created ? CREATING : RUNNING);
        for (int v = 0; created && v < vcpu.size(); v++) {
            cpus.goTo(s, v, cpus.place("resume"));
        }
        whole.set(s, 0, scope.get(IoreqSettings.SUPERPAGE) ? 1 : 0);
        for (int g = 0; g < gfn.size(); g++) {
            p2m.set(s, g, behind(g));
        }
        return s;
    }

    /** What stands for a machine frame in the p2m and the caches; where no frame changes its owner, each gfn has only its own. */
    int behind(int mfn) {
        return owned ? mfn + 1 : 1;
    }

    /** Whether vCPUs may run at all. */
    boolean isRunning(long[] s) {
        return domain.get(s, 0) == RUNNING;
    }

    /** domain_pause() returns once no vCPU is on a CPU; one that waits for servers is not. */
    boolean allStopped(long[] s) {
        for (int v = 0; v < vcpu.size(); v++) {
            if (!stopped[cpus.at().get(s, v)]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a vCPU is about to send an invalidation. */
    boolean isSending(long[] s, int v) {
        return sending[cpus.at().get(s, v)];
    }

    /** Whether some gfn maps a frame. */
    boolean anyMapped(long[] s) {
        for (int g = 0; g < gfn.size(); g++) {
            if (p2m.get(s, g) != 0) {
                return true;
            }
        }
        return false;
    }

    /** What a server has mapped for a gfn. */
    int mapped(long[] s, int who, int g) {
        return map.get(s, who * gfn.size() + g);
    }

    /** Whether a server has mapped for a gfn what the p2m doesn't have there. */
    boolean isStale(long[] s, int who, int g) {
        int mapped = mapped(s, who, g);
        return mapped != 0 && mapped != p2m.get(s, g);
    }

    /** Takes a gfn's frame away; it is free once nothing refers to it. */
    void remove(long[] s, int g, int by) {
        int was = p2m.get(s, g);
        p2m.set(s, g, 0);
        removal.set(s, g, by);
        unsent.set(s, g, 1);
        released(s, was);
    }

    /** The call of a remover has returned for good. */
    void complete(long[] s, int by) {
        for (int g = 0; g < gfn.size(); g++) {
            if (removal.get(s, g) == by) {
                removal.set(s, g, DONE);
            }
        }
    }

    /** Another domain tells all servers. */
    void forward(long[] s) {
        for (int who = 0; who < server.size(); who++) {
            forwarded.set(s, who, POSTED);
            requests.add(s, 1);
        }
        for (int g = 0; g < gfn.size(); g++) {
            unsent.set(s, g, 0);
        }
        invalidations.add(s, 1);
    }

    /** Whether all servers have answered that domain, or the one that is asked last. */
    boolean isForwardAnswered(long[] s, boolean one) {
        for (int who = one ? server.size() - 1 : 0; who < server.size(); who++) {
            if (!IoreqServers.isAnswered(design, forwarded.get(s, who))) {
                return false;
            }
        }
        return true;
    }

    /** Something that referred to a frame does so no longer. */
    void released(long[] s, int target) {
        if (owned && frames.owner(s, target - 1) == Owner.GUEST && references(s, target) == 0) {
            frames.own(s, target - 1, Owner.FREE);
        }
    }

    /** How often a frame is referred to: by the p2m, and where mappings hold references by servers. */
    int references(long[] s, int target) {
        int count = 0;
        for (int g = 0; g < gfn.size(); g++) {
            count += p2m.get(s, g) == target ? 1 : 0;
        }
        for (int e = 0; references && e < map.size(); e++) {
            count += map.get(s, e) == target ? 1 : 0;
        }
        for (int who = 0; references && who < server.size(); who++) {
            count += found.get(s, who) == target ? 1 : 0;
        }
        return count;
    }

    private String target(int value) {
        if (value == 0) {
            return "none";
        }
        return owned ? "mfn " + (value - 1) : "mapped";
    }

    private static String slotText(int v, IoreqDesign design) {
        if (v == HALF) {
            return design.server == IoreqDesign.Server.ACKS_FIRST ? "acknowledged" : "dropped";
        }
        return v == NONE ? "none" : "posted";
    }

    private static String domainText(int v) {
        return switch (v) {
            case RUNNING -> "running";
            case CREATING -> "created";
            case PAUSED -> "paused";
            default -> "dying";
        };
    }

    private static String removalText(int v) {
        return v == DONE ? "none" : v == BY_TOOLSTACK ? "toolstack" : "vcpu " + (v - BY_VCPU);
    }
}
