package dev.stalemate.real.xen;

import dev.stalemate.systems.xen.domain.XenDomain;
import java.util.HashMap;
import java.util.Map;

/** A domain of a run: its name in the log, what is modelled of it, and what the lab itself keeps for it. */
final class XenGuest {
    private final String name;
    private final XenDomain domain;
    private final Map<Long, Long> grants = new HashMap<>();
    private boolean destroyed;

    XenGuest(String name, XenDomain domain) {
        this.name = name;
        this.domain = domain;
    }

    String name() {
        return name;
    }

    XenDomain domain() {
        return domain;
    }

    boolean destroyed() {
        return destroyed;
    }

    void destroy() {
        destroyed = true;
    }

    /** Grants the frame behind a gfn under a number. */
    void grant(long reference, long gfn) {
        grants.put(reference, gfn);
    }

    /** The gfn granted under a number, or -1. */
    long granted(long reference) {
        return grants.getOrDefault(reference, -1L);
    }

    /** Whether not all of its vCPUs have the same MTRRs, so that it matters which of them runs. */
    boolean differs(int vcpu) {
        for (int other = 0; other < domain.vcpus(); other++) {
            if (!domain.sameMtrrs(vcpu, other)) {
                return true;
            }
        }
        return false;
    }
}
