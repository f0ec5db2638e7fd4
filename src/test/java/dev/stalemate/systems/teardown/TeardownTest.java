package dev.stalemate.systems.teardown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.systems.DesignPairs;
import dev.stalemate.systems.SystemChecks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains that are destroyed: each property fails for a design that is wrong and holds for one that is not, and the runs that fixes tell of. */
class TeardownTest extends DesignPairs {
    private static final TeardownSystem SYSTEM = new TeardownSystem();

    private static final List<Pair> PAIRS = List.of(
            new Pair("no-freed-table", "devices=1", "zero-is-an-end", "tracked"),
            new Pair("no-freed-table", "fails=remove", "goes-on", "tracked"),
            new Pair("no-freed-table", "devices=2,region=none,fails=remove,drops=on", "stops-at-error", "goes-on"),
            new Pair("no-freed-table", "assigns=on,unplugs=on", "assigns-to-dying", "tracked"),
            new Pair("no-foreign-frame", "devices=1", "released-last", "to-host"),
            new Pair("no-foreign-frame", "fails=remove", "keeps-tables", "tracked"),
            new Pair("devices-released", "devices=1", "zero-is-an-end", "region-first"),
            new Pair(
                    "devices-released",
                    "devices=2,fails=remove,lasts=on,retries=on",
                    "tracked,after-error=stops",
                    "tracked"),
            new Pair("call-ends", "fails=remove,lasts=on", "tracked,after-error=again", "tracked"),
            new Pair("region-counted", "unplugs=on", "zero-is-an-end", "region-first"),
            new Pair("region-counted", "unplugs=on,fails=remove", "region-first", "tracked"),
            new Pair("region-reached", "assigned=off,assigns=on", "region-first", "tracked"),
            new Pair("region-reached", "devices=1", "removed-first", "tracked"),
            new Pair("no-region-left", "assigns=on,fails=map,unplugs=on", "phantoms-undone", "tracked"),
            new Pair(
                    "no-region-left",
                    "assigns=on,fails=map,unplugs=on",
                    "region-first",
                    "region-first,tracks-first=on"),
            new Pair("no-region-left", "unplugs=on", "never-unmaps", "until-empty,zero-ends=off"),
            new Pair("no-dma-to-host", "dma=on", "to-host", "until-empty"),
            new Pair(
                    "no-dma-to-host",
                    "assigned=off,assigns=on,phantoms=2,dma=on,fails=assign",
                    "own-tables",
                    "phantoms-undone"),
            new Pair("no-write-to-freed", "maps=on", "maps-ignored", "until-empty"),
            new Pair("no-write-to-freed", "maps=on", "tracked,clears-root=off", "tracked"),
            new Pair("no-table-kept", "maps=on", "root-cleared", "until-empty"));

