package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.Index;
import dev.stalemate.model.View;
import dev.stalemate.paging.EptLeaf;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The EPT of a domain by gfn, where states have it by level and entry, and what its leaves are compared with. */
final class XenViews {
    private final XenMachine machine;
    private final XenFields fields;

    XenViews(XenMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
    }

    /**
     * The views that are useful in the scope: types of accesses only if they can differ from that of the leaf.
     *
     * @param prefix what their names start with
     */
    List<View> all(String prefix) {
        List<Index> ofVcpu = List.of(fields.vcpu, fields.gfn);
        List<View> all = new ArrayList<>();
        all.add(new View(prefix + "leaf", List.of(fields.gfn), this::leaf));
        all.add(new View(prefix + "mtrr", ofVcpu, this::mtrr));
        all.add(new View(prefix + "would get", List.of(fields.gfn), this::wouldGet));
        boolean pat = fields.mtrrs.field(Pat.MSR).width() > 0 || fields.scope.get(XenSettings.PAT_INDEX) > 0;
        if (pat || fields.cd.bound() > 1) {
            all.add(new View(prefix + "access", ofVcpu, this::access));
        }
        return all;
    }

    /** What the walk to a gfn ends with; nobody looks at the type of what is marked, or below a mark. */
    private String leaf(long[] s, int gfn) {
        EptTables ept = machine.at(s).ept;
        long word = ept.leaf(gfn);
        if (ept.walk(gfn) == Walk.MISCONFIGURED) {
            return EptWord.isPresent(word) ? "marked " + PageKind.of(EptWord.mfn(word)) : "marked";
        }
        if (!EptWord.isPresent(word)) {
            return EptLeaf.text(EptLeaf.NONE);
        }
        int type = EptWord.memoryType(word);
        return EptLeaf.text(ept.leafLevel(gfn) > 0 ? EptLeaf.large(type) : type) + " " + PageKind.of(EptWord.mfn(word));
    }

    private String mtrr(long[] s, int element) {
        long address = machine.at(s).address(element % machine.frames);
        return String.valueOf(MemType.ofCode(XenMtrrs.type(machine.vcpu(element / machine.frames), address, 0)));
    }

    /** On each vCPU, for the one frame alone. */
    private String wouldGet(long[] s, int gfn) {
        return !EptWord.isPresent(machine.at(s).ept.leaf(gfn))
                ? ""
                : IntStream.range(0, fields.vcpu.size())
                        .mapToObj(v -> EptLeaf.text(machine.freshAlone(v, gfn)))
                        .distinct()
                        .collect(Collectors.joining(" or "));
    }

    private String access(long[] s, int element) {
        int gfn = element % machine.frames;
        return machine.at(s).ept.walk(gfn) != Walk.LEAF
                ? ""
                : machine.design
                        .effective(EptWord.memoryType(machine.ept.leaf(gfn)), machine.pat(element / machine.frames))
                        .toString();
    }
}
