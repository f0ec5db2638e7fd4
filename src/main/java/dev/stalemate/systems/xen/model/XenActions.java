package dev.stalemate.systems.xen.model;

import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Action;
import dev.stalemate.model.Domain;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Layout;
import dev.stalemate.paging.WideMsr;
import dev.stalemate.systems.xen.leaf.EptTables.Walk;
import dev.stalemate.systems.xen.leaf.EptWord;
import dev.stalemate.systems.xen.leaf.P2mType;
import dev.stalemate.systems.xen.model.XenSettings.Calls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the toolstack and the guest can do, as families of transitions. Where each hypercall may be made once at most, a flag for each
 * remembers it; where orders are compared, the same hypercalls are made on two domains, each in an order of its own.
 */
final class XenActions {
    private static final Index PINNED = new Index("range", 2, i -> i == 0 ? "first" : "all");
    private static final Index ORDER = new Index("order", 2, i -> i == 0 ? "first" : "second");

    private final XenFields fields;
    private final long[] gpa;
    private final boolean anywhere;
    private final List<Family> families = new ArrayList<>();

    /** A guard or an effect on a domain. */
    @FunctionalInterface
    private interface Guard {
        boolean test(XenMachine machine, long[] args);
    }

    @FunctionalInterface
    private interface Effect {
        void apply(XenMachine machine, long[] args);
    }

    /** A family of transitions of one domain. */
    private record Family(
            String name,
            List<Action.Parameter> parameters,
            boolean hypercall,
            Guard guard,
            Effect effect,
            Action.@Nullable Written written) {
        private Family(String name, List<Action.Parameter> parameters, boolean hypercall, Guard guard, Effect effect) {
            this(name, parameters, hypercall, guard, effect, null);
        }

        private int combinations() {
            int n = 1;
            for (Action.Parameter p : parameters) {
                n *= p.domain().values().length;
            }
            return n;
        }

        /** The number of a combination of arguments, those of a family being numbered from 0. */
        private int number(long[] args) {
            int number = 0;
            for (int i = 0; i < parameters.size(); i++) {
                long[] values = parameters.get(i).domain().values();
                number = number * values.length + place(values, args[i]);
            }
            return number;
        }

        /** Where a value is among those of a domain, which it is one of. */
        private static int place(long[] values, long value) {
            int place = 0;
            while (values[place] != value) {
                place++;
            }
            return place;
        }
    }

    XenActions(XenFields fields, long[] gpa) {
        this.fields = fields;
        this.gpa = gpa;
        this.anywhere = fields.scope.get(XenSettings.ANYWHERE);
        declare();
    }

    /** The flags that remember which hypercalls were made, one for each with its arguments. */
    IntField done(Layout.Builder b, String prefix, Calls calls) {
        int hypercalls = families.stream()
                .filter(Family::hypercall)
                .mapToInt(Family::combinations)
                .sum();
        Index call = Index.of("call", Math.max(1, hypercalls));
        return b.number(prefix + "made", calls == Calls.FREE ? 1 : 2, Integer::toString, call);
    }

    /** Which of the flags remembers a hypercall with its arguments; -1 if the scope has no such hypercall. */
    int flag(String name, long... args) {
        int first = 0;
        for (Family f : families) {
            if (f.hypercall && f.name.equals(name)) {
                return first + f.number(args);
            }
            first += f.hypercall ? f.combinations() : 0;
        }
        return -1;
    }

    private void declare() {
        boolean revoke = fields.scope.get(XenSettings.REVOKE);
        if (fields.domain.bound() > 1) {
            Index iommu = new Index("iommu", 2, i -> i == 0 ? "no" : "yes");
            families.add(new Family("create", withVcpu(over(iommu)), true, (m, a) -> !exists(m), (m, a) -> {
                m.fields.domain.set(m.state(), 0, XenFields.WITHOUT_IOMMU + (int) a[0]);
                m.typedBy(vcpu(a, 1)).populate();
            }));
        }
        ranges("iomem", f -> f.iomem, fields.iomemRange, revoke);
        ranges("ioport", f -> f.ioport, fields.ioportRange, revoke);
        if (fields.devices.bound() > 1) {
            int most = fields.devices.bound() - 1;
            // iommu_do_domctl() refuses a domain without an IOMMU.
            call(
                    "assign-device",
                    List.of(),
                    (m, a) -> m.iommu() && m.devices() < most,
                    (m, a) -> m.assign(m.devices() + 1));
            if (revoke) {
                call("take-device-back", List.of(), (m, a) -> m.devices() > 0, (m, a) -> m.assign(m.devices() - 1));
            }
        }
        maps(revoke);
        if (fields.pin.bound() > 1) {
            Index type = new Index(
                    "type", fields.pinTypes.size(), i -> fields.pinTypes.get(i).toString());
            call("pin", List.of(over(PINNED), over(type)), (m, a) -> true, (m, a) -> m.pin((int) a[0], (int) a[1]));
            if (revoke) {
                call(
                        "unpin",
                        List.of(over(PINNED)),
                        (m, a) -> m.fields.pinnedRange(m.state()) == a[0],
                        (m, a) -> m.unpin());
            }
        }
        restores();
        if (fields.stopped.bound() > 1) {
            call("start", List.of(), (m, a) -> !m.started(), (m, a) -> m.start());
        }
        guest();
    }

