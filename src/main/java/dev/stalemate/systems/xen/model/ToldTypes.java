package dev.stalemate.systems.xen.model;

import dev.stalemate.model.Acts;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.design.XenDesign.TypeChange;
import dev.stalemate.systems.xen.design.XenFunctions;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.leaf.EmtTable;
import dev.stalemate.systems.xen.leaf.EmtTable.Check;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.LeafTypes;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.Pins;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a design does about memory types, and tells; only while somebody listens. */
final class ToldTypes implements TypeChange {
    private static final String TYPE_CHANGE = "memory_type_changed()";

    private final XenMachine machine;
    private final Acts acts;
    private final XenFunctions functions;
    /** What the function has done that decides now. */
    private final List<String> done = new ArrayList<>();
    /** Leaves that were typed, by the words about their types. */
    private final Map<String, List<Typed>> typed = new LinkedHashMap<>();

    private String function = "";
    private boolean didNothing;

    private record Typed(long gfn, int order) {
        long next() {
            return gfn + (1L << order);
        }
    }

    ToldTypes(XenMachine machine) {
        this.machine = machine;
        this.acts = machine.fields.acts;
        this.functions = machine.design.functions();
    }

    /** What a design reacts with to an event: this, or the types themselves while nobody listens. */
    TypeChange by(String newFunction) {
        if (!acts.on()) {
            return machine.types;
        }
        function = newFunction;
        done.clear();
        didNothing = true;
        return this;
    }

    /** Tells what the function has done since {@link #by}. */
    void tell() {
        if (acts.on()) {
            tellDone();
            if (didNothing) {
                acts.did(function, "marks nothing");
                leaveStale();
            }
        }
    }

    /** Tells the same where most designs decide nothing, so that this is not worth a word. */
    void tellWhatIsDone() {
        if (acts.on()) {
            tellDone();
        }
    }

    /** The same for a range that was looked for among those that are pinned. */
    TypeChange pinning(Pins.Answer answer) {
        if (answer == Pins.Answer.BUSY) {
            did(XenFunctions.PIN, "refuses the range: EBUSY");
        }
        return by(XenFunctions.PIN);
    }

    /** Tells what became of an exit. */
    void misconfig(int gfn, boolean found, boolean expected) {
        tellTypes();
        if (acts.on()) {
            String says = found
                    ? "resolves the marks"
                    : expected ? "expects no mark, and finds none," : "crashes the domain: there is no mark";
            acts.did(functions.fault(), says + " on the way to gfn 0x" + Integer.toHexString(gfn));
        }
    }

    /** Tells what a function does apart from leaves. */
    void did(String byFunction, String what) {
        if (acts.on()) {
            acts.did(byFunction, what);
        }
    }

    @Override
    public void memoryTypeChanged() {
        if (!functions.haveTypeChange()) {
            machine.types.memoryTypeChanged();
            return;
        }
        done.add("calls " + TYPE_CHANGE);
        tellDone();
        String caller = function;
        function = TYPE_CHANGE;
        machine.design.memoryTypeChanged(machine, this);
        if (done.isEmpty()) {
            acts.did(TYPE_CHANGE, "does nothing: " + guard());
            leaveStale();
        }
        tellDone();
        function = caller;
        didNothing = false;
    }

    @Override
    public void p2mMemoryTypeChanged() {
        machine.types.p2mMemoryTypeChanged();
        done.add("marks every leaf");
    }

    @Override
    public void flushCaches() {
        machine.types.flushCaches();
        done.add("flushes the caches of all CPUs");
    }

    @Override
    public void recomputeAll() {
        machine.types.recomputeAll();
        tellTypes();
        done.add("types every leaf again");
    }

    private void tellDone() {
        if (!done.isEmpty()) {
            acts.did(function, String.join(" and ", done));
            done.clear();
            didNothing = false;
        }
    }

    /** What a guard may look at. */
    private String guard() {
        return "the domain has " + (machine.iommu() ? "an IOMMU" : "no IOMMU")
                + (machine.devices() > 0 ? ", a device" : ", no device")
                + (machine.ioResources() ? ", and I/O memory or ports" : ", and neither I/O memory nor ports");
    }

