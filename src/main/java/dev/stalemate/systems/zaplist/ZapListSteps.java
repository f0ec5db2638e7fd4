package dev.stalemate.systems.zaplist;

import dev.stalemate.model.Design;

/** A design of zap-list that is code, such as a user's own. */
public interface ZapListSteps extends Design {
    /**
     * What a vCPU runs.
     *
     * @param ranges how many ranges there are, 1 to 3
     * @param subsets whether an update changes any set of them, or always all
     */
    UpdateCode code(int ranges, boolean subsets);
}
