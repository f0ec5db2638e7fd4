package dev.stalemate.pathfinder.target;

import dev.stalemate.pathfinder.target.ConcurrentCode.Checks;

/** The protocols as code, by the names of the systems that model them. */
public final class CodePrograms {
    private CodePrograms() {}

    /**
     * The code of a system's design.
     *
     * @param vcpus how many there are
     * @param more for the zap list, the ranges that each vCPU changes; for map caches, the threads of the server that map pages: 0 or 1
     * @throws IllegalArgumentException if there is none
     */
    public static ConcurrentCode of(String system, String design, Checks checks, int vcpus, int more) {
        return switch (system) {
            case "zap-list" -> ZapListMutants.named(design, checks, vcpus, more);
            case "ioreq-mapcache" -> MapCacheMutants.named(design, checks, vcpus, more > 0);
            default -> throw new IllegalArgumentException("no code of system " + system);
        };
    }

    /** How many threads the code has. */
    public static int threads(String system, int vcpus, int more) {
        return system.equals("zap-list") ? vcpus : vcpus + 1 + more;
    }
}
