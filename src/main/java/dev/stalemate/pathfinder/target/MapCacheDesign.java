package dev.stalemate.pathfinder.target;

/** The designs of map caches by the model's names, each as what it does otherwise than {@code vcpu-flag}. */
final class MapCacheDesign {
    /** One flag for the domain. */
    static final int DOMAIN_FLAG = 1;
    /** The flag is tested and cleared without a plain read before. */
    static final int CLEARS_ONLY = 1 << 1;
    /** The flag is set before the entry is removed. */
    static final int FLAGS_FIRST = 1 << 2;
    /** Only last-level entries set the flag. */
    static final int LEAVES_ONLY = 1 << 3;
    /** The copy of a superpage's entry, which is freed if the superpage could not be split, sets no flag. */
    static final int REMOVED_ONLY = 1 << 4;
    /** A preempted hypercall leaves without a look at the flag. */
    static final int AT_COMPLETION = 1 << 5;
    /** A vCPU that resumes looks at the flag. */
    static final int LOOKS_ON_RESUME = 1 << 6;
    /** Removals by another domain set the flag as well: that of each vCPU. */
    static final int FOREIGN_FLAG = 1 << 7;
    /** Another domain that removes a page tells the servers and waits for them. */
    static final int FORWARDS = 1 << 8;
    /** The domain is paused while another removes a page. */
    static final int PAUSES = 1 << 9;
    /** One server is waited for. */
    static final int WAITS_FOR_ONE = 1 << 10;
    /** No server is waited for. */
    static final int NO_WAIT = 1 << 11;
    /** Servers acknowledge before they drop their mappings. */
    static final int ACKS_FIRST = 1 << 12;
    /** A server looks a page up and keeps it without a lock over both. */
    static final int MAPS_UNLOCKED = 1 << 13;
    /** Entries of all types set the flag. */
    static final int ANY_TYPE = 1 << 14;
    /** The type is that of the entry after the removal. */
    static final int TYPE_AFTERWARDS = 1 << 15;
    /** Whether the domain has a server is asked before the p2m is locked. */
    static final int SERVER_ASKED_FIRST = 1 << 16;

    private static final int XEN_4_15_PAUSED = LOOKS_ON_RESUME | FOREIGN_FLAG | PAUSES;

    private final int ways;

    MapCacheDesign(String name) {
        ways = switch (name) {
            case "arm-v3" -> DOMAIN_FLAG;
            case "always-flagged" -> DOMAIN_FLAG | FOREIGN_FLAG;
            case "domain-clear-only" -> DOMAIN_FLAG | CLEARS_ONLY;
            case "domain-at-completion" -> DOMAIN_FLAG | AT_COMPLETION;
            case "domain-flag-first" -> DOMAIN_FLAG | FLAGS_FIRST;
            case "vcpu-flag" -> 0;
            case "vcpu-clear-only" -> CLEARS_ONLY;
            case "vcpu-flag-first" -> FLAGS_FIRST;
            case "no-superpages" -> LEAVES_ONLY;
            case "lost-frames-only" -> REMOVED_ONLY;
            case "at-completion" -> AT_COMPLETION;
            case "waits-for-one" -> WAITS_FOR_ONE;
            case "no-wait" -> NO_WAIT;
            case "acks-first" -> ACKS_FIRST;
            case "maps-unlocked" -> MAPS_UNLOCKED;
            case "forwarded" -> FORWARDS | PAUSES;
            case "forwarded-unpaused" -> FORWARDS;
            case "xen-4.15" -> LOOKS_ON_RESUME | FOREIGN_FLAG;
            case "xen-4.15-paused" -> XEN_4_15_PAUSED;
            case "paused-domain-flag" -> XEN_4_15_PAUSED | DOMAIN_FLAG;
            case "any-type" -> ANY_TYPE;
            case "type-afterwards" -> TYPE_AFTERWARDS;
            case "server-asked-first" -> SERVER_ASKED_FIRST;
            default -> throw new IllegalArgumentException("no code of design " + name);
        };
    }

    /** Whether it has one of these ways. */
    boolean is(int way) {
        return (ways & way) != 0;
    }
}
