package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrRegisters;
import dev.stalemate.outside.Request.BadRequestException;
import dev.stalemate.systems.kvm.KvmMtrrLookup;
import dev.stalemate.systems.xen.leaf.XenMtrrs;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/** Look-ups of real hypervisors that the models have: they answer where the real one can't be run again, and give a fault its name. */
enum KnownDesign implements Implementation {
    /** KVM's guest MTRRs. */
    LINUX("KVM of Linux 4.9 to 6.10, by kvm_mtrr_get_guest_memory_type()") {
        @Override
        String type(MtrrRegisters r, long address) {
            return KvmMtrrLookup.type(r, true, address).toString();
        }

        @Override
        String large(MtrrRegisters r, long address, int order) {
            return KvmMtrrLookup.uniform(r, address & (-0x1000L << order), order) ? "uniform" : "mixed";
        }

        @Override
        String claim(Difference d) {
            if (!Script.isRegular(d.lines())) {
                return "";
            }
            return switch (Script.verb(d.request())) {
                case "type" -> d.reference().equals("UC") ? "R1" : "";
                case "large" -> d.isNeedlessSplit() ? "R2" : "";
                default -> "";
            };
        }
    },
    /** Xen's. */
    XEN("Xen from 4.5 on, by mtrr_get_type()") {
        @Override
        String type(MtrrRegisters r, long address) {
            return typeName(XenMtrrs.type(r, address, 0));
        }

        @Override
        String large(MtrrRegisters r, long address, int order) {
            return typeName(XenMtrrs.type(r, address, order));
        }

        @Override
        String claim(Difference d) {
            return d.reference().equals("mixed") ? "R3" : "";
        }
    };

    private static final String NOT_KNOWN = "na";

    private final String says;

    KnownDesign(String says) {
        this.says = says;
    }

    abstract String type(MtrrRegisters r, long address);

    abstract String large(MtrrRegisters r, long address, int order);

    /** The claim that is about this difference of the design's from the SDM; empty if there is none. */
    abstract String claim(Difference d);

    /** What can be said of a shrunk difference that this design has too. */
    static ImmutableList<String> remarks(Difference d, Predicate<KnownDesign> has) {
        ImmutableList.Builder<String> remarks = ImmutableList.builder();
        if (d.isNeedlessSplit()) {
            remarks.add(
                    "On the safe side: it splits a page that does not have to be split, so it is slower and not wrong.");
        }
        for (KnownDesign known : values()) {
            String claim = known.claim(d);
            if (!claim.isEmpty() && has.test(known)) {
                remarks.add("So does " + known + ": claim " + claim + ", see stalemate check " + claim + ".");
            }
        }
        return remarks.build();
    }

    /** Which versions, and which of their functions. */
    @Override
    public String toString() {
        return says;
    }

    @Override
    public Exchange ask(List<String> requests) {
        ReferenceSession session = new ReferenceSession();
        return new Exchange(
                requests.stream().map(r -> answer(session, r)).collect(ImmutableList.toImmutableList()), null);
    }

    /** Its answer; {@code na} to requests that have nothing to do with its look-up, except what WRMSR accepts, in which no design differs. */
    String answer(ReferenceSession session, String request) {
        String reference = Objects.requireNonNull(session.answer(request), request);
        if (reference.startsWith("error")) {
            return reference;
        }
        try {
            Request r = Request.parse(request);
            return switch (r.verb()) {
                case "reset", "wrmsr", "rdmsr" -> reference;
                case "type" -> type(session.registers(), r.hex(0));
                case "large" -> large(session.registers(), r.hex(0), Integer.parseInt(r.word(1)));
                default -> NOT_KNOWN;
            };
        } catch (BadRequestException e) {
            throw new IllegalStateException("the reference took it: " + request, e);
        }
    }

    /** Whether it answers the last of these requests so. */
    boolean answers(List<String> requests, String answer) {
        String verb = Script.verb(requests.get(requests.size() - 1));
        ImmutableList<String> own = ask(requests).answers();
        return Answer.readRecorded(verb, own.get(own.size() - 1)).says().equals(answer);
    }

    private static String typeName(int code) {
        MemType type = MemType.ofCode(code);
        return type == null ? "SPLIT" : type.toString();
    }
}