    /** A mark would have changed every leaf that would get another type now. */
    private void leaveStale() {
        leave((gfn, order, leaf) -> new LeafFaults(machine).isStale(gfn, order, leaf), "");
    }

    private void leave(UnmarkedLeaves.Test which, String why) {
        EptTables ept = machine.ept;
        for (long gfn = 0; gfn < machine.frames; gfn = ept.next(gfn)) {
            int level = ept.leafLevel(gfn);
            if (ept.walk(gfn) == Walk.LEAF && which.test(gfn, ept.order(level), ept.leaf(gfn))) {
                acts.left(machine.fields.tables.entries(level), (int) (gfn >> ept.order(level)), why);
            }
        }
    }

    /** The same answers, of which notes are taken while somebody listens. */
    LeafTypes noting(LeafTypes types) {
        return (gfn, mfn, order, type) -> {
            int leaf = types.leaf(gfn, mfn, order, type);
            if (acts.on()) {
                note(gfn, mfn, order, leaf);
            }
            return leaf;
        };
    }

    private void note(long gfn, long mfn, int order, int leaf) {
        MemoryTypes mapping = machine.types;
        String says = leaf == EmtTable.SPLIT ? "no one type" : EptLeaf.text(leaf);
        // Where a design has a function of its own for this, its table may not be what decides.
        String why = machine.design.table().leaf(mapping) == leaf ? ": " + why(mapping) : "";
        String page = (order > 0 ? "large leaf of " : "") + PageKind.of(mfn);
        typed.computeIfAbsent(says + " (" + page + ")" + why, key -> new ArrayList<>())
                .add(new Typed(gfn >> order << order, order));
    }

    private String why(MemoryTypes mapping) {
        Check check = machine.design.table().deciding(mapping);
        if (check != Check.MTRRS) {
            return check.says();
        }
        long first = machine.design.firstToLookUp(mapping.gfn(), mapping.order());
        return (machine.fields.pin.bound() > 1
                        ? "no pin is found from gfn 0x" + Long.toHexString(first) + " on, so "
                        : "")
                + check.says()
                + Math.max(0, machine.current());
    }

    /** Tells which leaves were typed since the last time. */
    void tellTypes() {
        if (!acts.on() || typed.isEmpty()) {
            return;
        }
        typed.forEach((says, leaves) -> {
            acts.did(functions.leaf(), "gives gfn " + ranges(leaves) + " " + says);
            for (Typed leaf : leaves) {
                int level = level(leaf.order);
                acts.could(machine.fields.tables.entries(level), (int) (leaf.gfn >> leaf.order));
            }
        });
        typed.clear();
    }

    private static String ranges(List<Typed> leaves) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < leaves.size(); i++) {
            long first = leaves.get(i).gfn;
            while (i + 1 < leaves.size() && leaves.get(i).next() == leaves.get(i + 1).gfn) {
                i++;
            }
            long last = leaves.get(i).next() - 1;
            text.append(text.isEmpty() ? "0x" : ", 0x").append(Long.toHexString(first));
            text.append(last == first ? "" : "-0x" + Long.toHexString(last));
        }
        return text.toString();
    }

    private int level(int order) {
        int level = 0;
        while (machine.ept.order(level) < order) {
            level++;
        }
        return level;
    }

    /** Xen has noticed that a vCPU has changed CR0.CD. */
    TypeChange byCacheDisable(int vcpu, boolean to) {
        TypeChange change = by(functions.cacheDisabled());
        if (acts.on() && machine.design.cacheDisableForcesPat()) {
            acts.did(
                    function,
                    to ? "makes the PAT of vCPU " + vcpu + " all UC" : "gives vCPU " + vcpu + " its PAT back");
            leave((gfn, order, leaf) -> EptWord.ipat(leaf), "IPAT ignores the PAT");
            didNothing = false;
        }
        return change;
    }
}
