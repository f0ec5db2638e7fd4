package dev.stalemate.systems.teardown;

import dev.stalemate.model.Acts;
import dev.stalemate.systems.teardown.TeardownDesign.Code;
import dev.stalemate.systems.teardown.TeardownDesign.OnError;
import dev.stalemate.systems.teardown.TeardownDesign.Order;

/** What a design decides about functions, the reserved region and the domain's tables, and tells. */
final class ToldTeardown {
    private static final String REGION = "iommu_identity_mapping()";

    private final TeardownFields f;
    private final TeardownDesign design;
    private final Acts acts;
    private final boolean isXen;

    ToldTeardown(TeardownFields fields, TeardownDesign design) {
        f = fields;
        this.design = design;
        acts = fields.layout.acts();
        isXen = design.code == Code.XEN;
    }

    /** A function was put on the domain's tables, or was not. */
    void attached(int function, boolean ok) {
        if (acts.on()) {
            String text = f.function.text(function);
            String fails = f.isPhantom(function) && !design.phantomsCount
                    ? ", which is ignored"
                    : ", and the assignment is undone";
            acts.did(
                    isXen ? "assign_device()" : "iommu_attach_group()",
                    ok
                            ? "gives function " + text + " the domain's tables"
                            : "cannot give function " + text + " the domain's tables" + fails);
            f.roots.could(acts, function);
        }
    }

    /** The region was tracked, or that has failed. */
    void tracked(long[] s, boolean ok) {
        if (acts.on()) {
            acts.did(REGION, ok ? "tracks the region for " + f.region.users(s) : "cannot track the region");
            f.region.could(acts);
        }
    }

    /** A page of the region was mapped, or that has failed. */
    void mapped(int page, boolean ok) {
        if (acts.on()) {
            acts.did(
                    REGION, ok ? "maps page " + page + " of the region" : "cannot map page " + page + " of the region");
            f.region.could(acts);
        }
    }

    /** The region was to be unmapped for a function. */
    void unmapped(long[] s, boolean wasTracked, boolean ok) {
        if (acts.on()) {
            String unmaps = f.region.isTracked(s) ? "counts one user of the region less" : "unmaps the region";
            acts.did(
                    REGION,
                    !design.unmaps
                            ? "is not called"
                            : !wasTracked
                                    ? "finds no region that is tracked: -ENOENT"
                                    : ok ? unmaps : "cannot unmap page 0");
            f.region.could(acts);
        }
    }

    /** A function whose region was unmapped is taken off after that. */
    void comesLast(int function) {
        if (acts.on()) {
            acts.did(
                    "reassign_device_ownership()",
                    "has yet to take function " + f.function.text(function) + " off the domain's tables");
            f.roots.could(acts, function);
        }
    }

    /** A function is left where it is, because its region was unmapped without an error. */
    void left(int function) {
        if (acts.on()) {
            acts.did("reassign_device_ownership()", "returns the 0 of " + REGION);
            f.roots.left(acts, function, "it goes on after -ENOENT alone");
        }
    }

    /** A function was taken off the domain's tables, and walks nothing. */
    void removed(int function) {
        if (acts.on()) {
            acts.did("domain_context_unmap()", "clears the entry of function " + f.function.text(function));
            f.roots.could(acts, function);
        }
    }

    /** A function walks something else. */
    void moved(long[] s, int function) {
        if (acts.on()) {
            acts.did(moves(), "gives function " + f.function.text(function) + " " + f.roots.text(s, function));
            f.roots.could(acts, function);
        }
    }

    private String moves() {
        return isXen ? "domain_context_mapping()" : "__iommu_attach_device()";
    }

    /** A function could not be moved. */
    void stuck(int function) {
        if (acts.on()) {
            String takesOff = design.order == Order.IN_ONE_STEP ? moves() : "domain_context_unmap()";
            acts.did(takesOff, "fails for function " + f.function.text(function));
            f.roots.could(acts, function);
        }
    }

    /** The loop over the devices takes one, after an error or not. */
    void takes(int device, boolean afterError) {
        if (acts.on()) {
            String function = loop();
            if (afterError) {
                acts.did(function, "goes on with device " + device + " after the error");
            } else {
                acts.routine(function, "takes device " + device);
            }
        }
    }

    private String loop() {
        return isXen ? "pci_release_devices()" : "__iommu_group_set_domain()";
    }

    /** The loop over the devices has ended. */
    void released(long[] s, boolean withError) {
        if (acts.on()) {
            String then = design.onError == OnError.FREES_NOTHING
                    ? "returns the error, and nothing is freed"
                    : "ends with an error, which is ignored";
            if (withError) {
                acts.did(loop(), then);
                couldMove(s);
            } else {
                acts.routine(loop(), "is done");
            }
        }
    }

    /** The domain's memory is to be freed before its devices are released. */
    void freesMemoryFirst(long[] s) {
        if (acts.on()) {
            acts.did("domain_relinquish_resources()", "frees the memory, and leaves devices to arch_domain_destroy()");
            couldMove(s);
        }
    }

    /** The tables were freed. */
    void freed() {
        if (acts.on()) {
            String function = isXen ? "iommu_free_pgtables()" : "iommu_domain_free()";
            if (f.scope.get(TeardownSettings.MAPS)) {
                acts.did(function, "frees the tables" + (design.clearsRoot ? "" : ", and leaves the domain's root"));
                acts.could(f.rootless, 0);
            } else {
                acts.routine(function, "frees the tables");
            }
        }
    }

    /** Xen changed an entry of the domain's tables. */
    void changed(String function, String what) {
        if (acts.on()) {
            acts.did(function, what);
            f.pages.could(acts, TeardownFields.TABLE);
        }
    }

    /** Each function that is on the domain's tables could have been moved. */
    private void couldMove(long[] s) {
        for (int each = 0; each < f.function.size(); each++) {
            if (f.roots.walksPage(s, each)) {
                f.roots.could(acts, each);
            }
        }
    }
}