    TeardownTest() {
        super(SYSTEM, PAIRS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "devices=1",
                "fails=remove,lasts=on,retries=on",
                "fails=unmap,unplugs=on",
                "assigns=on,unplugs=on,dma=on",
                "maps=on",
                "assigned=off,assigns=on,fails=map"
            })
    void eachPropertyOfAScopeCanBeBroken(String scope) {
        everyPropertyFailsForSomeDesign(scope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            devices=4 | 4 is not within 1 to 3
            phantoms=3 | 3 is not within 0 to 2
            fails=all | 'all' is not one of nothing, remove, assign, map, unmap
            lasts=on | scope setting lasts: with fails=nothing there is no error that lasts
            retries=on | scope setting retries: a destruction fails only with fails=remove or fails=unmap
            fails=unmap,drops=on | scope setting drops: it is about functions that fail to be taken off, with fails=remove
            fails=unmap,region=none | scope setting fails: with region=none there is nothing to map or unmap
            fails=map | scope setting fails: with assigns=off no device is assigned
            assigned=off | scope setting assigned: with assigns=off too the domain never has a device
            """)
    void anImpossibleScopeSaysWhy(String scope, String message) {
        refuses(scope, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            tracked | small | destroy unmap move
            region-first | small | destroy unmap remove move
            tracked | region=none,unplugs=on | unplug destroy move
            tracked | fails=remove | destroy destroy-again unmap move fail-to-move
            goes-on | fails=remove | destroy unmap move fail-to-move
            """)
    void aScopeLeavesOutWhatItDoesWithout(String design, String scope, String actions) {
        assertThat(checks.actions(design, scope))
                .isEqualTo(
                        actions + " free-tables free-memory reuse-table-page give-to-another-guest other-guest-writes");
    }

    /** The shortest run of each. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            H60  | destroy, unmap 0, free-tables, reuse-table-page 0
            H60e | unplug 0, unmap 0
            H61  | destroy, unmap 0, unmap 0, fail-to-remove 0, unmap 0, fail-to-remove 0
            H61e | destroy, fail-to-move 0, free-memory, give-to-another-guest 0, other-guest-writes 0
            H61g | unplug 0, unmap 0, fail-to-remove 0
            H62  | assign 0, map 0, fail-to-map 0, unmap 0
            H62c | unplug 0, move 0, fail-to-unmap 0
            H63  | destroy, fail-to-move 0, free-tables, reuse-table-page 0
            H91  | destroy, unmap 0
            H92  | assign 0, map 0, map 0, track 0, attach 0, fail-to-attach 0, start-dma 0
            """)
    void theShortestCounterexampleIsTheFixes(String id, String steps) {
        assertThat(checks.steps(id)).isEqualTo(steps);
    }

    @Test
    void anExplanationNamesTheFunction() {
        assertThat(checks.details("H60")).containsExactly("function 0 walks table page 0, which is something else");
        assertThat(checks.details("H63")).containsExactly("function 1 walks table page 0, which is something else");
        assertThat(checks.details("H62"))
                .containsExactly("the guest reaches page 0 of the region, which is not tracked");
        assertThat(checks.details("H61g"))
                .containsExactly("the region is tracked for 1; devices of the domain that have it: 2");
        assertThat(checks.details("H92")).containsExactly("function 0.1 walks the host's tables");
    }

    @Test
    void whatDecidesIsTold() {
        assertThat(checks.acts("H60"))
                .contains(
                        "(2) reassign_device_ownership(): returns the 0 of iommu_identity_mapping(); leaves context-entry of function 0:"
                                + " it goes on after -ENOENT alone");
        assertThat(checks.acts("H63")).contains("(2) __iommu_group_set_domain(): ends with an error, which is ignored");
        assertThat(checks.acts("H93")).contains("(7) iommu_unmap(): writes to a page that is a table no longer");
    }

    /** What a law says of a domain that has never had a device is worth nothing, and is said to be. */
    @Test
    void aDomainThatNeverHasADeviceIsVacuous() {
        Model model = checks.model("tracked", "assigned=off,assigns=on,fails=map,lasts=on");
        assertThat(SystemChecks.search(model, "no-freed-table")
                        .outcomes()
                        .get(0)
                        .premiseHeld())
                .isPositive();
        Model never = checks.model("tracked", "assigned=off,assigns=on");
        long[] s = SystemChecks.after(never, "destroy", "free-tables", "reuse-table-page 0");
        assertThat(never.law("no-freed-table").premise().test(s)).isFalse();
    }

    /** A region that devices share goes with the last of them, and a device's phantom functions go first. */
    @Test
    void aSharedRegionGoesWithTheLastDevice() {
        Model model = checks.model("tracked", "devices=2,phantoms=1,region=shared,unplugs=on");
        long[] s = SystemChecks.after(model, "unplug 0", "move 0");
        assertThat(model.layout().describe(s))
                .containsEntry("context-entry[0.1]", "tables of its own")
                .containsEntry("context-entry[0]", "table page 0");
        s = SystemChecks.after(model, "unplug 0", "move 0", "move 0", "unmap 0");
        assertThat(model.layout().describe(s))
                .containsEntry("region-users", "1")
                .containsEntry("region-in-p2m[0]", "1");
        s = SystemChecks.after(
                model, "unplug 0", "move 0", "move 0", "unmap 0", "unplug 1", "move 0", "move 0", "unmap 0");
        assertThat(model.layout().describe(s))
                .containsEntry("region-users", "0")
                .containsEntry("region-in-p2m[0]", "0");
    }

    /** Pages that stayed in the p2m are taken over by the next assignment, and go with it. */
    @Test
    void whatAnErrorLeftGoesWithTheNextAssignment() {
        Model model = checks.model("phantoms-undone", "assigned=off,assigns=on,unplugs=on,fails=map");
        String[] steps = {
            "assign 0",
            "map 0",
            "fail-to-map 0",
            "unmap 0",
            "assign 0",
            "map 0",
            "track 0",
            "attach 0",
            "unplug 0",
            "move 0",
            "unmap 0"
        };
        assertThat(model.layout().describe(SystemChecks.after(model, steps)))
                .containsEntry("region-in-p2m[0]", "0")
                .containsEntry("region-users", "0");
    }

    @Test
    void anErrorThatDoesNotLastIsOverTheNextTime() {
        Model model = checks.model("tracked", "fails=remove");
        long[] s = SystemChecks.after(model, "destroy", "fail-to-move 0");
        assertThat(model.layout().describe(s)).containsEntry("domain", "releases devices");
        s = SystemChecks.after(model, "destroy", "fail-to-move 0", "destroy-again", "move 0", "unmap 0");
        assertThat(model.layout().describe(s))
                .containsEntry("domain", "frees tables")
                .containsEntry("context-entry[0]", "tables of its own");
    }

    @Test
    void aScopeIsWidenedByDevices() {
        assertThat(SYSTEM.widen(SYSTEM.scope("small")).get(TeardownSettings.DEVICES))
                .isEqualTo(3);
        assertThat(SYSTEM.widen(SYSTEM.scope("devices=3")).get(TeardownSettings.DEVICES))
                .isEqualTo(3);
    }

    /** A list of devices that is gone through again and again ends as soon as nothing fails. */
    @Test
    void tryingAgainHidesWhatOneTryLeaves() {
        assertThat(SystemChecks.search(checks.model("until-empty", "devices=3,region=shared"), "devices-released")
                        .outcomes()
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.HOLDS);
    }
}