    private void restores() {
        Guard mayRestore = (m, a) -> m.fields.stopped.bound() == 1 || !m.started();
        if (fields.restoresAny) {
            for (int msr : fields.mtrrs.msrs()) {
                call(
                        "hvm-load",
                        register(msr, anyLegal(msr)),
                        mayRestore,
                        (m, a) -> m.write((int) a[0], (int) a[1], a[2], true));
            }
        } else if (fields.saved.length > 0) {
            call("hvm-load", List.of(over(fields.vcpu)), mayRestore, (m, a) -> m.restore((int) a[0]));
        }
    }

    private void ranges(String what, Function<XenFields, IntField> ranges, Index range, boolean revoke) {
        if (ranges.apply(fields).bound() > 1) {
            call(
                    "permit-" + what,
                    List.of(over(range)),
                    (m, a) -> !ranges.apply(m.fields).is(m.state(), (int) a[0]),
                    (m, a) -> m.range(ranges.apply(m.fields), (int) a[0], true));
            if (revoke) {
                call(
                        "deny-" + what,
                        List.of(over(range)),
                        (m, a) -> ranges.apply(m.fields).is(m.state(), (int) a[0]),
                        (m, a) -> m.range(ranges.apply(m.fields), (int) a[0], false));
            }
        }
    }

    private void maps(boolean revoke) {
        List<PageKind> kinds = fields.scope.get(XenSettings.MAPS);
        if (kinds.isEmpty()) {
            return;
        }
        Index page = new Index("page", kinds.size(), i -> kinds.get(i).toString());
        call(
                "map",
                withVcpu(withGfn(over(page))),
                (m, a) -> mayMap(m, gfn(a, 1), kinds.get((int) a[0])),
                (m, a) -> m.typedBy(vcpu(a, 2)).map(gfn(a, 1), kinds.get((int) a[0])));
        if (revoke) {
            call("unmap", withVcpu(withGfn()), (m, a) -> EptWord.isPresent(m.ept.leaf(gfn(a, 0))), (m, a) -> m.typedBy(
                            vcpu(a, 1))
                    .unmap(gfn(a, 0)));
        }
    }

    /** Parameters, and at which gfn the toolstack does it if not always at the first. */
    private List<Action.Parameter> withGfn(Action.Parameter... parameters) {
        List<Action.Parameter> all = new ArrayList<>(List.of(parameters));
        if (anywhere) {
            all.add(over(fields.gfn));
        }
        return all;
    }

    private int gfn(long[] a, int at) {
        return anywhere ? (int) a[at] : 0;
    }

    /** Parameters, and by which vCPU leaves are typed if not always by the first. */
    private List<Action.Parameter> withVcpu(Action.Parameter... parameters) {
        return withVcpu(List.of(parameters));
    }

    private List<Action.Parameter> withVcpu(List<Action.Parameter> parameters) {
        List<Action.Parameter> all = new ArrayList<>(parameters);
        if (anywhere) {
            all.add(over(fields.vcpu));
        }
        return all;
    }

    private int vcpu(long[] a, int at) {
        return anywhere ? (int) a[at] : 0;
    }

    /** Only RAM makes room for another page; device memory needs permission for range 0, where there are ranges. */
    private boolean mayMap(XenMachine m, int gfn, PageKind kind) {
        long leaf = m.ept.leaf(gfn);
        boolean free =
                !EptWord.isPresent(leaf) || (PageKind.of(EptWord.mfn(leaf)) == PageKind.RAM && kind != PageKind.RAM);
        boolean permitted = kind.type() != P2mType.MMIO_DIRECT
                || m.design.mappingPermits()
                || m.fields.iomem.bound() == 1
                || m.fields.iomem.is(m.state(), 0);
        return free && permitted && m.fields.frames.mayMap(m.state(), kind);
    }

    private void guest() {
        if (fields.pending.bound() > 1) {
            exits();
        } else if (fields.scope.get(XenSettings.TOUCH)) {
            touch();
        }
        wrmsr();
        cd();
        if (fields.scope.get(XenSettings.CLEANS)) {
            families.add(new Family(
                    "clean-caches",
                    List.of(over(fields.vcpu)),
                    false,
                    this::runs,
                    (m, a) -> m.cleanCaches((int) a[0])));
        }
    }

    private void touch() {
        families.add(new Family(
                "touch",
                List.of(over(fields.vcpu), over(fields.gfn)),
                false,
                (m, a) -> runs(m, a) && m.ept.walk(a[1]) == Walk.MISCONFIGURED,
                (m, a) -> m.touch((int) a[0], (int) a[1])));
    }

