package dev.stalemate.real.xen;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.systems.xen.design.XenDesign;
import dev.stalemate.systems.xen.domain.Machine;
import dev.stalemate.systems.xen.domain.MemoryTypes;
import dev.stalemate.systems.xen.domain.MemoryTypes.EptFactory;
import dev.stalemate.systems.xen.domain.SaveRecord;
import dev.stalemate.systems.xen.domain.XenDomain;
import dev.stalemate.systems.xen.leaf.Costs;
import dev.stalemate.systems.xen.leaf.EptTables;
import dev.stalemate.systems.xen.leaf.Pins;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plays the commands of a lab run on the model: toolstack calls by another domain, and what the lab's guest does when it is told to. That
 * guest runs at gfn 0x10, where it looks for its next command: each of its vCPUs touches that page before and after a command.
 *
 * <p>Whether a hypercall succeeded is the log's to say where it depends on what is not modelled, such as free memory; where it depends on
 * what is, the model says, and the difference is told.
 */
final class XenPlayer {
    private static final long CODE_GFN = 0x10;
    private static final long LOW_GFNS = 0xFFFFF; // the guest's addresses have 32 bits
    private static final long PVH_DEF_TYPE = 0x806;
    private static final long MOST_FRAMES = 1 << 20; // what the lab lets a domain have
    private static final int MOST_VCPUS = 4;
    private static final int GRANTS_A_FRAME = 512;
    private static final int EINVAL = 22;

    private final XenDesign design;
    private final Function<Costs, EptFactory> tables;
    private final ReplayChoices choices;
    private final Machine machine = XenLabHost.machine();
    private final List<XenGuest> guests = new ArrayList<>();
    private final Exits exits = new Exits();
    private @Nullable XenGuest current;
    private int vcpu;
    private boolean initialisesMtrrs = true;

    /** What a command came to in the model. */
    record Played(int misconfigurations, @Nullable String unexpected) {}

    private static final class Exits implements Costs {
        private int count;

        @Override
        public void exit() {
            count++;
        }
    }

    XenPlayer(XenDesign design, Function<Costs, EptFactory> tables, ReplayChoices choices) {
        this.design = design;
        this.tables = tables;
        this.choices = choices;
    }

    /** Every domain so far, in the order of their creation. */
    List<XenGuest> guests() {
        return guests;
    }

    /** The EPT of a domain. */
    static EptTables ept(XenGuest guest) {
        return guest.domain().types().ept();
    }

    /** The types that leaves of a domain would get now, if one of its vCPUs touched them. */
    MemoryTypes askedBy(XenGuest guest, int byVcpu) {
        return new CurrentVcpu(guest.domain(), byVcpu).types(design.forModel(), machine);
    }

    /**
     * Plays the next command.
     *
     * @throws BadFileException if the command makes no sense
     */
    Played play(LabStep step) throws BadFileException {
        exits.count = 0;
        String unexpected = toolstack(step);
        return new Played(exits.count, unexpected);
    }

    private @Nullable String toolstack(LabStep s) throws BadFileException {
        boolean done = s.answer().done();
        switch (s.verb()) {
            case "mtrrinit" -> initialisesMtrrs = s.decimal(1, 1) == 1;
            case "use" -> use(guest(s, 1), s.decimal(2, MOST_VCPUS - 1), s);
            case "dump", "keys", "target" -> {}
            case "create" -> {
                return create(s, done);
            }
            case "destroy" -> destroy(guest(s, 1), done);
            case "load" -> load(guest(s, 1), s, done);
            case "saverestore" -> saveRestore(guest(s, 1), done);
            case "ram" -> ram(guest(s, 1), s, done);
            case "iomem", "ioport" -> ioRange(guest(s, 1).domain(), s, done);
            case "grant" -> grant(guest(s, 1), s);
            case "mmap" -> {
                return isExcused(s)
                        ? null
                        : agrees(done, memoryMapping(guest(s, 1).domain(), s), s);
            }
            case "pin" -> {
                return pin(guest(s, 1).domain(), s);
            }
            case "physmap", "unphysmap", "foreign" -> {
                return isExcused(s) ? null : agrees(done && s.answer().status() == 0, physmap(guest(s, 1), s), s);
            }
            case "mtrrctx" -> {
                return done ? record(guest(s, 1).domain(), s) : unexplained(s);
            }
            default -> {
                return guestCommand(s);
            }
        }
        return done || isExcused(s) ? null : unexplained(s);
    }

    private static boolean isExcused(LabStep s) {
        LabVerb verb = LabVerb.of(s.verb());
        int error = s.answer().done() ? -s.answer().status() : s.answer().errno();
        return error != 0 && verb != null && verb.excuses(error);
    }

    /** Of a command that always works in the model. */
    private static String unexplained(LabStep s) {
        return s.answer().says() + " on Xen, for which the model has no reason";
    }

    private static @Nullable String agrees(boolean onXen, boolean inTheModel, LabStep s) {
        if (onXen == inTheModel) {
            return null;
        }
        return onXen ? "the model refuses it, Xen did not" : unexplained(s);
    }

