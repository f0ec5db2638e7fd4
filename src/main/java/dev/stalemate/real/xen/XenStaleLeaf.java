package dev.stalemate.real.xen;

/**
 * A leaf of a dump that the model finds stale: it is not marked, and the vCPU that touched it now would get another.
 *
 * @param run the run
 * @param dump the number of the command that dumped it
 * @param label the dump's label
 * @param domain the domain's name
 * @param gfn its first frame
 * @param order it maps 2^order frames
 * @param has what it is, such as {@code UC} or {@code WB+IPAT}
 * @param now what the last vCPU for which it differs would get, {@code split} for a large leaf that would be split
 * @param everywhere whether it differs for every vCPU, and not only for some of a domain whose MTRRs are not equal
 * @param weaker whether accesses are weaker than they should be, for some type that the guest's PAT selects, and not only slower
 * @param since the number of the command since which it is stale
 * @param cause that command
 */
public record XenStaleLeaf(
        String run,
        int dump,
        String label,
        String domain,
        long gfn,
        int order,
        String has,
        String now,
        boolean everywhere,
        boolean weaker,
        int since,
        String cause) {}
