package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Design;

/** A design of ioreq-mapcache that is code, such as a user's own. */
public interface IoreqSteps extends Design {
    /**
     * A design of the system, from which it has what its code does not decide: whether the guest is paused, whether removals by another domain
     * are refused, and how servers map pages and answer.
     */
    Design base();

    /** What vCPUs, and a domain that removes a page, run. */
    IoreqCode code();
}