    private static void destroy(XenGuest guest, boolean done) {
        if (done) {
            guest.destroy();
        }
    }

    private void use(XenGuest guest, int newVcpu, LabStep s) throws BadFileException {
        if (newVcpu >= guest.domain().vcpus()) {
            throw s.bad("no such vCPU");
        }
        current = guest;
        vcpu = newVcpu;
    }

    private @Nullable String create(LabStep s, boolean done) throws BadFileException {
        int vcpus = s.decimal(2, MOST_VCPUS);
        if (vcpus == 0) {
            throw s.bad("a domain without vCPUs");
        }
        boolean iommu = s.has(4);
        if (iommu && !s.word(3).equals("iommu")) {
            throw s.bad("nothing but 'iommu' may follow the number of vCPUs");
        }
        if (done) {
            guests.add(new XenGuest(
                    s.word(1).substring(0, 1),
                    new XenDomain(design, machine, vcpus, iommu, XenLabHost.MAXPHYADDR, exits, tables.apply(exits))));
        }
        boolean noIommu = iommu && s.answer().errno() == EINVAL; // on a machine without one
        return done || noIommu || isExcused(s) ? null : unexplained(s);
    }

    private XenGuest guest(LabStep s, int word) throws BadFileException {
        for (XenGuest guest : guests) {
            if (!guest.destroyed() && s.word(word).startsWith(guest.name())) {
                return guest;
            }
        }
        throw s.bad("no domain " + s.word(word));
    }

    /** Code, and the state of each vCPU; of its MTRRs what libxenguest sets for a PVH guest. */
    private void load(XenGuest guest, LabStep s, boolean done) throws BadFileException {
        use(guest, 0, s);
        XenDomain domain = guest.domain();
        for (int v = 0; done && initialisesMtrrs && v < domain.vcpus(); v++) {
            domain.load(v, domain.save(v).withDefType(PVH_DEF_TYPE));
        }
    }

    private static void saveRestore(XenGuest guest, boolean done) {
        XenDomain domain = guest.domain();
        List<SaveRecord> records = new ArrayList<>();
        for (int v = 0; v < domain.vcpus(); v++) {
            records.add(domain.save(v));
        }
        for (int v = 0; done && v < domain.vcpus(); v++) {
            domain.load(v, records.get(v));
        }
    }

    private static void ram(XenGuest guest, LabStep s, boolean done) throws BadFileException {
        long gfn = s.hex(2);
        long count = s.number(3, 10, MOST_FRAMES);
        int order = s.decimal(4, 18);
        long frames = count << order;
        if (frames > MOST_FRAMES || gfn + frames > ept(guest).frames() || (gfn & ((1L << order) - 1)) != 0) {
            throw s.bad("no place for so much RAM");
        }
        for (long i = 0; done && i < count; i++) {
            guest.domain().memory().populate(gfn + (i << order), order);
        }
    }

    private static void ioRange(XenDomain domain, LabStep s, boolean done) throws BadFileException {
        boolean permit = s.decimal(2, 1) == 1;
        long first = s.hex(3);
        long count = s.hex(4);
        if (done && s.verb().equals("iomem")) {
            domain.iomem(permit, first, count);
        } else if (done) {
            domain.ioport(permit, first, count);
        }
    }

    private static boolean memoryMapping(XenDomain domain, LabStep s) throws BadFileException {
        long gfn = s.hex(3);
        long frames = s.number(5, 16, MOST_FRAMES);
        if (gfn + frames > domain.types().ept().frames()) {
            throw s.bad("no such gfn");
        }
        return domain.memoryMapping(s.decimal(2, 1) == 1, gfn, s.hex(4), frames);
    }

    private static @Nullable String pin(XenDomain domain, LabStep s) throws BadFileException {
        long type = s.word(4).equals("del") ? Pins.DELETE : s.number(4, 16, Pins.DELETE);
        int errno = domain.pin(s.number(2, 16, -1), s.number(3, 16, -1), type).errno();
        int seen = s.answer().errno();
        return errno == seen ? null : "errno " + errno + " in the model, " + seen + " on Xen";
    }

    private boolean physmap(XenGuest guest, LabStep s) throws BadFileException {
        var memory = guest.domain().memory();
        long frames = ept(guest).frames();
        return switch (s.verb()) {
            case "unphysmap" -> memory.remove(s.number(2, 16, frames - 1));
            case "foreign" -> {
                long gfn = s.number(2, 16, frames - 1);
                XenGuest owner = guest(s, 3);
                long theirs = s.number(4, 16, frames - 1);
                yield owner.domain().memory().mapped(theirs)
                        && memory.mapForeign(gfn, owner.domain().memory().mfn(theirs));
            }
            default -> {
                long gfn = s.number(4, 16, frames - 1);
                yield switch (s.decimal(2, 9)) {
                    case 0 -> memory.mapSharedInfo(gfn);
                    case 1 -> memory.mapGrantTable((int) s.number(3, 16, 0xFF), gfn);
                    case 2 -> memory.moveFrom(s.number(3, 16, frames - 1), gfn);
                    default -> throw s.bad("this kind of add_to_physmap is not modelled");
                };
            }
        };
    }

