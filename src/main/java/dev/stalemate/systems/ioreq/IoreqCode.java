package dev.stalemate.systems.ioreq;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.model.DesignFault;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What runs when entries of the p2m are freed, and on the way into the guest: places, each before a step, and which place follows each answer.
 *
 * @param places all places, by number
 * @param starts where each function begins; {@link #RETURNED} if it takes no step, which one at the end of a complete hypercall does
 */
public record IoreqCode(ImmutableList<Place> places, ImmutableMap<Start, Integer> starts) {
    /** Instead of a place: the function has returned. */
    public static final int RETURNED = -1;

    /** Where code is run. */
    public enum Role {
        /** An entry is freed by the vCPU. */
        FREE,
        /** An entry is freed by another domain. */
        FOREIGN,
        /** On the way into the guest. */
        OUT
    }

    /** What is run. */
    public enum Start {
        PAGE(Role.FREE),
        SUPERPAGE(Role.FREE),
        UNUSED_TABLE(Role.FREE),
        /** By another domain, before the guest's creation is finished. */
        FOREIGN_EARLY(Role.FOREIGN),
        FOREIGN(Role.FOREIGN),
        END(Role.OUT),
        /** The end of a hypercall that will be executed again. */
        PREEMPTED(Role.OUT),
        RESUME(Role.OUT);

        private final Role role;

        Start(Role role) {
            this.role = role;
        }

        /** Where it is run. */
        public Role role() {
            return role;
        }
    }

    /** A step. */
    public enum Call {
        READ_MAPCACHE_INVALIDATE,
        WRITE_MAPCACHE_INVALIDATE,
        TEST_AND_CLEAR_BOOL,
        SEND_INVALIDATE_IOREQ,
        WAIT_FOR_IOREQ_SERVERS,
        WAIT_FOR_ONE_IOREQ_SERVER,
        /** The function ends without any other step. */
        RETURN,
        /** The function did something wrong. */
        FAULT;

        /** As it is written in C. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it is about a flag. */
        public boolean hasFlag() {
            return this == READ_MAPCACHE_INVALIDATE || this == WRITE_MAPCACHE_INVALIDATE || this == TEST_AND_CLEAR_BOOL;
        }

        boolean waits() {
            return this == WAIT_FOR_IOREQ_SERVERS || this == WAIT_FOR_ONE_IOREQ_SERVER;
        }
    }

    /** Whose flag a step is about. */
    public enum Whose {
        /** That of the vCPU that runs. */
        OWN,
        DOMAIN,
        /** Those of all vCPUs of the guest, at once. */
        ALL
    }

    /**
     * Where code stands.
     *
     * @param call what it does next
     * @param whose of a flag; {@link Whose#OWN} of any other step
     * @param step the call with its line, as a run prints it
     * @param label as a state prints it, the same at no other place
     * @param says of a fault: what is wrong
     * @param branches what follows the answers: one, or that of 0 and that of 1
     */
    public record Place(
            Call call,
            Whose whose,
            Role role,
            String step,
            String label,
            String says,
            ImmutableList<Branch> branches) {}

    /**
     * What follows an answer.
     *
     * @param to the next place
     * @param flag what the flag becomes; -1 if it is not written
     */
    public record Branch(int to, int flag) {}

    /** Whether a vCPU that was descheduled does anything before it enters the guest. */
    boolean looksOnResume() {
        return starts.getOrDefault(Start.RESUME, RETURNED) >= 0;
    }

    /** The places of some role, or the others'. */
    Stream<Place> places(boolean foreign) {
        return places.stream().filter(place -> (place.role == Role.FOREIGN) == foreign);
    }

    /** The design with whose flag, requests and resumption a state is laid out. */
    IoreqDesign shape(IoreqDesign base) {
        boolean own = places.stream().anyMatch(p -> p.call.hasFlag() && p.whose != Whose.DOMAIN);
        boolean domains = places.stream().anyMatch(p -> p.call.hasFlag() && p.whose == Whose.DOMAIN);
        boolean forwards = places(true).anyMatch(p -> p.call == Call.SEND_INVALIDATE_IOREQ || p.call.waits());
        if (base.looksOnResume && !starts.containsKey(Start.RESUME)) {
            throw new DesignFault(
                    "a vCPU of " + base.name()
                            + " looks at the flag when it resumes, so the file has to define hvm_do_resume(), if only as an empty function");
        }
        if (base.flagsFirst) {
            throw new DesignFault(
                    base.name() + " sets the flag before an entry is removed, but p2m_free_entry() runs after that");
        }
        StringBuilder changes = new StringBuilder("looks-on-resume=" + (looksOnResume() ? "on" : "off"));
        if (own || domains) {
            changes.append(own ? ",flag=vcpu" : ",flag=domain");
        }
        if (forwards && base.foreign != IoreqDesign.Foreign.REFUSED) {
            changes.append(",foreign=forward");
        }
        return base.with(changes.toString());
    }
}
