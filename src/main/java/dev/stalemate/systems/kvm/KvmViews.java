package dev.stalemate.systems.kvm;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Mtrrs;
import dev.stalemate.memtype.Pat;
import dev.stalemate.model.View;
import dev.stalemate.paging.EptLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What leaves are compared with: the guest's own registers, what would be installed now, and what accesses come to. */
final class KvmViews {
    private final KvmMachine machine;
    private final KvmFields fields;
    private final KvmAccess access;
    private final List<Integer> patIndexes;

    KvmViews(KvmMachine machine) {
        this.machine = machine;
        this.fields = machine.fields;
        this.access = new KvmAccess(machine);
        this.patIndexes = fields.scope.get(KvmSettings.PAT_INDEX);
    }

    /** The views that say something in the scope: of accesses where the guest's PAT can be other than WB. */
    List<View> all() {
        List<View> all = new ArrayList<>();
        if (fields.scope.get(KvmSettings.MTRRS)) {
            all.add(new View("mtrr", List.of(fields.vcpu, fields.frame), this::mtrr));
        }
        all.add(new View("would get", List.of(fields.frame), this::wouldGet));
        if (fields.mtrrs.field(Pat.MSR).width() > 0 || !patIndexes.equals(List.of(0))) {
            all.add(new View("believed", List.of(fields.vcpu, fields.frame), this::believed));
            all.add(new View("access", List.of(fields.vcpu, fields.frame), this::access));
        }
        return all;
    }

    private Vcpu vcpu(long[] s, int element) {
        return machine.vm.at(s).vcpu(element / fields.scope.gpa.length);
    }

    private int frame(int element) {
        return element % fields.scope.gpa.length;
    }

    private static String orUndefined(@Nullable MemType type) {
        return type == null ? "undefined" : type.toString();
    }

    /** By the SDM, whatever the design makes of it. */
    private String mtrr(long[] s, int element) {
        return orUndefined(Mtrrs.type(vcpu(s, element), fields.scope.gpa[frame(element)]));
    }

    /** A touch by each vCPU on line. */
    private String wouldGet(long[] s, int f) {
        machine.at(s);
        return !fields.pages.mapped(s, f)
                ? EptLeaf.text(EptLeaf.NONE)
                : IntStream.range(0, machine.vm.vcpus())
                        .filter(v -> machine.vm.vcpu(v).online())
                        .mapToObj(v -> EptLeaf.text(machine.wouldInstall(v, f)))
                        .distinct()
                        .collect(Collectors.joining(" or "));
    }

    /** What the guest takes its accesses for, by its own registers. */
    private String believed(long[] s, int element) {
        Vcpu vcpu = vcpu(s, element);
        return byPat(
                index -> orUndefined(Belief.of(vcpu, fields.scope.gpa[frame(element)], Pat.entry(vcpu.pat(), index))));
    }

    /** What they are, through the leaf. */
    private String access(long[] s, int element) {
        int f = frame(element);
        int v = element / fields.scope.gpa.length;
        return fields.leaf.get(s, f) == EptLeaf.NONE
                ? ""
                : byPat(index -> access.of(s, v, f, index).toString());
    }

    private String byPat(IntFunction<String> type) {
        return patIndexes.stream().map(type::apply).distinct().collect(Collectors.joining(" or "));
    }
}