    private void grant(XenGuest owner, LabStep s) throws BadFileException {
        long table = s.number(2, 16, ept(owner).frames() - 1);
        int frame = Math.max(0, owner.domain().memory().grantFrameAt(table));
        owner.grant((long) frame * GRANTS_A_FRAME + s.number(3, 16, GRANTS_A_FRAME - 1), s.number(4, 16, -1));
    }

    private static @Nullable String record(XenDomain domain, LabStep s) throws BadFileException {
        SaveRecord record = domain.save(s.has(3) ? s.decimal(2, domain.vcpus() - 1) : 0);
        StringBuilder text = new StringBuilder(String.format(
                "def %x pat %x cap %x var",
                record.value(MtrrMsr.DEF_TYPE), record.value(Pat.MSR), MtrrMsr.cap(XenDomain.PAIRS)));
        for (int n = 0; n < XenDomain.PAIRS; n++) {
            text.append(String.format(" %x %x", record.value(MtrrMsr.physBase(n)), record.value(MtrrMsr.physMask(n))));
        }
        text.append(" fixed");
        for (int i = 0; i < 11; i++) {
            text.append(String.format(" %x", record.value(MtrrMsr.fixed(i))));
        }
        return text.toString().equals(s.answer().text()) ? null : "the model's record is: " + text;
    }

    /** A command of the guest that is in use, on the vCPU that is in use. */
    private @Nullable String guestCommand(LabStep s) throws BadFileException {
        if (current == null || current.destroyed()) {
            throw s.bad("no guest is in use");
        }
        XenGuest guest = current;
        guest.domain().start();
        look(guest);
        String unexpected =
                switch (s.verb()) {
                    case "rd" -> access(guest, s, 2);
                    case "wr" -> access(guest, s, 3);
                    case "wrmsr" -> wrmsr(guest.domain(), s);
                    case "rdmsr" -> rdmsr(guest.domain(), s);
                    case "mapgrant" -> mapGrant(guest, s);
                    case "cr0" -> null; // what it is is not modelled, nor which values fault
                    case "wbinvd" -> s.answer().done() ? null : unexplained(s);
                    default -> throw s.bad("unknown command");
                };
        guest.domain().execute(vcpu, CODE_GFN);
        return unexpected;
    }

    /** The vCPUs look for a command. If the page has to be recomputed, and their MTRRs differ, it matters which is first. */
    private void look(XenGuest guest) {
        boolean matters = ept(guest).walk(CODE_GFN) == EptTables.Walk.MISCONFIGURED && guest.differs(vcpu);
        int vcpus = guest.domain().vcpus();
        int first = matters ? (vcpu + choices.among(vcpus)) % vcpus : vcpu;
        guest.domain().execute(first, CODE_GFN);
    }

    private @Nullable String access(XenGuest guest, LabStep s, int countWord) throws BadFileException {
        long gfn = s.number(1, 16, -1);
        long count = s.has(countWord + 1) ? s.number(countWord, 16, MOST_FRAMES) : 1;
        long step = s.has(countWord + 2) ? s.number(countWord + 1, 16, -1) : 1;
        for (long i = 0; i < count; i++) {
            guest.domain().touch(vcpu, (gfn + i * step) & LOW_GFNS);
        }
        return s.answer().done() ? null : unexplained(s);
    }

    private @Nullable String wrmsr(XenDomain domain, LabStep s) throws BadFileException {
        int msr = (int) s.number(1, 16, 0xFFFFFFFFL);
        if (msr != MtrrMsr.CAP && domain.rdmsr(vcpu, msr).isEmpty()) {
            return null; // an MSR that is not modelled
        }
        boolean accepted = domain.wrmsr(vcpu, msr, s.number(2, 16, -1));
        return accepted == s.answer().done() ? null : accepted ? "#GP on Xen alone" : "#GP in the model alone";
    }

    private @Nullable String rdmsr(XenDomain domain, LabStep s) throws BadFileException {
        OptionalLong value = domain.rdmsr(vcpu, (int) s.number(1, 16, 0xFFFFFFFFL));
        Long seen = s.answer().value();
        if (value.isPresent() && !s.answer().done()) {
            return "#GP on Xen alone";
        }
        boolean same = value.isEmpty() || seen == null || seen == value.getAsLong();
        return same ? null : String.format("%016x in the model", value.getAsLong());
    }

    private @Nullable String mapGrant(XenGuest guest, LabStep s) throws BadFileException {
        XenGuest owner = guest(s, 1);
        long gfn = s.number(3, 16, ept(guest).frames() - 1);
        boolean readOnly = (s.number(4, 16, 0xFF) & 4) != 0;
        long theirs = owner.granted(s.number(2, 16, -1));
        boolean possible = theirs >= 0
                && theirs < ept(owner).frames()
                && owner.domain().memory().mapped(theirs);
        boolean done = possible
                && guest.domain().mapGrant(vcpu, gfn, owner.domain().memory().mfn(theirs), readOnly);
        return agrees(s.answer().done() && s.answer().status() == 0, done, s);
    }
}