    /** A touch in two steps. */
    private void exits() {
        families.add(new Family(
                "exit",
                List.of(over(fields.vcpu), over(fields.gfn)),
                false,
                (m, a) -> runs(m, a) && m.ept.walk(a[1]) == Walk.MISCONFIGURED,
                (m, a) -> m.exit((int) a[0], (int) a[1])));
        families.add(new Family(
                "handle-misconfig",
                List.of(over(fields.vcpu)),
                false,
                (m, a) -> m.fields.pending.get(m.state(), (int) a[0]) != 0,
                (m, a) -> m.handle((int) a[0])));
    }

    private void wrmsr() {
        if (fields.wide) {
            fields.mtrrs.msrs().forEach(msr -> families.add(wrmsr(msr, anyLegal(msr))));
        } else {
            fields.written.forEach((msr, values) -> families.add(wrmsr(msr, Domain.hex(values))));
        }
    }

    private Family wrmsr(int msr, Domain values) {
        return new Family(
                "wrmsr",
                register(msr, values),
                false,
                (m, a) -> runs(m, a) && m.vcpu((int) a[0]).read((int) a[1]) != a[2],
                (m, a) -> m.write((int) a[0], (int) a[1], a[2], false),
                fields.mtrrs.written(msr));
    }

    /** A register of a vCPU, and what it becomes. */
    private List<Action.Parameter> register(int msr, Domain values) {
        return List.of(
                over(fields.vcpu),
                new Action.Parameter("msr", Domain.hex(msr).reading(RegisterNotation::msr)),
                new Action.Parameter(
                        "value", values.reading(text -> RegisterNotation.value(msr, text, fields.maxPhyAddr))));
    }

    private Domain anyLegal(int msr) {
        return WideMsr.domain(msr, fields.maxPhyAddr, gpa);
    }

    private void cd() {
        if (fields.cd.bound() > 1) {
            for (int bit = 1; bit >= 0; bit--) {
                int to = bit;
                families.add(new Family(
                        to == 1 ? "set-cd" : "clear-cd",
                        List.of(over(fields.vcpu)),
                        false,
                        (m, a) -> runs(m, a) && m.fields.cd.is(m.state(), (int) a[0]) != (to == 1),
                        (m, a) -> m.cacheDisable((int) a[0], to == 1)));
            }
        }
    }

    /** Whether the vCPU that is the first argument is in the guest. */
    private boolean runs(XenMachine m, long[] a) {
        return exists(m) && m.started() && m.fields.pending.get(m.state(), (int) a[0]) == 0;
    }

    private boolean exists(XenMachine m) {
        return m.fields.created(m.state());
    }

    private void call(String name, List<Action.Parameter> parameters, Guard guard, Effect effect) {
        families.add(new Family(name, parameters, true, (m, a) -> exists(m) && guard.test(m, a), effect));
    }

    private static Action.Parameter over(Index index) {
        return new Action.Parameter(index.name(), Domain.of(index));
    }

    /** The actions on one domain. */
    List<Action> on(XenMachine machine, IntField done) {
        List<Action> actions = new ArrayList<>();
        int first = 0;
        for (Family f : families) {
            Action.Builder b = Action.named(f.name);
            f.parameters.forEach(p -> b.over(p.name(), p.domain()));
            boolean once = f.hypercall && done.bound() > 1;
            int from = first;
            b.writing(f.written);
            actions.add(b.when((s, a) -> !(once && done.is(s, from + f.number(a))) && f.guard.test(machine.at(s), a))
                    .then((s, a) -> {
                        f.effect.apply(machine.at(s), a);
                        if (once) {
                            done.set(s, from + f.number(a), 1);
                        }
                    }));
            first += f.hypercall ? f.combinations() : 0;
        }
        return actions;
    }

    /** The hypercalls on either of two domains, each once on each domain. Nothing else happens, so the types in the end are compared. */
    List<Action> onEither(XenMachine[] machines, IntField[] done) {
        List<Action> actions = new ArrayList<>();
        int first = 0;
        for (Family f : families) {
            if (f.hypercall) {
                Action.Builder b = Action.named(f.name).over(ORDER);
                f.parameters.forEach(p -> b.over(p.name(), p.domain()));
                int from = first;
                long[] own = new long[f.parameters.size()];
                actions.add(b.when((s, a) -> {
                            int d = (int) a[0];
                            System.arraycopy(a, 1, own, 0, own.length);
                            return !done[d].is(s, from + f.number(own)) && f.guard.test(machines[d].at(s), own);
                        })
                        .then((s, a) -> {
                            int d = (int) a[0];
                            System.arraycopy(a, 1, own, 0, own.length);
                            f.effect.apply(machines[d].at(s), own);
                            done[d].set(s, from + f.number(own), 1);
                        }));
                first += f.combinations();
            }
        }
        return actions;
    }
}
