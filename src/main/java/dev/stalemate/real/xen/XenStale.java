package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.memtype.Hazard;
import dev.stalemate.memtype.Hazards;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the stale leaves of a run's dumps, by the model: in a first replay which they are, and in a second one the command since which each
 * of them is.
 */
final class XenStale {
    private final XenRun run;
    private final Map<XenGuest, List<MemoryTypes>> asked = new HashMap<>();
    /** Since when a leaf is stale for some vCPU, and since when for every one. */
    private final Map<Place, LabStep> since = new HashMap<>();

    private final Map<Place, LabStep> everywhereSince = new HashMap<>();
    private final List<XenStaleLeaf> found = new ArrayList<>();

    /** A leaf, by its domain's place in the order of creation. */
    private record Place(int guest, long gfn) {}

    /** What a leaf would be for the vCPUs: the last other one, and whether no vCPU would get the one that is there. */
    private record Verdict(int has, int now, boolean everywhere) {
        private boolean stale() {
            return now != has;
        }
    }

    private XenStale(XenRun run) {
        this.run = run;
    }

    /** The stale leaves of each dump, in the order of the dumps. */
    static List<XenStaleLeaf> of(XenRun run, XenPlayer first, XenPlayer second) throws BadFileException {
        XenStale stale = new XenStale(run);
        Set<Place> places = stale.inDumps(first);
        if (!places.isEmpty()) {
            stale.follow(second, places);
        }
        return stale.found;
    }

    private Set<Place> inDumps(XenPlayer player) throws BadFileException {
        Set<Place> places = new HashSet<>();
        for (LabStep step : run.lived()) {
            player.play(step);
            for (int g = 0;
                    run.dumps().containsKey(step.number())
                            && g < player.guests().size();
                    g++) {
                XenGuest guest = player.guests().get(g);
                EptTables ept = XenPlayer.ept(guest);
                for (long gfn = 0; !guest.destroyed() && gfn < ept.frames(); gfn = ept.next(gfn)) {
                    if (verdict(player, guest, gfn).stale()) {
                        places.add(new Place(g, gfn));
                    }
                }
            }
        }
        return places;
    }

    private void follow(XenPlayer player, Set<Place> places) throws BadFileException {
        for (LabStep step : run.lived()) {
            player.play(step);
            for (Place place : places) {
                if (place.guest >= player.guests().size()
                        || player.guests().get(place.guest).destroyed()) {
                    continue;
                }
                XenGuest guest = player.guests().get(place.guest);
                Verdict verdict = verdict(player, guest, place.gfn);
                note(since, place, step, verdict.stale());
                note(everywhereSince, place, step, verdict.everywhere);
                if (verdict.stale() && run.dumps().containsKey(step.number())) {
                    add(step, guest, place, verdict);
                }
            }
        }
    }

    private static void note(Map<Place, LabStep> since, Place place, LabStep step, boolean stale) {
        if (stale) {
            since.putIfAbsent(place, step);
        } else {
            since.remove(place);
        }
    }

    private void add(LabStep dump, XenGuest guest, Place place, Verdict verdict) {
        EptTables ept = XenPlayer.ept(guest);
        LabStep cause = (verdict.everywhere ? everywhereSince : since).getOrDefault(place, dump);
        boolean split = verdict.now == EmtTable.SPLIT;
        Hazards hazards = split ? Hazards.NONE : EptLeaf.hazards(verdict.has, verdict.now);
        found.add(new XenStaleLeaf(
                run.name(),
                dump.number(),
                dump.words().get(dump.words().size() - 1),
                guest.name(),
                place.gfn,
                ept.order(ept.leafLevel(place.gfn)),
                EptLeaf.text(verdict.has),
                split ? "split" : EptLeaf.text(verdict.now),
                verdict.everywhere,
                split || hazards.stream().anyMatch(hazard -> hazard != Hazard.SLOWER),
                cause.number(),
                cause.command()));
    }

    /** Only a leaf that the processor takes can be stale, and it is looked at by its first frame. */
    private Verdict verdict(XenPlayer player, XenGuest guest, long gfn) {
        EptTables ept = XenPlayer.ept(guest);
        long leaf = ept.leaf(gfn);
        if (ept.walk(gfn) != Walk.LEAF) {
            return new Verdict(0, 0, false);
        }
        int order = ept.order(ept.leafLevel(gfn));
        int has = EptWord.memoryType(leaf);
        int now = has;
        boolean everywhere = (gfn & ((1L << order) - 1)) == 0;
        for (MemoryTypes types : asked(player, guest)) {
            int fresh = types.leaf(gfn >> order << order, EptWord.mfn(leaf), order, EptWord.type(leaf));
            now = fresh == has ? now : fresh;
            everywhere &= fresh != has;
        }
        return new Verdict(has, now, everywhere);
    }

    private List<MemoryTypes> asked(XenPlayer player, XenGuest guest) {
        return asked.computeIfAbsent(guest, g -> {
            List<MemoryTypes> all = new ArrayList<>();
            for (int v = 0; v < g.domain().vcpus(); v++) {
                all.add(player.askedBy(g, v));
            }
            return all;
        });
    }
}
